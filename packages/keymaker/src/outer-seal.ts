/** The outermost layer: every letter becomes the same 8,064 bytes. docs/spec/keys.md §Layers, decision 0001. */
import {
  type Bytes,
  ENVELOPE_CIPHERTEXT_BYTES,
  type Envelope,
  encode,
  type IdentityKey,
  writeAddress,
} from '@comrad/protocol'
import { PublicKey } from '@signalapp/libsignal-client'
import { type Identity, keyPairOf } from './identity.ts'

/**
 * What the ciphertext is bound to. With the id in it an Operator cannot deliver a letter again under another id, which would
 * look like a new letter that no session opens.
 */
export type OuterHeader = Pick<Envelope, 'recipient' | 'id'>

/** What libsignal's HPKE adds: a type byte, the encapsulated key, the tag. */
const HPKE_BYTES = 1 + 32 + 16
const LENGTH_BYTES = 2
const PADDED_BYTES = ENVELOPE_CIPHERTEXT_BYTES - HPKE_BYTES
export const SEALED_SENDER_BYTES_MAX = PADDED_BYTES - LENGTH_BYTES

const INFO = 'comrad letter v1'

/** `recipientKey` must be sound: libsignal panics on others. */
export function sealOuter(recipientKey: IdentityKey, header: OuterHeader, content: Bytes): Bytes {
  const padded = new Uint8Array(PADDED_BYTES)
  new DataView(padded.buffer).setUint16(0, content.length)
  padded.set(content, LENGTH_BYTES)
  return PublicKey.deserialize(recipientKey).seal(padded, INFO, aadOf(header))
}

/** `undefined`: not for this key, address and id, changed on the way, or padded with something. */
export function openOuter(identity: Identity, header: OuterHeader, ciphertext: Bytes): Bytes | undefined {
  if (ciphertext.length !== ENVELOPE_CIPHERTEXT_BYTES) return undefined
  const padded = openHpke(identity, header, ciphertext)
  if (padded?.length !== PADDED_BYTES) return undefined
  const length = new DataView(padded.buffer, padded.byteOffset).getUint16(0)
  if (length > SEALED_SENDER_BYTES_MAX) return undefined
  const end = LENGTH_BYTES + length
  return padded.subarray(end).every((byte) => byte === 0) ? padded.slice(LENGTH_BYTES, end) : undefined
}

function openHpke(identity: Identity, header: OuterHeader, ciphertext: Bytes): Bytes | undefined {
  try {
    return keyPairOf(identity).privateKey.open(ciphertext, INFO, aadOf(header))
  } catch {
    return undefined
  }
}

const aadOf = ({ recipient, id }: OuterHeader): Bytes =>
  encode((writer) => {
    writeAddress(writer, recipient)
    writer.bytes(id)
  })
