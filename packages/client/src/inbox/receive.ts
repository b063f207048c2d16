/**
 * What a letter does, by what it is and who its sender is to us. A contact may be hostile: what does not fit is dropped and
 * counted. Runs inside the transaction that also moves the ratchet, and answers what is to be announced after it.
 */
import type { DeliveryToken, Letter, LetterBody, Name } from '@comrad/protocol'
import type { Device } from '../device.ts'
import { sendAgain } from '../outbox/retention.ts'
import { isConfirmed, isCounted } from '../outbox/write-letter.ts'
import { receiveFace, receivePost, receivePostDeletion, receiveWithdrawal } from '../peace/trusted-letters.ts'
import type { ContactPhase } from '../store/contact-rows.ts'
import { letterKeyOf } from '../views/conversation-view.ts'
import { postKeyOf } from '../views/feed-view.ts'
import { placeLetter } from './place-letter.ts'
import { meetNow, receiveMeeting } from './receive-meeting.ts'
import { dropped, type Received, stranger, taken } from './received.ts'

/** A clock that is further ahead must not keep a timer from ever being changed. */
const CLOCK_SLACK_MS = 86_400_000

type Phase = ContactPhase | 'none'
type Body<K extends LetterBody['kind']> = Extract<LetterBody, { kind: K }>

export function receive(device: Device, own: DeliveryToken, from: Name, letter: Letter): Received {
  const { rows, clock } = device
  const { body, id, sequence } = letter
  const contact = rows.contacts.find(from)
  const phase: Phase = contact?.phase ?? 'none'
  const isQuiet = rows.quiet.muted.has(from)
  if (rows.quiet.blocked.has(from)) {
    // No receipt, no answer, no count: as if this device had been off. What they confirm was said before.
    return body.kind === 'receipt' && phase === 'met' ? confirmed(body) : taken([])
  }
  if (isCounted(body.kind) !== sequence > 0) return dropped
  // Its receipt was lost, or a copy overtook it.
  if (rows.entries.hasReceived(from, id)) return taken([], isConfirmed(body.kind))

  switch (body.kind) {
    case 'meet-request':
    case 'meet-accept':
    case 'meet-decline':
      return receiveMeeting(device, own, from, letter, body)
    case 'text':
      return written()
    case 'receipt':
      return phase === 'met' ? confirmed(body) : stranger
    case 'retry':
      return phase === 'met' || phase === 'requested' ? askedAgain(body) : stranger
    case 'token':
      if (phase !== 'met') return stranger
      rows.contacts.setToken(from, body.deliveryToken)
      return taken([], true, true)
    case 'timer':
      return timed(body)
    case 'post':
      return phase === 'met' ? posted(body) : stranger
    case 'post-deletion':
      return phase === 'met' ? judged(receivePostDeletion(device, from, body.post)) : stranger
    case 'profile':
      return phase === 'met' ? judged(receiveFace(device, from, body.face)) : stranger
    case 'profile-withdrawal':
      return phase === 'met' ? judged(receiveWithdrawal(device, from)) : stranger
  }

  function written(): Received {
    // They accepted, and that letter is late: nobody else holds the token that brought this one here.
    const late = phase === 'requested' ? meetNow(device, from) : []
    if (phase !== 'met' && phase !== 'requested') return stranger
    placeLetter(device, from, letter)
    return taken(isQuiet ? late : [...late, ['letter', { from, letter: letterKeyOf(id) }]], true)
  }

  /** Of two settings that cross, both sides keep the later one; of two at the same moment, the shorter. */
  function timed({ timer }: Body<'timer'>): Received {
    const late = phase === 'requested' ? meetNow(device, from) : []
    if (!contact || (phase !== 'met' && phase !== 'requested')) return stranger
    placeLetter(device, from, letter)
    const at = Math.min(letter.sentAt, clock.now() + CLOCK_SLACK_MS)
    const isShorter = timer > 0 && (contact.timer === 0 || timer < contact.timer)
    if (at > contact.timerAt || (at === contact.timerAt && isShorter)) {
      rows.contacts.setTimer(from, timer, at)
      rows.entries.addTimerNotice(from, { timer, at: clock.now(), theirs: true })
    }
    return taken(late, true)
  }

  function posted({ post }: Body<'post'>): Received {
    const received = receivePost(device, from, post, letter.sentAt)
    const isNew = received === 'new' && !isQuiet
    return received === 'dropped'
      ? dropped
      : taken(isNew ? [['post', { post: postKeyOf(post.id) }]] : [], true)
  }

  function judged(received: 'taken' | 'dropped'): Received {
    return received === 'dropped' ? dropped : taken([], true)
  }

  function confirmed({ letters }: Body<'receipt'>): Received {
    const delivered = letters.filter((one) => {
      const waiting = rows.outgoing.find(one)
      if (waiting && waiting.contact !== from) return false
      if (waiting) rows.outgoing.remove(one)
      return rows.entries.setSent(from, one, 'delivered', clock.now())
    })
    return taken(delivered.map((one) => ['delivered', { to: from, letter: letterKeyOf(one) }] as const))
  }

  function askedAgain({ envelopes }: Body<'retry'>): Received {
    if (sendAgain(device, from, envelopes) > 0) rows.entries.addNotice(from, 'session-repaired', clock.now())
    return taken([])
  }
}
