/** Whom one has met, who asks, whom one asked. */
import type { ContactsView, ContactView } from '@comrad/client'
import { count, formatTime, span, table, wrap } from './layout.ts'
import { safeText } from './safe-text.ts'
import type { Pen } from './terminal.ts'

export function drawContacts(view: ContactsView, pen: Pen, now: number): readonly string[] {
  const sections = [
    section('Met', pen, table(view.met.map((contact) => metRow(contact, pen, now)))),
    section(
      'They ask to meet you',
      pen,
      view.incoming.flatMap((contact) => drawRequest(contact, pen, now)),
    ),
    section('You asked', pen, table(view.requested.map((contact) => requestedRow(contact, now)))),
    section('Closed', pen, table(view.closed.map(closedRow))),
  ].filter((lines) => lines.length > 0)
  if (sections.length === 0) return ['You have met nobody yet.']
  return sections.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]))
}

function section(title: string, pen: Pen, lines: readonly string[]): readonly string[] {
  return lines.length > 0 ? [pen.bold(title), ...lines.map((line) => `  ${line}`)] : []
}

function metRow(contact: ContactView, pen: Pen, now: number): readonly string[] {
  return [
    contact.name,
    describeTrust(contact, pen),
    describePeace(contact),
    contact.unread > 0 ? count(contact.unread, 'unread letter') : '',
    contact.lastAt === undefined ? '' : pen.dim(formatTime(contact.lastAt, now)),
  ]
}

export function describeTrust(contact: ContactView, pen: Pen): string {
  if (contact.alarmed) return pen.alarm('ALARM: another key was used in this name')
  return contact.verified ? 'verified' : pen.dim('not verified')
}

function describePeace({ trusted, trustsYou, muted, timer }: ContactView): string {
  const trust =
    trusted && trustsYou ? 'you trust each other' : trusted ? 'trusted' : trustsYou ? 'trusts you' : ''
  return [trust, muted ? 'muted' : '', timer > 0 ? `disappearing after ${span(timer * 1000)}` : '']
    .filter((tag) => tag !== '')
    .join(', ')
}

function drawRequest(contact: ContactView, pen: Pen, now: number): readonly string[] {
  if (contact.meeting.phase !== 'incoming') return []
  const { at, greeting } = contact.meeting
  const first = `${contact.name}  ${pen.dim(formatTime(at, now))}`
  return greeting === '' ? [first] : [first, ...quote(greeting, pen)]
}

/** Words of a stranger, marked on every line as theirs. */
export function quote(text: string, pen: Pen): readonly string[] {
  return wrap(safeText(text), { columns: pen.columns - 4, first: '  | ', indent: '  | ' })
}

function requestedRow({ name, meeting }: ContactView, now: number): readonly string[] {
  if (meeting.phase !== 'requested') return [name]
  const answer = meeting.answer === 'awaited' ? 'no answer yet' : 'no answer in 30 days; you may ask again'
  return [name, `asked ${formatTime(meeting.at, now)}`, answer]
}

function closedRow({ name, meeting, blocked }: ContactView): readonly string[] {
  if (blocked) return [name, 'blocked']
  return [name, meeting.phase === 'refused' ? 'declined to meet you' : 'you declined']
}
