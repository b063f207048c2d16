/** The envelope: all that a client hands to the Operator to deliver. docs/spec/delivery.md §Envelope. */
import { readSlot, type Slot, writeSlot } from './act.ts'
import { type Address, readAddress, writeAddress } from './address.ts'
import { type Bytes, decode, encode, MalformedError, type Reader, type Writer } from './bytes.ts'
import {
  type DeliveryToken,
  type EnvelopeId,
  type Hash,
  readDeliveryToken,
  readEnvelopeId,
  readHash,
} from './keys.ts'
import { ENVELOPE_CIPHERTEXT_BYTES } from './limits.ts'

/** Why the mailbox should take it: the sender is a contact, or some comrad who was given a permit for it. */
export type Authorization =
  | { readonly type: 'token'; readonly token: DeliveryToken }
  | ({ readonly type: 'permit'; readonly nullifier: Hash } & Slot)

export type Envelope = {
  readonly recipient: Address
  readonly id: EnvelopeId
  readonly authorization: Authorization
  /** Exactly `ENVELOPE_CIPHERTEXT_BYTES`. */
  readonly ciphertext: Bytes
}

const TOKEN = 1
const PERMIT = 2

export const encodeEnvelope = (envelope: Envelope): Bytes =>
  encode((writer) => writeEnvelope(writer, envelope), ENVELOPE_CIPHERTEXT_BYTES + 128)
export const decodeEnvelope = (bytes: Uint8Array) => decode(bytes, readEnvelope)

export const readEnvelope = (reader: Reader): Envelope => ({
  recipient: readAddress(reader),
  id: readEnvelopeId(reader),
  authorization: readAuthorization(reader),
  ciphertext: reader.bytes(ENVELOPE_CIPHERTEXT_BYTES),
})

export function writeEnvelope(writer: Writer, envelope: Envelope): void {
  writeAddress(writer, envelope.recipient)
  writer.bytes(envelope.id)
  if (envelope.authorization.type === 'token') {
    writer.uint8(TOKEN).bytes(envelope.authorization.token)
  } else {
    writer.uint8(PERMIT)
    writeSlot(writer, envelope.authorization)
    writer.bytes(envelope.authorization.nullifier)
  }
  writer.bytes(envelope.ciphertext)
}

function readAuthorization(reader: Reader): Authorization {
  const tag = reader.uint8()
  if (tag === TOKEN) return { type: 'token', token: readDeliveryToken(reader) }
  if (tag === PERMIT) return { type: 'permit', ...readSlot(reader), nullifier: readHash(reader) }
  throw new MalformedError('unknown authorization')
}
