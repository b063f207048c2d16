/** The outermost layer: every letter becomes the same 8,064 bytes. docs/spec/keys.md §Layers, decision 0001. */
import {
  type Address,
  type Bytes,
  ENVELOPE_CIPHERTEXT_BYTES,
  encode,
  type IdentityKey,
  writeAddress,
} from '@comrad/protocol'
import { PublicKey } from '@signalapp/libsignal-client'
import { type Identity, keyPairOf } from './identity.ts'

/** What libsignal's HPKE adds: a type byte, the encapsulated key, the tag. */
const HPKE_BYTES = 1 + 32 + 16
const LENGTH_BYTES = 2
const PADDED_BYTES = ENVELOPE_CIPHERTEXT_BYTES - HPKE_BYTES
export const SEALED_SENDER_BYTES_MAX = PADDED_BYTES - LENGTH_BYTES

const INFO = 'comrad letter v1'

/** Throws if the recipient's key is no key. */
export function sealOuter(recipientKey: IdentityKey, recipient: Address, content: Bytes): Bytes {
  const padded = new Uint8Array(PADDED_BYTES)
  new DataView(padded.buffer).setUint16(0, content.length)
  padded.set(content, LENGTH_BYTES)
  return PublicKey.deserialize(recipientKey).seal(padded, INFO, aadOf(recipient))
}

/** `undefined`: not for this key and address, changed on the way, or padded with something. */
export function openOuter(identity: Identity, recipient: Address, ciphertext: Bytes): Bytes | undefined {
  if (ciphertext.length !== ENVELOPE_CIPHERTEXT_BYTES) return undefined
  const padded = openHpke(identity, recipient, ciphertext)
  if (padded?.length !== PADDED_BYTES) return undefined
  const length = new DataView(padded.buffer, padded.byteOffset).getUint16(0)
  if (length > SEALED_SENDER_BYTES_MAX) return undefined
  const end = LENGTH_BYTES + length
  return padded.subarray(end).every((byte) => byte === 0) ? padded.slice(LENGTH_BYTES, end) : undefined
}

function openHpke(identity: Identity, recipient: Address, ciphertext: Bytes): Bytes | undefined {
  try {
    return keyPairOf(identity).privateKey.open(ciphertext, INFO, aadOf(recipient))
  } catch {
    return undefined
  }
}

const aadOf = (recipient: Address): Bytes => encode((writer) => writeAddress(writer, recipient))
