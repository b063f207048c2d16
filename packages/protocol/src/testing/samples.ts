/** One value of each shape, for vectors, specs and tests. Their keys are nobody's. */
import { type ActProof, decodeActProof, encodeActProof } from '../act.ts'
import { type Ballot, decodeBallot, encodeBallot } from '../ballot.ts'
import type { Bytes, DecodeError } from '../bytes.ts'
import { type Claim, decodeClaim, encodeClaim } from '../claim.ts'
import type { Content } from '../content.ts'
import { type DirectoryRecord, decodeDirectoryRecord, encodeDirectoryRecord } from '../directory-record.ts'
import { decodeEnvelope, type Envelope, encodeEnvelope } from '../envelope.ts'
import { decodeFeedHead, encodeFeedHead, type FeedHead } from '../feed-head.ts'
import { type DayKey, decodeFeedKeys, encodeFeedKeys } from '../feed-keys.ts'
import { decodeFeedPage, encodeFeedPage, type FeedPage } from '../feed-page.ts'
import { decodeFrame, encodeFrame, type Frame } from '../frame.ts'
import type { ImageReference } from '../image-reference.ts'
import { decodeLetter, encodeLetter, type Letter } from '../letter.ts'
import {
  BLOB_CHUNK_BYTES,
  ENVELOPE_CIPHERTEXT_BYTES,
  KYBER_KEY_BYTES,
  PROOF_POINTS_BYTES,
} from '../limits.ts'
import type { Name } from '../name.ts'
import { decodeSignedNote, encodeSignedNote, type Note, type SignedNote } from '../note.ts'
import type { Permit } from '../permit.ts'
import {
  decodePrekeyPublication,
  encodePrekeyPublication,
  type PrekeyBundle,
  type PrekeyPublication,
} from '../prekeys.ts'
import { decodeReply, encodeReply, type Reply } from '../reply.ts'
import { decodeRequest, encodeRequest, LATEST_PAGE, type Request } from '../request.ts'
import type { Result } from '../result.ts'

export type Codec<T> = {
  readonly encode: (value: T) => Bytes
  readonly decode: (bytes: Uint8Array) => Result<T, DecodeError>
}

/** Bytes that count up, so that a swapped field shows. */
const bytes = <T extends Bytes>(length: number, from: number): T =>
  new Uint8Array(length).map((_, index) => from + index) as Bytes as T
const key = <T extends Bytes>(from: number): T => new Uint8Array([5, ...bytes(32, from)]) as Bytes as T

const alice = { name: 'alice' as Name, device: 1 }
const record: DirectoryRecord = { name: 'alice' as Name, identityKey: key(0x10), commitment: bytes(32, 0x40) }
const proof = { day: 20_700, nonce: bytes(8, 1) }
const claim: Claim = { record, signature: bytes(64, 0x80), stamp: proof }
const envelope: Envelope = {
  recipient: alice,
  id: bytes(16, 0x20),
  authorization: { type: 'token', token: bytes(16, 0x30) },
  ciphertext: new Uint8Array(ENVELOPE_CIPHERTEXT_BYTES).fill(0xcc),
}
const act: ActProof = {
  root: bytes(32, 0x11),
  nullifier: bytes(32, 0x33),
  points: new Uint8Array(PROOF_POINTS_BYTES).fill(0x55),
}
const slot = { day: 20_700, slot: 3 }
const permitted: Envelope = {
  ...envelope,
  authorization: { type: 'permit', ...slot, nullifier: act.nullifier },
}
const permit: Permit = { ...slot, recipient: alice, id: bytes(16, 0x20), hash: bytes(32, 0x70), proof: act }
const ballot: Ballot = { post: bytes(16, 0x60), choice: 'up', counter: 1, proof: act }
const image: ImageReference = {
  blob: bytes(16, 0x44),
  chunks: 2,
  key: bytes(32, 0x22),
  hash: bytes(32, 0x90),
  width: 1_280,
  height: 853,
  placeholder: bytes(21, 0x0a),
}
const words: Content = { text: 'Mañana a las ocho 🌹' }
const feedHead: FeedHead = { sequence: 41, hash: bytes(32, 0x77), oldestPage: 1, signature: bytes(64, 0x80) }
const feedPage: FeedPage = {
  number: 2,
  firstSequence: 41,
  headBefore: bytes(32, 0x66),
  items: [
    { type: 'entry', day: 20_700, sealed: bytes(40, 0x10) },
    { type: 'gap', hash: bytes(32, 0x99) },
  ],
}
const noted = (body: Note['body']): SignedNote => ({
  note: {
    author: 'alice' as Name,
    nonce: bytes(8, 1),
    writtenAt: 1_790_000_000_000,
    expiresAt: 1_790_604_800_000,
    body,
  },
  signature: bytes(64, 0x80),
})
const dayKeys: readonly DayKey[] = [
  { day: 20_700, key: bytes(32, 0x31) },
  { day: 20_701, key: bytes(32, 0x41) },
]
const blobHeader = {
  id: bytes<never>(16, 0x44),
  chunks: 2,
  hash: bytes<never>(32, 0x90),
  expiresAt: 1_790_605_800_000 - (1_790_605_800_000 % 3_600_000),
  deletionHash: bytes<never>(32, 0x70),
} as const
const kyber = { id: 7, key: new Uint8Array(KYBER_KEY_BYTES).fill(8), signature: bytes<never>(64, 2) }
const publication: PrekeyPublication = {
  registrationId: 1234,
  signedPrekey: { id: 1, key: key(0x11), signature: bytes(64, 1) },
  lastResortKyber: kyber,
  oneTime: [{ id: 3, key: key(0x12) }],
  oneTimeKyber: [{ ...kyber, id: 9 }],
}
const lastBundle: PrekeyBundle = {
  registrationId: 1234,
  identityKey: key(0x10),
  signedPrekey: publication.signedPrekey,
  kyberPrekey: kyber,
}
const letter = (body: Letter['body'], sequence = 0): Letter => ({
  id: bytes(16, 0x50),
  sequence,
  sentAt: 1_790_000_000_000,
  checkpoint: bytes(4, 0x61),
  body,
})
const token = bytes<never>(16, 0x30)
const note = bytes<Bytes>(12, 0x61)
const pow = { memoryKib: 16_384, passes: 1, difficultyBits: 8 }

export const CODECS = {
  frame: { encode: encodeFrame, decode: decodeFrame },
  request: { encode: encodeRequest, decode: decodeRequest },
  reply: { encode: encodeReply, decode: decodeReply },
  envelope: { encode: encodeEnvelope, decode: decodeEnvelope },
  letter: { encode: encodeLetter, decode: decodeLetter },
  record: { encode: encodeDirectoryRecord, decode: decodeDirectoryRecord },
  claim: { encode: encodeClaim, decode: decodeClaim },
  prekeys: { encode: encodePrekeyPublication, decode: decodePrekeyPublication },
  'act-proof': { encode: encodeActProof, decode: decodeActProof },
  ballot: { encode: encodeBallot, decode: decodeBallot },
  note: { encode: encodeSignedNote, decode: decodeSignedNote },
  'feed-page': { encode: encodeFeedPage, decode: decodeFeedPage },
  'feed-head': { encode: encodeFeedHead, decode: decodeFeedHead },
  'feed-keys': { encode: encodeFeedKeys, decode: decodeFeedKeys },
} as const

type Samples = {
  readonly [K in keyof typeof CODECS]: Readonly<Record<string, Parameters<(typeof CODECS)[K]['encode']>[0]>>
}

export const SAMPLES: Samples = {
  frame: {
    'a request of one byte': { type: 'request', id: 1, body: new Uint8Array([3]) },
    'a tick': { type: 'tick', id: 0, body: new Uint8Array(0) },
    'a reply in the large size': { type: 'reply', id: 0xffff_ffff, body: new Uint8Array(9_000).fill(1) },
  } satisfies Record<string, Frame>,
  request: {
    hello: { type: 'hello' },
    claim: { type: 'claim', claim },
    checkpoint: { type: 'checkpoint' },
    leaves: { type: 'leaves', from: 675 },
    consistency: { type: 'consistency', first: 3, second: 7 },
    inclusion: { type: 'inclusion', index: 2, size: 7 },
    bundle: { type: 'bundle', address: alice },
    deposit: { type: 'deposit', envelope },
    authenticate: { type: 'authenticate', address: alice, signature: bytes(64, 0x80) },
    'publish-prekeys': { type: 'publish-prekeys', publication },
    'mailbox-status': { type: 'mailbox-status' },
    'set-delivery-token': { type: 'set-delivery-token', tokenHash: bytes(32, 0x70) },
    certificate: { type: 'certificate' },
    collect: { type: 'collect', after: 41, wait: true },
    acknowledge: { type: 'acknowledge', ids: [bytes(16, 0x20), bytes(16, 0x90)] },
    'the longest name and the last device': {
      type: 'bundle',
      address: { name: `z${'_-9'.repeat(9)}_-` as Name, device: 127 },
    },
    permit: { type: 'permit', permit },
    anchor: { type: 'anchor' },
    ticket: { type: 'ticket', ticket: { ...slot, oneTimeKey: key(0x13), proof: act } },
    publish: { type: 'publish', sealed: bytes(99, 0x21) },
    'feed-head': { type: 'feed-head' },
    page: { type: 'page', page: 2 },
    tallies: { type: 'tallies', page: 2 },
    vote: { type: 'vote', ballot },
    ballots: { type: 'ballots', post: ballot.post, after: 150 },
    'open-blob': { type: 'open-blob', opening: { ...slot, ...blobHeader, proof: act } },
    'put-chunk': {
      type: 'put-chunk',
      chunk: { id: blobHeader.id, index: 1, bytes: new Uint8Array(BLOB_CHUNK_BYTES).fill(0xbb) },
    },
    chunk: { type: 'chunk', blob: blobHeader.id, index: 1 },
    'delete-blob': { type: 'delete-blob', blob: blobHeader.id, secret: bytes(32, 0x05) },
    'the page that is being written': { type: 'page', page: LATEST_PAGE },
    'a deposit by permit': { type: 'deposit', envelope: permitted },
    'a collect of what waits': { type: 'collect', after: 0, wait: false },
    'the largest number': { type: 'leaves', from: Number.MAX_SAFE_INTEGER },
  } satisfies Record<Request['type'], Request> & Record<string, Request>,
  reply: {
    greeting: {
      type: 'greeting',
      keys: { logKey: bytes(32, 1), trustRoot: key(0x21), feedKey: key(0x22), signature: bytes(64, 0x80) },
      challenge: bytes(32, 0x42),
      time: 1_790_000_000_000,
      claimPow: pow,
      checkpoint: note,
    },
    claimed: { type: 'claimed', index: 6 },
    checkpoint: { type: 'checkpoint', note },
    leaves: { type: 'leaves', from: 0, records: [record] },
    hashes: { type: 'hashes', hashes: [bytes(32, 3)] },
    bundle: {
      type: 'bundle',
      bundle: { ...lastBundle, oneTime: { id: 3, key: key(0x12) } },
    },
    deposited: { type: 'deposited' },
    authenticated: { type: 'authenticated' },
    done: { type: 'done' },
    'mailbox-status': {
      type: 'mailbox-status',
      oneTime: 99,
      oneTimeKyber: 19,
      tokenHash: bytes(32, 0x70),
      waiting: 2,
    },
    certificate: { type: 'certificate', certificate: bytes(9, 9), expires: 1_790_121_600_000 },
    letters: {
      type: 'letters',
      items: [{ position: 42, id: bytes(16, 0x20), depositedOn: 20_717, ciphertext: envelope.ciphertext }],
      more: true,
    },
    refused: { type: 'refused', code: 'mailbox-full', retryAfterSeconds: 3_600 },
    anchor: { type: 'anchor', note, minimumMembers: 20 },
    'feed-keys': { type: 'feed-keys', sealed: bytes(80, 0x21) },
    published: { type: 'published', sequence: 42 },
    'feed-head': { type: 'feed-head', head: feedHead, latestPage: 2 },
    page: { type: 'page', page: feedPage },
    tallies: { type: 'tallies', tallies: [{ sequence: 41, up: 3, down: 1 }] },
    ballots: {
      type: 'ballots',
      ballots: [{ position: 7, choice: 'down', counter: 2, size: 40_000, cohort: 2, proof: act }],
      more: true,
    },
    chunk: { type: 'chunk', bytes: new Uint8Array(BLOB_CHUNK_BYTES).fill(0xbb) },
    'a bundle without a one-time prekey': { type: 'bundle', bundle: lastBundle },
    'the status of a new mailbox': { type: 'mailbox-status', oneTime: 0, oneTimeKyber: 0, waiting: 0 },
    'nothing waits': { type: 'letters', items: [], more: false },
    'no hashes are needed': { type: 'hashes', hashes: [] },
  } satisfies Record<Reply['type'], Reply> & Record<string, Reply>,
  envelope: { 'by token': envelope, 'by permit': permitted },
  letter: {
    'meet-request': letter(
      { kind: 'meet-request', deliveryToken: token, greeting: 'From the print shop.' },
      1,
    ),
    'meet-accept': letter({ kind: 'meet-accept', deliveryToken: token }, 1),
    'meet-decline': letter({ kind: 'meet-decline' }, 1),
    text: letter({ kind: 'text', content: words, timer: 0 }, 2),
    receipt: letter({ kind: 'receipt', letters: [bytes(16, 0x50)] }),
    retry: letter({ kind: 'retry', envelopes: [bytes(16, 0x20)] }),
    token: letter({ kind: 'token', deliveryToken: token }),
    timer: letter({ kind: 'timer', timer: 86_400 }, 3),
    post: letter(
      { kind: 'post', post: { id: bytes(16, 0x60), content: words, expiresAt: 1_790_604_800_000 } },
      4,
    ),
    'post-deletion': letter({ kind: 'post-deletion', post: bytes(16, 0x60) }, 5),
    profile: letter({ kind: 'profile', face: { text: 'Printer, on strike.', image } }, 6),
    'profile-withdrawal': letter({ kind: 'profile-withdrawal' }, 7),
    'an image without words that disappears in an hour': letter(
      { kind: 'text', content: { text: '', image }, timer: 3_600 },
      8,
    ),
    'a reply among those who trust, and a head of the feed': {
      ...letter(
        {
          kind: 'post',
          post: {
            id: bytes(16, 0x61),
            content: { ...words, image },
            expiresAt: 1_790_604_800_000,
            replyTo: bytes(16, 0x60),
          },
        },
        9,
      ),
      feedHead,
    },
    'a request without a greeting': letter({ kind: 'meet-request', deliveryToken: token, greeting: '' }, 1),
    'a letter without a checkpoint': {
      ...letter({ kind: 'meet-decline' }, 1),
      checkpoint: new Uint8Array(0),
    },
    'the longest text': letter({ kind: 'text', content: { text: '🌹'.repeat(1_000) }, timer: 0 }, 3),
    'a mark of byte order is a character like any other': letter(
      { kind: 'text', content: { text: '\ufeffa' }, timer: 0 },
      5,
    ),
    'lines and tabs': letter({ kind: 'text', content: { text: 'a\n\tb' }, timer: 0 }, 4),
  } satisfies Record<Letter['body']['kind'], Letter> & Record<string, Letter>,
  record: { alice: record },
  claim: { alice: claim },
  prekeys: {
    'one of each': publication,
    'no one-time prekeys': { ...publication, oneTime: [], oneTimeKyber: [] },
  },
  'act-proof': { 'some proof': act },
  ballot: {
    up: ballot,
    'down, and changed before': { ...ballot, choice: 'down', counter: 2 },
    'taken back': { ...ballot, choice: 'none', counter: 3 },
  },
  note: {
    post: noted({ kind: 'post', content: words }),
    'a reply with an image': noted({ kind: 'post', content: { ...words, image }, replyTo: bytes(16, 0x60) }),
    'the longest text': noted({ kind: 'post', content: { text: '🌹'.repeat(1_000), image } }),
    deletion: noted({ kind: 'deletion', post: bytes(16, 0x60) }),
    profile: noted({ kind: 'profile', face: { text: 'Printer.', image } }),
    'a profile that says nothing any more': noted({ kind: 'profile', face: { text: '' } }),
  } satisfies Record<string, SignedNote>,
  'feed-page': { 'an entry and a gap': feedPage, 'nothing yet': { ...feedPage, items: [] } },
  'feed-head': { 'some head': feedHead },
  'feed-keys': { 'two days': dayKeys, 'no day': [] },
}
