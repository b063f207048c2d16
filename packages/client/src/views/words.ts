/**
 * Which saying is due: what nobody asked for is here, how a wish can fail in `error-words.ts`. The sayings themselves are in
 * `words/`, a catalogue for each language.
 */
import { SLOTS } from '@comrad/protocol'
import type { ActError } from '../acts/actor.ts'
import type { LineState, LineStep } from '../house/house.ts'
import type { NoticeFacts, Speech, Words } from '../words/speech.ts'
import type { Alarm } from './alarm-view.ts'
import type { ConversationNotice } from './conversation-view.ts'
import type { MeetingView } from './meeting-view.ts'
import type { ClockView, MailView, StorageView } from './status-view.ts'

export type { Words } from '../words/speech.ts'

export function wordsOfAlarm(alarm: Alarm, { alarms }: Speech): Words {
  // The saying of a kind takes the alarm of that kind, which the compiler cannot follow through an index.
  return (alarms[alarm.kind] as (alarm: Alarm) => Words)(alarm)
}

export function wordsOfNotice(notice: ConversationNotice, facts: NoticeFacts, speech: Speech): Words {
  if (notice !== 'key-alarm') return speech.notices[notice](facts)
  return wordsOfAlarm({ kind: 'foreign-key', name: facts.name as never, shownKey: '' }, speech)
}

export function wordsOfMeeting(
  { name, state }: Pick<MeetingView, 'name' | 'state'>,
  { meetings }: Speech,
): Words {
  return meetings[state]({ name, most: SLOTS.meet })
}

export function wordsOfClock(clock: ClockView, speech: Speech): Words | undefined {
  return clock.phase === 'wrong' ? clockWords(clock.aheadMs, speech) : undefined
}

function clockWords(aheadMs: number, { clock }: Speech): Words {
  const seconds = Math.abs(aheadMs) / 1_000
  return aheadMs > 0 ? clock.ahead({ seconds }) : clock.behind({ seconds })
}

export function wordsOfStorage(storage: StorageView, speech: Speech): Words | undefined {
  return storage.phase === 'working' ? undefined : speech.storage[storage.phase]
}

const MAIL = [
  'undelivered',
  'mailboxFull',
  'hostile',
  'badCertificates',
  'undecipherable',
  'strangers',
] as const

/** A line each, only where there is something to say. */
export function wordsOfMail(view: MailView, { mail }: Speech): readonly Words[] {
  return MAIL.filter((kind) => view[kind] > 0).map((kind) => mail[kind]({ count: view[kind] }))
}

/** Why the feed is not as fresh as it could be. */
export function wordsOfSync(failure: ActError, speech: Speech): Words {
  const { sync } = speech
  switch (failure.type) {
    case 'too-few-members':
      return sync['too-few-members'](failure)
    case 'protocol':
      return sync.protocol(failure)
    case 'wrong-clock':
      return clockWords(failure.aheadMs, speech)
    case 'not-yet':
    case 'old-anchor':
    case 'no-slot':
    case 'failed':
    case 'halted':
    case 'busy':
      return sync[failure.type]
    default:
      return sync.offline
  }
}

export function wordsOfLine(
  state: Extract<LineState, { readonly phase: 'starting' | 'failed' }>,
  { line }: Speech,
): Words {
  if (state.phase === 'failed') return 'words' in state ? state.words : line.failures[state.reason]
  return state.trouble === undefined
    ? { happened: line.steps[lineStepOf(state.step)] }
    : line.troubles[state.trouble]
}

/** Of Tor's own word for it: control-spec §4.1.10. */
function lineStepOf(tag: string): LineStep {
  if (tag === 'publishing') return tag
  if (/^(ap_|circuit|done)/.test(tag)) return 'joining'
  if (/status|keys|descriptors|dirinfo|onehop/.test(tag)) return 'listing'
  if (/^handshake/.test(tag)) return 'greeting'
  return tag.startsWith('conn') ? 'reaching' : 'starting'
}
