/** Leave to write one letter to somebody who has given no token. docs/spec/delivery.md §First letters. */
import { type ActProof, readActProof, readSlot, type Slot, writeActProof, writeSlot } from './act.ts'
import { type Address, readAddress, writeAddress } from './address.ts'
import { type Bytes, encode, type Reader, type Writer } from './bytes.ts'
import { type EnvelopeId, type Hash, readEnvelopeId, readHash } from './keys.ts'

/** The one envelope that is permitted. */
export type PermittedEnvelope = {
  readonly recipient: Address
  readonly id: EnvelopeId
  /** SHA-256 of the envelope's ciphertext. */
  readonly hash: Hash
}
export type Permit = Slot & PermittedEnvelope & { readonly proof: ActProof }

/** What the proof of a permit is bound to. */
export const permitPayload = ({ recipient, id, hash }: PermittedEnvelope): Bytes =>
  encode((writer) => {
    writeAddress(writer, recipient)
    writer.bytes(id).bytes(hash)
  })

export const readPermit = (reader: Reader): Permit => ({
  ...readSlot(reader),
  recipient: readAddress(reader),
  id: readEnvelopeId(reader),
  hash: readHash(reader),
  proof: readActProof(reader),
})

export function writePermit(writer: Writer, permit: Permit): void {
  writeSlot(writer, permit)
  writeAddress(writer, permit.recipient)
  writer.bytes(permit.id).bytes(permit.hash)
  writeActProof(writer, permit.proof)
}
