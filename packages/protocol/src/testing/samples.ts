/** One value of each shape, for vectors, specs and tests. Their keys are nobody's. */
import type { Bytes, DecodeError } from '../bytes.ts'
import { type Claim, decodeClaim, encodeClaim } from '../claim.ts'
import { type DirectoryRecord, decodeDirectoryRecord, encodeDirectoryRecord } from '../directory-record.ts'
import { decodeEnvelope, type Envelope, encodeEnvelope } from '../envelope.ts'
import { decodeFrame, encodeFrame, type Frame } from '../frame.ts'
import { decodeLetter, encodeLetter, type Letter } from '../letter.ts'
import { ENVELOPE_CIPHERTEXT_BYTES, KYBER_KEY_BYTES } from '../limits.ts'
import type { MessageText } from '../message-text.ts'
import type { Name } from '../name.ts'
import {
  decodePrekeyPublication,
  encodePrekeyPublication,
  type PrekeyBundle,
  type PrekeyPublication,
} from '../prekeys.ts'
import { decodeReply, encodeReply, type Reply } from '../reply.ts'
import { decodeRequest, encodeRequest, type Request } from '../request.ts'
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
const stamped: Envelope = { ...envelope, authorization: { type: 'stamp', stamp: proof } }
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
    'a deposit by stamp': { type: 'deposit', envelope: stamped },
    'a collect of what waits': { type: 'collect', after: 0, wait: false },
    'the largest number': { type: 'leaves', from: Number.MAX_SAFE_INTEGER },
  } satisfies Record<Request['type'], Request> & Record<string, Request>,
  reply: {
    greeting: {
      type: 'greeting',
      keys: { logKey: bytes(32, 1), trustRoot: key(0x21), signature: bytes(64, 0x80) },
      challenge: bytes(32, 0x42),
      time: 1_790_000_000_000,
      claimPow: pow,
      stampPow: { ...pow, difficultyBits: 5 },
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
    'a bundle without a one-time prekey': { type: 'bundle', bundle: lastBundle },
    'the status of a new mailbox': { type: 'mailbox-status', oneTime: 0, oneTimeKyber: 0, waiting: 0 },
    'nothing waits': { type: 'letters', items: [], more: false },
    'no hashes are needed': { type: 'hashes', hashes: [] },
  } satisfies Record<Reply['type'], Reply> & Record<string, Reply>,
  envelope: { 'by token': envelope, 'by stamp': stamped },
  letter: {
    'meet-request': letter(
      { kind: 'meet-request', deliveryToken: token, greeting: 'From the print shop.' },
      1,
    ),
    'meet-accept': letter({ kind: 'meet-accept', deliveryToken: token }, 1),
    'meet-decline': letter({ kind: 'meet-decline' }, 1),
    text: letter({ kind: 'text', text: 'Mañana a las ocho 🌹' as MessageText }, 2),
    receipt: letter({ kind: 'receipt', letters: [bytes(16, 0x50)] }),
    retry: letter({ kind: 'retry', envelopes: [bytes(16, 0x20)] }),
    token: letter({ kind: 'token', deliveryToken: token }),
    'a request without a greeting': letter({ kind: 'meet-request', deliveryToken: token, greeting: '' }, 1),
    'a letter without a checkpoint': {
      ...letter({ kind: 'meet-decline' }, 1),
      checkpoint: new Uint8Array(0),
    },
    'the longest text': letter({ kind: 'text', text: '🌹'.repeat(1_000) as MessageText }, 3),
    'a mark of byte order is a character like any other': letter(
      { kind: 'text', text: '\ufeffa' as MessageText },
      5,
    ),
    'lines and tabs': letter({ kind: 'text', text: 'a\n\tb' as MessageText }, 4),
  } satisfies Record<Letter['body']['kind'], Letter> & Record<string, Letter>,
  record: { alice: record },
  claim: { alice: claim },
  prekeys: {
    'one of each': publication,
    'no one-time prekeys': { ...publication, oneTime: [], oneTimeKyber: [] },
  },
}
