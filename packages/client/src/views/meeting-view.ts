/** One's own request to meet, on its way. */
import type { Name } from '@comrad/protocol'
import type { Words } from './words.ts'

export type MeetingProgress =
  | { readonly step: 'reading-register' }
  | { readonly step: 'connecting' }
  /** The proof of work that a first letter to a stranger costs. */
  | { readonly step: 'working'; readonly attempts: number; readonly expected: number }
  | { readonly step: 'depositing' }
  | { readonly step: 'deposited' }

export type MeetingView = {
  readonly name: Name
  readonly state: 'queued' | 'working' | 'depositing' | 'asked' | 'mailbox-full' | 'met'
  readonly words: Words
}
