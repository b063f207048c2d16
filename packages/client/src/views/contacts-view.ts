/** Whom one has met, whom one asked, who asks. */
import type { Name } from '@comrad/protocol'

export type Meeting =
  /** This side asked. 'unanswered' after 30 days: it may be asked again. */
  | { readonly phase: 'requested'; readonly at: number; readonly answer: 'awaited' | 'unanswered' }
  /** The other side asks, with a greeting of a stranger: not to be trusted. */
  | { readonly phase: 'incoming'; readonly at: number; readonly greeting: string }
  | { readonly phase: 'met'; readonly at: number }
  /** This side declined. The other is not told, unless one chose to. */
  | { readonly phase: 'declined'; readonly at: number }
  /** The other side said no. */
  | { readonly phase: 'refused'; readonly at: number }

export type ContactView = {
  readonly name: Name
  readonly meeting: Meeting
  /** The safety numbers were compared, and the key has not changed since. */
  readonly verified: boolean
  /** A letter under another key than the register's was refused. */
  readonly alarmed: boolean
  readonly unread: number
  readonly lastAt: number | undefined
}

export type ContactsView = {
  /** Met, the latest conversation first. */
  readonly met: readonly ContactView[]
  readonly incoming: readonly ContactView[]
  readonly requested: readonly ContactView[]
  /** Declined by either side. */
  readonly closed: readonly ContactView[]
}
