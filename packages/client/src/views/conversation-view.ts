/** One conversation, oldest entry first, a page at a time. */
import type { ContactView } from './contacts-view.ts'
import type { Words } from './words.ts'

/** A letter's name on the screen: its id in hexadecimal. */
export type LetterKey = string

export type WaitReason = 'offline' | 'mailbox-full' | 'no-prekeys' | 'token-refused' | 'busy' | 'halted'

export type OutgoingState =
  | { readonly phase: 'queued'; readonly reason?: WaitReason; readonly cancellable: true }
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
  | 'delivery-refused'

export type ConversationEntry =
  | {
      readonly type: 'sent'
      readonly letter: LetterKey
      readonly text: string
      readonly at: number
      readonly state: OutgoingState
    }
  | {
      readonly type: 'received'
      readonly letter: LetterKey
      readonly text: string
      /** What the sender says; and when this device opened it. */
      readonly sentAt: number
      readonly receivedAt: number
      readonly read: boolean
    }
  /** Letters that were sent and have not arrived. The entry goes when they do. */
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

export type ConversationPage = { readonly limit?: number; readonly before?: ConversationCursor }

export type ConversationView = {
  readonly contact: ContactView
  readonly entries: readonly ConversationEntry[]
  /** Present when there are older entries: pass it as `before`. */
  readonly older?: ConversationCursor
}
