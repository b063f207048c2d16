/** Names, keys and letters for this room's tests: fixed bytes, no cryptography. */
import {
  type Address,
  type Bytes,
  type Commitment,
  DEVICE,
  type DirectoryRecord,
  dayOf,
  ENVELOPE_CIPHERTEXT_BYTES,
  type EnvelopeId,
  type Hash,
  type IdentityKey,
  KYBER_KEY_BYTES,
  type Name,
  type PrekeyPublication,
  parseName,
  type Signature,
  startOfDay,
} from '@comrad/protocol'
import type { Deposit } from './store/store.ts'

export const TODAY = dayOf(Date.UTC(2026, 4, 1))

export function nameOf(text: string): Name {
  const name = parseName(text)
  if (!name.ok) throw new Error(`not a name: ${text}`)
  return name.value
}

export const addressOf = (text: string): Address => ({ name: nameOf(text), device: DEVICE })

export const recordOf = (name: string, { key = 1, commitment = 1 } = {}): DirectoryRecord => ({
  name: nameOf(name),
  identityKey: keyOf(key),
  commitment: filled(32, commitment) as Commitment,
})

export const tokenHashOf = (token: number): Hash => filled(32, token) as Hash

export function idOf(index: number): EnvelopeId {
  const id = new Uint8Array(16)
  new DataView(id.buffer).setUint32(0, index)
  return id as EnvelopeId
}

/** Every index has an id and bytes of its own; it comes with the token 1. */
export const depositFor = (recipient: Address, index: number, other: Partial<Deposit> = {}): Deposit => ({
  recipient,
  id: idOf(index),
  ciphertext: ciphertextOf(index),
  day: TODAY,
  tokenHash: tokenHashOf(1),
  ...other,
})

/** Recognizable wherever it lies: the index, over and over. */
export function ciphertextOf(index: number): Bytes {
  const bytes = new Uint8Array(ENVELOPE_CIPHERTEXT_BYTES)
  const view = new DataView(bytes.buffer)
  for (let offset = 0; offset < bytes.length; offset += 8) {
    view.setUint32(offset, index)
    view.setUint32(offset + 4, 0xc0_12_ad_00 + (offset % 251))
  }
  return bytes
}

export function publicationOf(counts: {
  readonly firstId: number
  readonly oneTime: number
  readonly oneTimeKyber: number
}): PrekeyPublication {
  const { firstId } = counts
  const idsOf = (count: number) => Array.from({ length: count }, (_, index) => firstId + index)
  return {
    registrationId: 100 + firstId,
    signedPrekey: { id: firstId, key: keyOf(firstId), signature: signatureOf(firstId) },
    lastResortKyber: kyberOf(firstId + 10_000),
    oneTime: idsOf(counts.oneTime).map((id) => ({ id, key: keyOf(id) })),
    oneTimeKyber: idsOf(counts.oneTimeKyber).map(kyberOf),
  }
}

const kyberOf = (id: number) => ({ id, key: filled(KYBER_KEY_BYTES, id), signature: signatureOf(id) })

function keyOf(value: number): IdentityKey {
  const key = filled(33, value)
  key[0] = 0x05
  return key as IdentityKey
}

const signatureOf = (value: number): Signature => filled(64, value) as Signature
const filled = (length: number, value: number): Bytes => new Uint8Array(length).fill(value)

export const startOfToday = (): number => startOfDay(TODAY)
