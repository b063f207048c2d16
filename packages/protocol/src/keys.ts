/** Public keys, hashes and random ids as they lie on the wire. docs/spec/wire.md §Terms. */
import { type Bytes, MalformedError, type Reader } from './bytes.ts'
import * as limits from './limits.ts'

export type IdentityKey = Bytes & { readonly brand: 'IdentityKey' }
export type Commitment = Bytes & { readonly brand: 'Commitment' }
export type Signature = Bytes & { readonly brand: 'Signature' }
export type Hash = Bytes & { readonly brand: 'Hash' }
export type LogKey = Bytes & { readonly brand: 'LogKey' }
export type Challenge = Bytes & { readonly brand: 'Challenge' }
export type EnvelopeId = Bytes & { readonly brand: 'EnvelopeId' }
export type LetterId = Bytes & { readonly brand: 'LetterId' }
export type PostId = Bytes & { readonly brand: 'PostId' }
export type BlobId = Bytes & { readonly brand: 'BlobId' }
export type DeliveryToken = Bytes & { readonly brand: 'DeliveryToken' }

/** A Curve25519 public key with libsignal's type byte. */
export function readIdentityKey(reader: Reader): IdentityKey {
  const bytes = reader.bytes(limits.IDENTITY_KEY_BYTES)
  if (bytes[0] !== 0x05) throw new MalformedError('unknown key type')
  return bytes as IdentityKey
}

export const readCommitment = (reader: Reader) => reader.bytes(limits.COMMITMENT_BYTES) as Commitment
export const readSignature = (reader: Reader) => reader.bytes(limits.SIGNATURE_BYTES) as Signature
export const readHash = (reader: Reader) => reader.bytes(limits.HASH_BYTES) as Hash
export const readLogKey = (reader: Reader) => reader.bytes(limits.LOG_KEY_BYTES) as LogKey
export const readChallenge = (reader: Reader) => reader.bytes(limits.CHALLENGE_BYTES) as Challenge
export const readEnvelopeId = (reader: Reader) => reader.bytes(limits.ENVELOPE_ID_BYTES) as EnvelopeId
export const readLetterId = (reader: Reader) => reader.bytes(limits.LETTER_ID_BYTES) as LetterId
export const readPostId = (reader: Reader) => reader.bytes(limits.POST_ID_BYTES) as PostId
export const readBlobId = (reader: Reader) => reader.bytes(limits.BLOB_ID_BYTES) as BlobId
export const readDeliveryToken = (reader: Reader) =>
  reader.bytes(limits.DELIVERY_TOKEN_BYTES) as DeliveryToken
