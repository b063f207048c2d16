/** What has arrived and was not read, and who asks to meet. */
import type { ImageReference, Name } from '@comrad/protocol'
import type { StoredContact } from '../store/contact-rows.ts'
import type { StoredEntry } from '../store/entry-rows.ts'
import { imageViewOf, type LetterKey, letterKeyOf } from './conversation-view.ts'
import type { ImageView } from './feed-view.ts'

export type InboxLetter = {
  readonly from: Name
  readonly letter: LetterKey
  readonly text: string
  readonly image?: ImageView
  readonly sentAt: number
  readonly receivedAt: number
}

export type InboxView = {
  /** Unread, in the order in which they are to be read. */
  readonly letters: readonly InboxLetter[]
  /** The latest first. */
  readonly requests: readonly { readonly from: Name; readonly greeting: string; readonly at: number }[]
}

export function inboxViewOf(
  unread: readonly StoredEntry[],
  asking: readonly StoredContact[],
  isHere: (image: ImageReference) => boolean,
): InboxView {
  return {
    letters: unread.map((entry) => ({
      from: entry.contact as Name,
      letter: letterKeyOf(entry.letter),
      text: entry.content,
      ...imageViewOf(entry.image, isHere),
      sentAt: entry.at,
      receivedAt: entry.received_at ?? entry.at,
    })),
    requests: asking.map(({ name, greeting, at }) => ({ from: name, greeting, at })),
  }
}
