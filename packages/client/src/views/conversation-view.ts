/** One conversation, oldest entry first, a page at a time. */
import type { BlobId, Bytes, ImageReference, LetterId } from '@comrad/protocol'
import type { WaitingReason } from '../acts/waiting.ts'
import type { EntryPlace, StoredEntry } from '../store/entry-rows.ts'
import { imageOfColumn } from '../store/image-column.ts'
import type { OutgoingLetter } from '../store/outgoing-rows.ts'
import type { Speech } from '../words/speech.ts'
import type { ContactView } from './contacts-view.ts'
import type { ImageView } from './feed-view.ts'
import { type Words, wordsOfNotice } from './words.ts'

/** A letter's name on the screen: its id in hexadecimal. */
export type LetterKey = string

export type WaitReason =
  | 'offline'
  | 'mailbox-full'
  | 'no-prekeys'
  /** Not shown: whoever was blocked would read it there. */
  | 'token-refused'
  | 'busy'
  | 'halted'
  /** A first letter: the group that it would be one of is too small to hide anybody. */
  | 'too-few-members'
  /** A first letter: as many strangers as anybody may ask in a day were asked. */
  | 'no-slot'
  /** A first letter: the Operator has shown a group of the past, in which it would show who writes. */
  | 'old-anchor'
  /** A first letter: this device and the Operator do not agree on the day. */
  | 'wrong-clock'
  /** Its image is on the way to the Operator. */
  | 'image'
  /** Its image: as many as anybody may send in a day were sent. */
  | 'no-image-slot'
export type ShownWaitReason = Exclude<WaitReason, 'token-refused'>

export type OutgoingState =
  | { readonly phase: 'queued'; readonly reason?: ShownWaitReason; readonly cancellable: true }
  | { readonly phase: 'depositing' }
  /** The Operator has it, durably: “sent”. */
  | { readonly phase: 'deposited'; readonly at: number }
  | { readonly phase: 'delivered'; readonly at: number }
  /** No receipt within 30 days. */
  | { readonly phase: 'undelivered'; readonly at: number }
  | { readonly phase: 'cancelled'; readonly at: number }

export type ConversationNotice =
  | 'met'
  | 'they-recovered'
  | 'session-repaired'
  | 'asked-again'
  | 'hostile-letter'
  | 'key-alarm'
  | 'timer-on'
  | 'timer-off'

export type ConversationEntry =
  | {
      readonly type: 'sent'
      readonly letter: LetterKey
      readonly text: string
      readonly image?: ImageView
      /** When it disappears from here, if it does and the clock is running. */
      readonly disappearsAt?: number
      readonly at: number
      readonly state: OutgoingState
    }
  | {
      readonly type: 'received'
      readonly letter: LetterKey
      readonly text: string
      readonly image?: ImageView
      readonly disappearsAt?: number
      /** What the sender says; and when this device opened it. */
      readonly sentAt: number
      readonly receivedAt: number
      readonly read: boolean
    }
  /** Before the next entry: letters that were sent and have not arrived. The entry goes when they do. */
  | { readonly type: 'gap'; readonly missing: number; readonly words: Words }
  | {
      readonly type: 'notice'
      readonly notice: ConversationNotice
      readonly at: number
      readonly count: number
      readonly words: Words
    }

/** Opaque; from one page to the next. */
export type ConversationCursor = string

/** `around`: with this letter in the middle, where there is so much after it. */
export type ConversationPage = {
  readonly limit?: number
  readonly before?: ConversationCursor
  readonly around?: LetterKey
}

export type ConversationView = {
  readonly contact: ContactView
  readonly entries: readonly ConversationEntry[]
  /** Present when there are older entries: pass it as `before`. */
  readonly older?: ConversationCursor
}

export const letterKeyOf = (letter: LetterId | null): LetterKey => Buffer.from(letter ?? []).toString('hex')

export const parseLetterKey = (key: LetterKey): LetterId =>
  new Uint8Array(Buffer.from(key, 'hex')) as LetterId

export type ConversationFacts = {
  readonly contact: ContactView
  readonly page: readonly StoredEntry[]
  readonly outbox: readonly OutgoingLetter[]
  readonly hasOlder: boolean
  readonly speech: Speech
  /** Whether an image is on this device. */
  isHere(image: ImageReference): boolean
  /** Why its image is not at the Operator; undefined: it is. */
  uploadWait(blob: BlobId): WaitingReason | 'image' | undefined
}

export function conversationViewOf(facts: ConversationFacts): ConversationView {
  const { contact, page, outbox, hasOlder } = facts
  const waiting = new Map(outbox.map((letter) => [letterKeyOf(letter.letter), letter]))
  const first = page[0]
  return {
    contact,
    entries: page.flatMap((entry) => [
      ...gapBefore(entry, facts),
      ...entryOf(entry, facts, waiting.get(letterKeyOf(entry.letter))),
    ]),
    ...(hasOlder && first && { older: cursorOf(first) }),
  }
}

export const cursorOf = ({ anchor, sequence, id }: EntryPlace): ConversationCursor =>
  `${anchor}.${sequence}.${id}`

/** A cursor that is not one of ours begins at the end. */
export function parseCursor(cursor: ConversationCursor | undefined): EntryPlace | undefined {
  const [, anchor, sequence, id] = /^(\d{1,15})\.(\d{1,16})\.(\d{1,15})$/.exec(cursor ?? '') ?? []
  if (anchor === undefined) return undefined
  return { anchor: Number(anchor), sequence: Number(sequence), id: Number(id) }
}

/** Before a letter that was erased nothing is missing that anybody waits for. */
function gapBefore(
  { type, at, sequence, previous }: StoredEntry,
  { speech }: ConversationFacts,
): ConversationEntry[] {
  if (previous === null || sequence - previous < 2 || (type === 'silent' && at === 0)) return []
  const missing = sequence - previous - 1
  return [{ type: 'gap', missing, words: speech.gap({ missing }) }]
}

function entryOf(
  entry: StoredEntry,
  facts: ConversationFacts,
  waiting: OutgoingLetter | undefined,
): ConversationEntry[] {
  const { type, content: text, at, count } = entry
  const shown = {
    letter: letterKeyOf(entry.letter),
    text,
    ...imageViewOf(entry.image, facts.isHere),
    ...endOf(entry),
  }
  switch (type) {
    case 'silent':
      return []
    case 'sent':
      return [{ type, ...shown, at, state: stateOf(entry, waiting, facts) }]
    case 'received': {
      const receivedAt = entry.received_at ?? at
      return [{ type, ...shown, sentAt: at, receivedAt, read: entry.unread === 0 }]
    }
    case 'notice': {
      const notice = text as ConversationNotice
      const { timer, received_at } = entry
      const told = { name: facts.contact.name, count, timer, theirs: received_at !== null }
      return [{ type, notice, at, count, words: wordsOfNotice(notice, told, facts.speech) }]
    }
  }
}

export function imageViewOf(
  column: Bytes | null,
  isHere: (image: ImageReference) => boolean,
): { readonly image?: ImageView } {
  const reference = imageOfColumn(column)
  if (!reference) return {}
  const { width, height, placeholder } = reference
  return { image: { width, height, placeholder, isHere: isHere(reference) } }
}

const endOf = ({ disappears_at }: StoredEntry): { readonly disappearsAt?: number } =>
  disappears_at === null ? {} : { disappearsAt: disappears_at }

function stateOf(
  entry: StoredEntry,
  letter: OutgoingLetter | undefined,
  { uploadWait }: ConversationFacts,
): OutgoingState {
  const at = entry.settled_at ?? entry.at
  if (entry.phase !== null && entry.phase !== 'waiting') return { phase: entry.phase, at }
  if (!letter || !isCancellable(letter)) return { phase: 'depositing' }
  const held = letter.blob && uploadWait(letter.blob)
  const reason = held === 'no-slot' ? 'no-image-slot' : (held ?? shownReasonOf(letter.reason))
  return { phase: 'queued', cancellable: true, ...(reason && { reason }) }
}

const shownReasonOf = (reason: WaitReason | undefined): ShownWaitReason | undefined =>
  reason === 'token-refused' ? undefined : reason

/** Not deposited for certain: never sealed, or refused by the Operator. Without an answer nobody knows. */
export function isCancellable({ phase, sequence, reason }: OutgoingLetter): boolean {
  if (phase === 'queued') return sequence === 0
  return phase === 'sealed' && (reason === 'mailbox-full' || reason === 'token-refused')
}
