/** Letters by which people meet, in each state of their acquaintance. docs/spec/delivery.md §Meeting. */
import type { DeliveryToken, Letter, LetterBody, Name } from '@comrad/protocol'
import type { Device } from '../device.ts'
import { sendUnconfirmedAgain } from '../outbox/retention.ts'
import { writeLetter } from '../outbox/write-letter.ts'
import { tellAgain } from '../peace/tell-again.ts'
import type { ContactPhase } from '../store/contact-rows.ts'
import { placeLetter } from './place-letter.ts'
import { type Announcement, dropped, type Received, taken } from './received.ts'

/** More people who ask to meet than anybody answers: further ones are dropped, and seen in the count. */
export const INCOMING_MAX = 100

type Body<K extends LetterBody['kind']> = Extract<LetterBody, { kind: K }>
type MeetingBody = Body<'meet-request' | 'meet-accept' | 'meet-decline'>

/** `own`: the token by which they may write to us. */
export function receiveMeeting(
  device: Device,
  own: DeliveryToken,
  from: Name,
  letter: Letter,
  body: MeetingBody,
): Received {
  const { rows, clock } = device
  const phase: ContactPhase | 'none' = rows.contacts.find(from)?.phase ?? 'none'

  switch (body.kind) {
    case 'meet-request':
      return requested(body)
    case 'meet-accept':
      return accepted(body)
    case 'meet-decline':
      return declined()
  }

  function requested({ deliveryToken, greeting }: Body<'meet-request'>): Received {
    switch (phase) {
      case 'none':
      case 'refused':
        if (rows.contacts.count('incoming') >= INCOMING_MAX) return dropped
        rows.contacts.setPhase(from, 'incoming', clock.now())
        break
      case 'incoming':
        break
      case 'declined':
        // No answer, and no second question either.
        return taken([])
      case 'requested':
        return crossed(deliveryToken)
      case 'met':
        return returned(deliveryToken)
    }
    rows.contacts.setToken(from, deliveryToken)
    rows.contacts.setGreeting(from, greeting)
    placeLetter(device, from, letter)
    return taken(rows.quiet.muted.has(from) ? [] : [['request', { from }]])
  }

  /** Both asked. Each tells the other, in case one of the requests never arrives. */
  function crossed(token: DeliveryToken): Received {
    rows.contacts.setToken(from, token)
    writeLetter(device, from, { kind: 'meet-accept', deliveryToken: own })
    return met()
  }

  /**
   * Somebody whom we have met asks anew: the same key, so the same person, on a device that remembers nothing. Unless they
   * never had our answer: then they ask again, with another token.
   */
  function returned(token: DeliveryToken): Received {
    rows.contacts.setToken(from, token)
    placeLetter(device, from, letter)
    if (rows.outgoing.ofKind(from, 'meet-accept').length > 0) {
      sendUnconfirmedAgain(device, from)
      return taken([], false, true)
    }
    rows.entries.addNotice(from, 'they-recovered', clock.now())
    writeLetter(device, from, { kind: 'meet-accept', deliveryToken: own })
    sendUnconfirmedAgain(device, from)
    tellAgain(device, from)
    return taken([], false, true)
  }

  function accepted({ deliveryToken }: Body<'meet-accept'>): Received {
    if (phase !== 'requested' && phase !== 'refused' && phase !== 'met') return dropped
    rows.contacts.setToken(from, deliveryToken)
    if (phase !== 'met') return met()
    placeLetter(device, from, letter)
    return taken([], true)
  }

  function declined(): Received {
    if (phase !== 'requested') return dropped
    rows.contacts.setPhase(from, 'refused', clock.now())
    placeLetter(device, from, letter)
    return taken([])
  }

  function met(): Received {
    const announce = meetNow(device, from)
    placeLetter(device, from, letter)
    return taken(announce, body.kind === 'meet-accept')
  }
}

export function meetNow({ rows, clock }: Device, from: Name): readonly Announcement[] {
  rows.contacts.setPhase(from, 'met', clock.now())
  rows.entries.addNotice(from, 'met', clock.now())
  return [['met', { with: from }]]
}
