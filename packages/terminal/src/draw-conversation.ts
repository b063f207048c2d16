/** A conversation, oldest first. Each line of somebody's letter is marked as theirs, so that none can pass for ours. */
import type { ConversationEntry, ConversationView, OutgoingState, WaitReason, Words } from '@comrad/client'
import { describeTrust } from './draw-contacts.ts'
import { withImage } from './draw-image.ts'
import { wordsLine } from './draw-words.ts'
import { formatTime, wrap } from './layout.ts'
import { safeText } from './safe-text.ts'
import type { Pen } from './terminal.ts'

export type ConversationPen = { readonly pen: Pen; readonly now: number; readonly contact: string }

export function drawConversation(view: ConversationView, pen: Pen, now: number): readonly string[] {
  const { contact, entries, older } = view
  const title = `${pen.bold(contact.name)}  ${describeTrust(contact, pen)}`
  const body = entries.flatMap((entry) => drawEntry(entry, { pen, now, contact: contact.name }))
  const before = older === undefined ? [] : [pen.dim('(there are older letters)')]
  return [title, ...before, ...(body.length > 0 ? body : [pen.dim('Nothing was written yet.')])]
}

export function drawEntry(
  entry: ConversationEntry,
  { pen, now, contact }: ConversationPen,
): readonly string[] {
  switch (entry.type) {
    case 'sent': {
      const state = describeState(entry.state)
      return letter({ pen, at: formatTime(entry.at, now), who: 'you', text: withImage(entry), state })
    }
    case 'received':
      return letter({ pen, at: formatTime(entry.sentAt, now), who: contact, text: withImage(entry) })
    case 'gap':
    case 'notice':
      return drawNotice(entry.words, pen)
  }
}

function drawNotice(words: Words, pen: Pen): readonly string[] {
  return wrap(wordsLine(words), { columns: pen.columns, first: '  · ', indent: '    ' }).map(pen.dim)
}

type LetterLine = {
  readonly pen: Pen
  readonly at: string
  readonly who: string
  readonly text: string
  readonly state?: string
}

function letter({ pen, at, who, text, state }: LetterLine): readonly string[] {
  const first = `${at}  ${who}: `
  const indent = `${' '.repeat(at.length)}  | `
  const lines = wrap(safeText(text), { columns: pen.columns, first, indent })
  return state === undefined ? lines : [...lines, pen.dim(`${' '.repeat(at.length)}  (${state})`)]
}

export function describeState(state: OutgoingState): string {
  switch (state.phase) {
    case 'queued':
      return state.reason === undefined ? 'waiting to be sent' : `waiting: ${WAITS[state.reason]}`
    case 'depositing':
      return 'on its way to the Operator'
    case 'deposited':
      return 'sent'
    case 'delivered':
      return 'delivered'
    case 'undelivered':
      return 'UNDELIVERED: no receipt within 30 days'
    case 'cancelled':
      return 'cancelled'
  }
}

const WAITS: Readonly<Record<WaitReason, string>> = {
  offline: 'no connection',
  'mailbox-full': 'the mailbox is full, it is tried again',
  'no-prekeys': 'their device has not handed out keys yet',
  'token-refused': 'their delivery token has changed',
  busy: 'the Operator is busy, it is tried again',
  halted: 'an alarm has stopped all sending',
  image: 'its image is on the way to the Operator',
  'no-image-slot': 'its image goes tomorrow: as many were sent today as anybody may',
  'too-few-members': 'too few comrads are registered to hide among',
  'no-slot': 'as many strangers were asked today as anybody may',
  'old-anchor': 'the Operator showed an old group, in which it could find you',
  'wrong-clock': "this clock and the Operator's are more than a day apart",
}
