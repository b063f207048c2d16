/** What one comrad writes to another, before it is sealed. docs/spec/delivery.md §Letter. */
import { type Bytes, decode, encode, MalformedError, type Reader, type Writer } from './bytes.ts'
import { type Content, readContent, readFace, writeContent } from './content.ts'
import { type FeedHead, readFeedHead, writeFeedHead } from './feed-head.ts'
import {
  type DeliveryToken,
  type EnvelopeId,
  type LetterId,
  type PostId,
  readDeliveryToken,
  readEnvelopeId,
  readLetterId,
  readPostId,
} from './keys.ts'
import {
  CHECKPOINT_NOTE_BYTES,
  GREETING_BYTES,
  GREETING_CODE_POINTS,
  LETTER_IDS_PER_RECEIPT,
  TIMER_SECONDS,
} from './limits.ts'
import { parseText } from './message-text.ts'

const LETTER_VERSION = 2

/** Said to those whom its author trusts. The session says whose it is: nobody can show it to others as signed. */
export type TrustedPost = {
  readonly id: PostId
  readonly content: Content
  readonly replyTo?: PostId
  readonly expiresAt: number
}

export type LetterBody =
  | { readonly kind: 'meet-request'; readonly deliveryToken: DeliveryToken; readonly greeting: string }
  | { readonly kind: 'meet-accept'; readonly deliveryToken: DeliveryToken }
  | { readonly kind: 'meet-decline' }
  /** `timer`: seconds after which both sides forget it; 0: they do not. */
  | { readonly kind: 'text'; readonly content: Content; readonly timer: number }
  | { readonly kind: 'receipt'; readonly letters: readonly LetterId[] }
  | { readonly kind: 'retry'; readonly envelopes: readonly EnvelopeId[] }
  | { readonly kind: 'token'; readonly deliveryToken: DeliveryToken }
  /** What the conversation's timer is from now on, for both. */
  | { readonly kind: 'timer'; readonly timer: number }
  | { readonly kind: 'post'; readonly post: TrustedPost }
  | { readonly kind: 'post-deletion'; readonly post: PostId }
  /** The face for those one trusts; withdrawn from whom one trusts no longer. */
  | { readonly kind: 'profile'; readonly face: Content }
  | { readonly kind: 'profile-withdrawal' }

export type Letter = {
  readonly id: LetterId
  /** Counts what one sender writes to one recipient, from 1; 0 for what is no message: receipts, retries, tokens, posts, deletions, faces. */
  readonly sequence: number
  /** Milliseconds since 1970 by the sender's clock. */
  readonly sentAt: number
  /** The sender's latest checkpoint of the log, as a signed note; may be empty. */
  readonly checkpoint: Bytes
  /** The latest head of the feed that its sender has seen. */
  readonly feedHead?: FeedHead
  readonly body: LetterBody
}

const KINDS = [
  'meet-request',
  'meet-accept',
  'meet-decline',
  'text',
  'receipt',
  'retry',
  'token',
  'timer',
  'post',
  'post-deletion',
  'profile',
  'profile-withdrawal',
] as const

export const encodeLetter = (letter: Letter): Bytes => encode((writer) => writeLetter(writer, letter), 1_024)
export const decodeLetter = (bytes: Uint8Array) => decode(bytes, readLetter)

function readLetter(reader: Reader): Letter {
  if (reader.uint8() !== LETTER_VERSION) throw new MalformedError('unknown version')
  const header = {
    id: readLetterId(reader),
    sequence: reader.uint64(),
    sentAt: reader.uint64(),
    checkpoint: reader.opaque(CHECKPOINT_NOTE_BYTES),
  }
  const feedHead = reader.boolean() ? readFeedHead(reader) : undefined
  return { ...header, ...(feedHead && { feedHead }), body: readBody(reader) }
}

export function writeLetter(writer: Writer, letter: Letter): void {
  writer.uint8(LETTER_VERSION).bytes(letter.id).uint64(letter.sequence).uint64(letter.sentAt)
  writer.opaque(letter.checkpoint).boolean(letter.feedHead !== undefined)
  if (letter.feedHead) writeFeedHead(writer, letter.feedHead)
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
    case 'profile-withdrawal':
      return { kind }
    case 'text':
      return { kind, content: readContent(reader), timer: readTimer(reader) }
    case 'receipt':
      return { kind, letters: reader.list({ min: 1, max: LETTER_IDS_PER_RECEIPT }, readLetterId) }
    case 'retry':
      return { kind, envelopes: reader.list({ min: 1, max: LETTER_IDS_PER_RECEIPT }, readEnvelopeId) }
    case 'timer':
      return { kind, timer: readTimer(reader) }
    case 'post':
      return { kind, post: readTrustedPost(reader) }
    case 'post-deletion':
      return { kind, post: readPostId(reader) }
    case 'profile':
      return { kind, face: readFace(reader) }
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
    case 'profile-withdrawal':
      return
    case 'text':
      writeContent(writer, body.content)
      writer.uint32(body.timer)
      return
    case 'receipt':
      writer.list(body.letters, (to, id) => to.bytes(id))
      return
    case 'retry':
      writer.list(body.envelopes, (to, id) => to.bytes(id))
      return
    case 'timer':
      writer.uint32(body.timer)
      return
    case 'post':
      writeTrustedPost(writer, body.post)
      return
    case 'post-deletion':
      writer.bytes(body.post)
      return
    case 'profile':
      writeContent(writer, body.face)
      return
  }
}

function readTrustedPost(reader: Reader): TrustedPost {
  const post = { id: readPostId(reader), content: readContent(reader), expiresAt: reader.uint64() }
  return reader.boolean() ? { ...post, replyTo: readPostId(reader) } : post
}

function writeTrustedPost(writer: Writer, post: TrustedPost): void {
  writer.bytes(post.id)
  writeContent(writer, post.content)
  writer.uint64(post.expiresAt).boolean(post.replyTo !== undefined)
  if (post.replyTo) writer.bytes(post.replyTo)
}

function readTimer(reader: Reader): number {
  const timer = reader.uint32()
  if (timer !== 0 && (timer < TIMER_SECONDS.min || timer > TIMER_SECONDS.max)) {
    throw new MalformedError('timer out of range')
  }
  return timer
}

function readGreeting(reader: Reader): string {
  const sent = reader.text(GREETING_BYTES)
  const text = parseText(sent, GREETING_CODE_POINTS)
  if (!text.ok) throw new MalformedError(`greeting: ${text.error.type}`)
  if (text.value !== sent) throw new MalformedError('greeting: not NFC')
  return text.value
}
