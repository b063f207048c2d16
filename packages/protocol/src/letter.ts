/** What one comrad writes to another, before it is sealed. docs/spec/delivery.md §Letter. */
import { type Bytes, decode, encode, MalformedError, type Reader, type Writer } from './bytes.ts'
import {
  type DeliveryToken,
  type EnvelopeId,
  type LetterId,
  readDeliveryToken,
  readEnvelopeId,
  readLetterId,
} from './keys.ts'
import {
  CHECKPOINT_NOTE_BYTES,
  GREETING_BYTES,
  GREETING_CODE_POINTS,
  LETTER_IDS_PER_RECEIPT,
  TEXT_BYTES,
} from './limits.ts'
import { type MessageText, parseMessageText, parseText } from './message-text.ts'

export const LETTER_VERSION = 1

export type LetterBody =
  | { readonly kind: 'meet-request'; readonly deliveryToken: DeliveryToken; readonly greeting: string }
  | { readonly kind: 'meet-accept'; readonly deliveryToken: DeliveryToken }
  | { readonly kind: 'meet-decline' }
  | { readonly kind: 'text'; readonly text: MessageText }
  | { readonly kind: 'receipt'; readonly letters: readonly LetterId[] }
  | { readonly kind: 'retry'; readonly envelopes: readonly EnvelopeId[] }
  | { readonly kind: 'token'; readonly deliveryToken: DeliveryToken }

export type Letter = {
  readonly id: LetterId
  /** Counts what one sender writes to one recipient, from 1; 0 for receipts, retries and tokens. */
  readonly sequence: number
  /** Milliseconds since 1970 by the sender's clock. */
  readonly sentAt: number
  /** The sender's latest checkpoint of the log, as a signed note; may be empty. */
  readonly checkpoint: Bytes
  readonly body: LetterBody
}

const KINDS = ['meet-request', 'meet-accept', 'meet-decline', 'text', 'receipt', 'retry', 'token'] as const

export const encodeLetter = (letter: Letter): Bytes => encode((writer) => writeLetter(writer, letter), 1_024)
export const decodeLetter = (bytes: Uint8Array) => decode(bytes, readLetter)

export function readLetter(reader: Reader): Letter {
  if (reader.uint8() !== LETTER_VERSION) throw new MalformedError('unknown version')
  return {
    id: readLetterId(reader),
    sequence: reader.uint64(),
    sentAt: reader.uint64(),
    checkpoint: reader.opaque(CHECKPOINT_NOTE_BYTES),
    body: readBody(reader),
  }
}

export function writeLetter(writer: Writer, letter: Letter): void {
  writer.uint8(LETTER_VERSION).bytes(letter.id).uint64(letter.sequence).uint64(letter.sentAt)
  writer.opaque(letter.checkpoint)
  writeBody(writer, letter.body)
}

function readBody(reader: Reader): LetterBody {
  const kind = KINDS[reader.uint8() - 1]
  switch (kind) {
    case 'meet-request':
      return { kind, deliveryToken: readDeliveryToken(reader), greeting: readGreeting(reader) }
    case 'meet-accept':
    case 'token':
      return { kind, deliveryToken: readDeliveryToken(reader) }
    case 'meet-decline':
      return { kind }
    case 'text':
      return { kind, text: readMessageText(reader) }
    case 'receipt':
      return { kind, letters: reader.list({ min: 1, max: LETTER_IDS_PER_RECEIPT }, readLetterId) }
    case 'retry':
      return { kind, envelopes: reader.list({ min: 1, max: LETTER_IDS_PER_RECEIPT }, readEnvelopeId) }
    default:
      throw new MalformedError('unknown kind')
  }
}

function writeBody(writer: Writer, body: LetterBody): void {
  writer.uint8(KINDS.indexOf(body.kind) + 1)
  switch (body.kind) {
    case 'meet-request':
      writer.bytes(body.deliveryToken).text(body.greeting)
      return
    case 'meet-accept':
    case 'token':
      writer.bytes(body.deliveryToken)
      return
    case 'meet-decline':
      return
    case 'text':
      writer.text(body.text)
      return
    case 'receipt':
      writer.list(body.letters, (to, id) => to.bytes(id))
      return
    case 'retry':
      writer.list(body.envelopes, (to, id) => to.bytes(id))
      return
  }
}

function readMessageText(reader: Reader): MessageText {
  const sent = reader.text(TEXT_BYTES)
  const text = parseMessageText(sent)
  if (!text.ok) throw new MalformedError(`text: ${text.error.type}`)
  if (text.value !== sent) throw new MalformedError('text: not NFC')
  return text.value
}

function readGreeting(reader: Reader): string {
  const sent = reader.text(GREETING_BYTES)
  const text = parseText(sent, GREETING_CODE_POINTS)
  if (!text.ok) throw new MalformedError(`greeting: ${text.error.type}`)
  if (text.value !== sent) throw new MalformedError('greeting: not NFC')
  return text.value
}
