/** Any value of each shape that its limits allow, for property tests. */
import fc, { type Arbitrary } from 'fast-check'
import type { Address } from '../address.ts'
import type { Bytes } from '../bytes.ts'
import type { Claim } from '../claim.ts'
import type { DirectoryRecord } from '../directory-record.ts'
import type { Envelope } from '../envelope.ts'
import { FRAME_BODY_MAX, type Frame } from '../frame.ts'
import type { IdentityKey } from '../keys.ts'
import type { Letter, LetterBody } from '../letter.ts'
import * as limits from '../limits.ts'
import { type MessageText, parseMessageText, parseText } from '../message-text.ts'
import { type Name, parseName } from '../name.ts'
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

const envelope: Arbitrary<Envelope> = struct({
  recipient: address,
  id,
  authorization: fc.oneof(
    struct({ type: fc.constant('token' as const), token }),
    struct({ type: fc.constant('stamp' as const), stamp: proof }),
  ),
  ciphertext: long(limits.ENVELOPE_CIPHERTEXT_BYTES),
})

export const anyText: Arbitrary<MessageText> = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 400, size: 'max' })
  .map((text) => text.normalize('NFC') as MessageText)
  .filter((text) => parseMessageText(text).ok)
const greeting = fc
  .string({ unit: 'grapheme', maxLength: 100, size: 'max' })
  .map((text) => text.normalize('NFC'))
  .filter((text) => parseText(text, limits.GREETING_CODE_POINTS).ok)

const one = <K extends string>(value: K) => fc.constant(value)
const body: Arbitrary<LetterBody> = fc.oneof(
  struct({ kind: one('meet-request'), deliveryToken: token, greeting }),
  struct({ kind: one('meet-accept'), deliveryToken: token }),
  struct({ kind: one('meet-decline') }),
  struct({ kind: one('text'), text: anyText }),
  struct({ kind: one('receipt'), letters: list(id, 1, limits.LETTER_IDS_PER_RECEIPT) }),
  struct({ kind: one('retry'), envelopes: list(id, 1, limits.LETTER_IDS_PER_RECEIPT) }),
  struct({ kind: one('token'), deliveryToken: token }),
)
const letter: Arbitrary<Letter> = struct({ id, sequence: uint64, sentAt: uint64, checkpoint: note, body })

const request: Arbitrary<Request> = fc.oneof(
  struct({ type: fc.constantFrom('hello', 'checkpoint', 'mailbox-status', 'certificate') }),
  struct({ type: one('claim'), claim }),
  struct({ type: one('leaves'), from: uint64 }),
  struct({ type: one('consistency'), first: uint64, second: uint64 }),
  struct({ type: one('inclusion'), index: uint64, size: uint64 }),
  struct({ type: one('bundle'), address }),
  struct({ type: one('deposit'), envelope }),
  struct({ type: one('authenticate'), address, signature }),
  struct({ type: one('publish-prekeys'), publication: prekeys }),
  struct({ type: one('set-delivery-token'), tokenHash: hash }),
  struct({ type: one('collect'), after: uint64, wait: fc.boolean() }),
  struct({ type: one('acknowledge'), ids: list(id, 1, 40) }),
)

const keys: Arbitrary<OperatorKeys> = struct({
  logKey: exactly<never>(limits.LOG_KEY_BYTES),
  trustRoot: key,
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
    ...{ claimPow: price, stampPow: price, checkpoint: note },
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
  ...{ frame, request, reply, envelope, letter, record, claim, prekeys },
}
