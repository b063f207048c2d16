/** What has arrived and was not read, and who asks to meet. */
import type { Name } from '@comrad/protocol'
import type { LetterKey } from './conversation-view.ts'

export type InboxLetter = {
  readonly from: Name
  readonly letter: LetterKey
  readonly text: string
  readonly sentAt: number
  readonly receivedAt: number
}

export type InboxView = {
  /** Unread, in the order in which they are to be read. */
  readonly letters: readonly InboxLetter[]
  readonly requests: readonly { readonly from: Name; readonly greeting: string; readonly at: number }[]
}
