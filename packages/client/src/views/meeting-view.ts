/** One's own request to meet, on its way. */
import type { Name } from '@comrad/protocol'
import type { OutgoingLetter } from '../store/outgoing-rows.ts'
import type { Speech } from '../words/speech.ts'
import type { ContactView } from './contacts-view.ts'
import { type Words, wordsOfMeeting } from './words.ts'

export type MeetingProgress =
  | { readonly step: 'reading-register' }
  | { readonly step: 'connecting' }
  /** That some comrad asks, without saying which: what a first letter to a stranger costs. */
  | { readonly step: 'proving' }
  | { readonly step: 'depositing' }
  | { readonly step: 'deposited' }

export type MeetingState =
  /** One's own request, on its way. */
  | 'queued'
  | 'proving'
  | 'depositing'
  | 'mailbox-full'
  | 'too-few-members'
  | 'no-slot'
  | 'old-anchor'
  | 'wrong-clock'
  | 'asked'
  | 'unanswered'
  | 'met'
  /** They ask. */
  | 'incoming'
  /** No: by this side, or by the other. */
  | 'declined'
  | 'refused'

export type MeetingView = { readonly name: Name; readonly state: MeetingState; readonly words: Words }

/** `request` is one's own request while it is in the outbox. */
export function meetingViewOf(
  contact: ContactView,
  request: OutgoingLetter | undefined,
  speech: Speech,
): MeetingView {
  const { name, meeting } = contact
  const state = meeting.phase === 'requested' ? requestStateOf(meeting.answer, request) : meeting.phase
  return { name, state, words: wordsOfMeeting({ name, state }, speech) }
}

function requestStateOf(answer: 'awaited' | 'unanswered', request: OutgoingLetter | undefined): MeetingState {
  if (request === undefined || request.phase === 'deposited')
    return answer === 'unanswered' ? 'unanswered' : 'asked'
  switch (request.reason) {
    case 'mailbox-full':
    case 'too-few-members':
    case 'no-slot':
    case 'old-anchor':
    case 'wrong-clock':
      return request.reason
  }
  if (request.phase === 'queued') return 'queued'
  return request.sealed?.permit?.isGranted ? 'depositing' : 'proving'
}
