/** Whom one has met, whom one asked, who asks. */
import { type IdentityKey, type Name, RETENTION_DAYS, startOfDay } from '@comrad/protocol'
import type { ContactGroup, StoredContact } from '../store/contact-rows.ts'
import { type EmblemSeed, emblemOf } from './emblem-view.ts'

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
  readonly emblem: EmblemSeed | undefined
  readonly meeting: Meeting
  /** The safety numbers were compared, and the key has not changed since. */
  readonly verified: boolean
  /** A letter under another key than the register's was refused. */
  readonly alarmed: boolean
  readonly trusted: boolean
  readonly trustsYou: boolean
  readonly muted: boolean
  readonly blocked: boolean
  /** Seconds after which messages disappear; 0: they stay. */
  readonly timer: number
  readonly unread: number
  readonly lastAt: number | undefined
  /** What can be done now. */
  readonly acts: readonly PersonAct[]
}

/** 'decline': silently, or so that they are told. 'trust', 'mute', 'block': or no longer. */
export type PersonAct = 'message' | 'verify' | 'trust' | 'accept' | 'decline' | 'mute' | 'block'

export type ContactsView = {
  /** Met, the latest conversation first. */
  readonly met: readonly ContactView[]
  readonly incoming: readonly ContactView[]
  readonly requested: readonly ContactView[]
  /** Declined by either side, or blocked. */
  readonly closed: readonly ContactView[]
}

export type { ContactGroup }

export type PeoplePage = { readonly group: ContactGroup; readonly offset?: number; readonly limit?: number }

/** Some of a group, from `offset` on, the latest conversation first; and how many there are of each. */
export type PeopleView = {
  readonly people: readonly ContactView[]
  readonly totals: Readonly<Record<ContactGroup, number>>
}

export type ContactFacts = {
  readonly now: number
  unread(name: Name): number
  lastAt(name: Name): number | undefined
  readonly alarmed: ReadonlySet<Name>
  /** Whose face for those whom they trust is here. */
  readonly trusting: ReadonlySet<Name>
  readonly muted: ReadonlySet<Name>
  /** The key that the register has for a name. */
  keyOf(name: Name): IdentityKey | undefined
}

export function contactViewOf(contact: StoredContact, facts: ContactFacts): ContactView {
  const { name, verifiedKey } = contact
  const key = facts.keyOf(name)
  return {
    name,
    emblem: emblemOf(key),
    meeting: meetingOf(contact, facts.now),
    verified: verifiedKey !== undefined && key !== undefined && Buffer.compare(verifiedKey, key) === 0,
    alarmed: facts.alarmed.has(name),
    trusted: contact.trusted,
    trustsYou: facts.trusting.has(name),
    muted: facts.muted.has(name),
    blocked: contact.blocked,
    timer: contact.timer,
    unread: facts.unread(name),
    lastAt: facts.lastAt(name),
    acts: actsOf(contact),
  }
}

/** Whoever was declined may be accepted later; nobody who is blocked. */
export function actsOf({ phase, blocked }: Pick<StoredContact, 'phase' | 'blocked'>): readonly PersonAct[] {
  const always = ['mute', 'block'] as const
  if (phase === 'met') return ['message', 'verify', 'trust', ...always]
  if (phase === 'incoming' && !blocked) return ['accept', 'decline', ...always]
  return phase === 'declined' && !blocked ? ['accept', ...always] : always
}

export function contactsViewOf(contacts: readonly StoredContact[], facts: ContactFacts): ContactsView {
  const views = contacts.map((contact) => contactViewOf(contact, facts))
  const inPhase = (...phases: readonly Meeting['phase'][]) =>
    views.filter(({ meeting, blocked }) => phases.includes(meeting.phase) && !blocked)
  const latestFirst = (a: ContactView, b: ContactView) =>
    (b.lastAt ?? b.meeting.at) - (a.lastAt ?? a.meeting.at)
  return {
    met: inPhase('met').sort(latestFirst),
    incoming: inPhase('incoming').sort(latestFirst),
    requested: inPhase('requested').sort(latestFirst),
    closed: views.filter(
      ({ meeting: { phase }, blocked }) => blocked || phase === 'declined' || phase === 'refused',
    ),
  }
}

function meetingOf({ phase, at, greeting }: StoredContact, now: number): Meeting {
  switch (phase) {
    case 'requested':
      return { phase, at, answer: now - at > startOfDay(RETENTION_DAYS) ? 'unanswered' : 'awaited' }
    case 'incoming':
      return { phase, at, greeting }
    default:
      return { phase, at }
  }
}
