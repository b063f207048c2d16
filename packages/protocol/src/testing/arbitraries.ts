/** Any value of each shape that its limits allow, for property tests. */
import fc, { type Arbitrary } from 'fast-check'
import type { ActProof, Slot } from '../act.ts'
import type { Address } from '../address.ts'
import { type Ballot, CHOICES, type CountedBallot, type Tally } from '../ballot.ts'
import type { BlobHeader } from '../blob.ts'
import type { Bytes } from '../bytes.ts'
import type { Claim } from '../claim.ts'
import type { Content } from '../content.ts'
import type { DirectoryRecord } from '../directory-record.ts'
import type { Envelope } from '../envelope.ts'
import type { FeedHead } from '../feed-head.ts'
import { type DayKey, SEALED_FEED_KEYS_BYTES } from '../feed-keys.ts'
import type { FeedItem, FeedPage } from '../feed-page.ts'
import { FRAME_BODY_MAX, type Frame } from '../frame.ts'
import type { ImageReference } from '../image-reference.ts'
import type { IdentityKey } from '../keys.ts'
import type { Letter, LetterBody, TrustedPost } from '../letter.ts'
import * as limits from '../limits.ts'
import { parseText } from '../message-text.ts'
import { type Name, parseName } from '../name.ts'
import type { NoteBody, SignedNote } from '../note.ts'
import type { OperatorKeys } from '../operator-keys.ts'
import type { KyberPrekey, Prekey, PrekeyBundle, PrekeyPublication, SignedPrekey } from '../prekeys.ts'
import type { ProofOfWork, ProofOfWorkParams } from '../proof-of-work.ts'
import { REFUSAL_CODES, type Reply, type WaitingLetter } from '../reply.ts'
import type { Request } from '../request.ts'
import type { CODECS } from './samples.ts'

/** Plain objects, as decoders make them. */
const struct = <T extends object>(model: { [K in keyof T]: Arbitrary<T[K]> }): Arbitrary<T> =>
  fc.record(model, { noNullPrototype: true }) as Arbitrary<T>

const uint8 = fc.nat(0xff)
const uint16 = fc.nat(0xffff)
const uint32 = fc.nat(0xffff_ffff)
const uint64 = fc.maxSafeNat()

/** Up to `maxLength` in earnest: by default fast-check draws ten bytes at most, whatever the limit. */
export const upTo = (maxLength: number) =>
  fc.uint8Array({ maxLength, size: 'max' }).map((some) => some as Bytes)
const exactly = <T extends Bytes>(length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((some) => some as Bytes as T)
/** Long bytes are drawn as a short seed that is repeated: thousands of draws would take minutes and find no more. */
const long = (length: number) =>
  fc
    .uint8Array({ minLength: 1, maxLength: 16 })
    .map((seed) => new Uint8Array(length).map((_, index) => seed[index % seed.length] ?? 0))
const list = <T>(item: Arbitrary<T>, minLength = 0, maxLength = 4) =>
  fc.array(item, { minLength, maxLength, size: 'max' })

const key = exactly<IdentityKey>(limits.IDENTITY_KEY_BYTES).map((some) => {
  some[0] = 0x05
  return some
})
const hash = exactly<never>(limits.HASH_BYTES)
const signature = exactly<never>(limits.SIGNATURE_BYTES)
const id = exactly<never>(limits.LETTER_ID_BYTES)
const token = exactly<never>(limits.DELIVERY_TOKEN_BYTES)
const note = upTo(limits.CHECKPOINT_NOTE_BYTES)

export const anyName: Arbitrary<Name> = fc
  .stringMatching(/^[a-z][a-z0-9_-]{2,29}$/, { size: 'max' })
  .filter((text) => parseName(text).ok)
  .map((text) => text as Name)
const address: Arbitrary<Address> = struct({
  name: anyName,
  device: fc.integer({ min: 1, max: limits.DEVICE_MAX }),
})

const record: Arbitrary<DirectoryRecord> = struct({
  name: anyName,
  identityKey: key,
  commitment: exactly<never>(limits.COMMITMENT_BYTES),
})
const proof: Arbitrary<ProofOfWork> = struct({ day: uint32, nonce: exactly(limits.NONCE_BYTES) })
const price: Arbitrary<ProofOfWorkParams> = struct({
  memoryKib: uint32,
  passes: uint8,
  difficultyBits: uint8,
})
const claim: Arbitrary<Claim> = struct({ record, signature, stamp: proof })

const prekey: Arbitrary<Prekey> = struct({ id: uint32, key })
const signedPrekey: Arbitrary<SignedPrekey> = struct({ id: uint32, key, signature })
const kyber: Arbitrary<KyberPrekey> = struct({ id: uint32, key: long(limits.KYBER_KEY_BYTES), signature })
const registrationId = fc.integer({ min: 1, max: limits.REGISTRATION_ID_MAX })
const prekeys: Arbitrary<PrekeyPublication> = struct({
  registrationId,
  signedPrekey,
  lastResortKyber: kyber,
  oneTime: list(prekey),
  oneTimeKyber: list(kyber),
})
const bundle: Arbitrary<PrekeyBundle> = fc.record(
  { registrationId, identityKey: key, signedPrekey, kyberPrekey: kyber, oneTime: prekey },
  { noNullPrototype: true, requiredKeys: ['registrationId', 'identityKey', 'signedPrekey', 'kyberPrekey'] },
)

/** An object some of whose fields may be missing. */
const partly = <T extends object>(
  model: { [K in keyof T]-?: Arbitrary<NonNullable<T[K]>> },
  requiredKeys: (keyof T)[],
): Arbitrary<T> => fc.record(model, { noNullPrototype: true, requiredKeys }) as Arbitrary<T>

const act: Arbitrary<ActProof> = struct({
  root: hash,
  nullifier: hash,
  points: long(limits.PROOF_POINTS_BYTES),
})
const slotModel = { day: uint32, slot: uint8 } satisfies { [K in keyof Slot]: Arbitrary<Slot[K]> }
const vote = {
  choice: fc.constantFrom(...CHOICES),
  counter: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
}
const ballot: Arbitrary<Ballot> = struct({ post: id, ...vote, proof: act })
const counted: Arbitrary<CountedBallot> = struct({
  ...{ position: uint64, ...vote, size: uint64, cohort: uint32, proof: act },
})
const tally: Arbitrary<Tally> = struct({ sequence: uint64, up: uint32, down: uint32 })
const side = fc.integer({ min: 1, max: limits.IMAGE_SIDE })
const chunks = fc.constantFrom(...limits.BLOB_CHUNKS)
const image: Arbitrary<ImageReference> = struct({
  ...{ blob: id, chunks, key: exactly(limits.SEAL_KEY_BYTES), hash, width: side, height: side },
  placeholder: upTo(limits.PLACEHOLDER_BYTES),
})
const blobModel = {
  ...{ id, chunks, hash, deletionHash: hash },
  expiresAt: fc.nat(1_000_000).map((hour) => hour * 3_600_000),
} satisfies { [K in keyof BlobHeader]: Arbitrary<BlobHeader[K]> }
const feedHead: Arbitrary<FeedHead> = struct({ sequence: uint64, hash, oldestPage: uint32, signature })
const feedItem: Arbitrary<FeedItem> = fc.oneof(
  struct({ type: fc.constant('entry' as const), day: uint32, sealed: upTo(300) }),
  struct({ type: fc.constant('gap' as const), hash }),
)
const feedPage: Arbitrary<FeedPage> = struct({
  ...{
    number: uint32,
    firstSequence: uint64,
    headBefore: hash,
    items: list(feedItem, 0, limits.PAGE_ENTRIES),
  },
})
const feedKeys: Arbitrary<readonly DayKey[]> = list(
  struct<DayKey>({ day: uint32, key: exactly(limits.SEAL_KEY_BYTES) }),
  0,
  limits.FEED_KEYS,
)

const envelope: Arbitrary<Envelope> = struct({
  recipient: address,
  id,
  authorization: fc.oneof(
    struct({ type: fc.constant('token' as const), token }),
    struct({ type: fc.constant('permit' as const), ...slotModel, nullifier: hash }),
  ),
  ciphertext: long(limits.ENVELOPE_CIPHERTEXT_BYTES),
})

const words: Arbitrary<string> = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 400, size: 'max' })
  .map((text) => text.normalize('NFC'))
  .filter((text) => parseText(text, limits.TEXT_CODE_POINTS).ok)
const greeting = fc
  .string({ unit: 'grapheme', maxLength: 100, size: 'max' })
  .map((text) => text.normalize('NFC'))
  .filter((text) => parseText(text, limits.GREETING_CODE_POINTS).ok)

const content: Arbitrary<Content> = fc.oneof(
  partly<Content>({ text: words, image }, ['text']),
  struct({ text: fc.constant(''), image }),
)
const face: Arbitrary<Content> = fc.oneof(content, struct({ text: fc.constant('') }))
const timer = fc.oneof(fc.constant(0), fc.integer(limits.TIMER_SECONDS))
const post: Arbitrary<TrustedPost> = partly<TrustedPost>({ id, content, expiresAt: uint64, replyTo: id }, [
  ...(['id', 'content', 'expiresAt'] as const),
])

const one = <K extends string>(value: K) => fc.constant(value)
const body: Arbitrary<LetterBody> = fc.oneof(
  struct({ kind: one('meet-request'), deliveryToken: token, greeting }),
  struct({ kind: one('meet-accept'), deliveryToken: token }),
  struct({ kind: one('meet-decline') }),
  struct({ kind: one('text'), content, timer }),
  struct({ kind: one('receipt'), letters: list(id, 1, limits.LETTER_IDS_PER_RECEIPT) }),
  struct({ kind: one('retry'), envelopes: list(id, 1, limits.LETTER_IDS_PER_RECEIPT) }),
  struct({ kind: one('token'), deliveryToken: token }),
  struct({ kind: one('timer'), timer }),
  struct({ kind: one('post'), post }),
  struct({ kind: one('post-deletion'), post: id }),
  struct({ kind: one('profile'), face }),
  struct({ kind: one('profile-withdrawal') }),
)
const noteBody: Arbitrary<NoteBody> = fc.oneof(
  partly<Extract<NoteBody, { kind: 'post' }>>({ kind: one('post'), content, replyTo: id }, [
    'kind',
    'content',
  ]),
  struct({ kind: one('deletion'), post: id }),
  struct({ kind: one('profile'), face }),
)
const signedNote: Arbitrary<SignedNote> = struct({
  note: struct({
    ...{ author: anyName, nonce: exactly(limits.NONCE_BYTES), writtenAt: uint64, expiresAt: uint64 },
    body: noteBody,
  }),
  signature,
})
const letter: Arbitrary<Letter> = partly<Letter>(
  { id, sequence: uint64, sentAt: uint64, checkpoint: note, feedHead, body },
  ['id', 'sequence', 'sentAt', 'checkpoint', 'body'],
)

const request: Arbitrary<Request> = fc.oneof(
  struct({
    type: fc.constantFrom('hello', 'checkpoint', 'mailbox-status', 'certificate', 'anchor', 'feed-head'),
  }),
  struct({ type: one('claim'), claim }),
  struct({ type: one('leaves'), from: uint64 }),
  struct({ type: one('consistency'), first: uint64, second: uint64 }),
  struct({ type: one('inclusion'), index: uint64, size: uint64 }),
  struct({ type: one('bundle'), address }),
  struct({ type: one('deposit'), envelope }),
  struct({
    type: one('permit'),
    permit: struct({ ...slotModel, recipient: address, id, hash, proof: act }),
  }),
  struct({ type: one('ticket'), ticket: struct({ ...slotModel, oneTimeKey: key, proof: act }) }),
  struct({ type: one('publish'), sealed: upTo(300) }),
  struct({ type: fc.constantFrom('page', 'tallies'), page: uint32 }),
  struct({ type: one('vote'), ballot }),
  struct({ type: one('ballots'), post: id, after: uint64 }),
  struct({ type: one('open-blob'), opening: struct({ ...slotModel, ...blobModel, proof: act }) }),
  struct({
    type: one('put-chunk'),
    chunk: struct({ id, index: uint8, bytes: long(limits.BLOB_CHUNK_BYTES) }),
  }),
  struct({ type: one('chunk'), blob: id, index: uint8 }),
  struct({ type: one('delete-blob'), blob: id, secret: exactly(limits.SEAL_KEY_BYTES) }),
  struct({ type: one('authenticate'), address, signature }),
  struct({ type: one('publish-prekeys'), publication: prekeys }),
  struct({ type: one('set-delivery-token'), tokenHash: hash }),
  struct({ type: one('collect'), after: uint64, wait: fc.boolean() }),
  struct({ type: one('acknowledge'), ids: list(id, 1, 40) }),
)

const keys: Arbitrary<OperatorKeys> = struct({
  logKey: exactly<never>(limits.LOG_KEY_BYTES),
  trustRoot: key,
  feedKey: key,
  signature,
})
const waiting: Arbitrary<WaitingLetter> = struct({
  position: uint64,
  id,
  depositedOn: uint32,
  ciphertext: long(limits.ENVELOPE_CIPHERTEXT_BYTES),
})

const reply: Arbitrary<Reply> = fc.oneof(
  struct({
    ...{ type: one('greeting'), keys, challenge: exactly<never>(limits.CHALLENGE_BYTES), time: uint64 },
    ...{ claimPow: price, checkpoint: note },
  }),
  struct({ type: one('claimed'), index: uint64 }),
  struct({ type: one('checkpoint'), note }),
  struct({ type: one('leaves'), from: uint64, records: list(record) }),
  struct({ type: one('hashes'), hashes: list(hash) }),
  struct({ type: one('bundle'), bundle }),
  struct({ type: fc.constantFrom('deposited', 'authenticated', 'done') }),
  fc.record(
    { type: one('mailbox-status'), oneTime: uint16, oneTimeKyber: uint16, tokenHash: hash, waiting: uint32 },
    { noNullPrototype: true, requiredKeys: ['type', 'oneTime', 'oneTimeKyber', 'waiting'] },
  ),
  struct({ type: one('certificate'), certificate: upTo(limits.CERTIFICATE_BYTES), expires: uint64 }),
  struct({ type: one('letters'), items: list(waiting, 0, limits.LETTERS_PER_REPLY), more: fc.boolean() }),
  struct({ type: one('anchor'), note, minimumMembers: uint32 }),
  struct({ type: one('feed-keys'), sealed: upTo(SEALED_FEED_KEYS_BYTES) }),
  struct({ type: one('published'), sequence: uint64 }),
  struct({ type: one('feed-head'), head: feedHead, latestPage: uint32 }),
  struct({ type: one('page'), page: feedPage }),
  struct({ type: one('tallies'), tallies: list(tally, 0, limits.PAGE_ENTRIES) }),
  struct({ type: one('ballots'), ballots: list(counted), more: fc.boolean() }),
  struct({ type: one('chunk'), bytes: long(limits.BLOB_CHUNK_BYTES) }),
  struct({ type: one('refused'), code: fc.constantFrom(...REFUSAL_CODES), retryAfterSeconds: uint16 }),
)

const frame: Arbitrary<Frame> = fc.oneof(
  struct({ type: one('tick'), id: fc.constant(0), body: fc.constant(new Uint8Array(0)) }),
  struct({
    type: fc.constantFrom('request', 'reply'),
    id: uint32,
    body: fc.oneof(upTo(300), fc.integer({ min: 8_000, max: FRAME_BODY_MAX }).chain(long)),
  }),
)

export const ARBITRARIES: {
  readonly [K in keyof typeof CODECS]: Arbitrary<Parameters<(typeof CODECS)[K]['encode']>[0]>
} = {
  ...{ frame, request, reply, envelope, letter, record, claim, prekeys, ballot },
  ...{
    'act-proof': act,
    note: signedNote,
    'feed-page': feedPage,
    'feed-head': feedHead,
    'feed-keys': feedKeys,
  },
}
