import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { type LetterId, RETENTION_DAYS, SLOTS, startOfDay } from '@comrad/protocol'
import { writeLetter } from '../outbox/write-letter.ts'
import type { OutgoingLetter } from '../store/outgoing-rows.ts'
import { type BareDevice, createBareDevice, nameOf } from '../testing/bare-device.ts'
import { type BareViews, createBareViews } from '../testing/bare-views.ts'
import { EN } from '../words/en.ts'
import { meetingViewOf } from './meeting-view.ts'

const bob = nameOf('bob')

let device: BareDevice
let views: BareViews
beforeEach(async () => {
  device = await createBareDevice()
  views = createBareViews(device)
})
afterEach(() => device.close())

/** As one's own wish to meet somebody leaves it in the store. */
function ask(): LetterId {
  device.rows.contacts.setPhase(bob, 'requested', device.clock.now())
  const deliveryToken = device.random(16) as never
  return writeLetter(device, bob, { kind: 'meet-request', deliveryToken, greeting: '' })
}

const state = () => views.meeting(bob)?.state

test('there is no meeting with whom one has not asked, and who has not asked', () => {
  assert.equal(views.meeting(bob), undefined)
})

test('a request that was never sealed waits, and says for what', () => {
  const letter = ask()
  assert.equal(state(), 'queued')
  for (const reason of ['mailbox-full', 'too-few-members', 'no-slot', 'old-anchor', 'wrong-clock'] as const) {
    device.rows.outgoing.wait(letter, reason)
    assert.equal(state(), reason)
    assert.deepEqual(views.meeting(bob)?.words, EN.meetings[reason]({ name: bob, most: SLOTS.meet }))
  }
  device.rows.outgoing.wait(letter, 'offline')
  assert.equal(state(), 'queued')
})

test('a sealed request is proved until its permit is granted, and then handed in', () => {
  ask()
  const contact = views.contact(bob)
  const [request] = device.rows.outgoing.ofKind(bob, 'meet-request')
  assert.ok(contact && request)
  const at = (permit: { readonly isGranted: boolean } | undefined) => {
    const sealed = { ...request, phase: 'sealed', sealed: { ...(permit && { permit }) } } as OutgoingLetter
    return meetingViewOf(contact, sealed, EN).state
  }
  assert.deepEqual([undefined, { isGranted: false }, { isGranted: true }].map(at), [
    'proving',
    'proving',
    'depositing',
  ])
})

test('what the Operator has is asked, and after thirty days without an answer unanswered', async () => {
  const letter = ask()
  device.rows.outgoing.deposited(letter, device.clock.now())
  assert.equal(state(), 'asked')
  device.rows.outgoing.remove(letter)
  assert.equal(state(), 'asked', 'also when the letter is not kept any more')
  await device.clock.advance(startOfDay(RETENTION_DAYS) + 1)
  assert.equal(state(), 'unanswered')
})

test('every other state is that of the two people', () => {
  for (const phase of ['incoming', 'met', 'declined', 'refused'] as const) {
    device.rows.contacts.setPhase(bob, phase, device.clock.now())
    assert.equal(state(), phase)
    assert.deepEqual(views.meeting(bob)?.words, EN.meetings[phase]({ name: bob, most: SLOTS.meet }))
  }
})
