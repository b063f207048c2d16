import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { randomBytes } from '@comrad/keymaker'
import {
  type DeliveryToken,
  decodeLetter,
  type EnvelopeId,
  type LetterBody,
  type LetterId,
} from '@comrad/protocol'
import { writeLetter } from '../outbox/write-letter.ts'
import type { ContactPhase } from '../store/contact-rows.ts'
import { type BareDevice, createBareDevice, nameOf } from '../testing/bare-device.ts'
import { receive } from './receive.ts'
import { INCOMING_MAX } from './receive-meeting.ts'

const bob = nameOf('bob')
const own = randomBytes(16) as DeliveryToken
const theirs = randomBytes(16) as DeliveryToken
let device: BareDevice

beforeEach(async () => {
  device = await createBareDevice()
})
afterEach(() => device.close())

function arrive(body: LetterBody, sequence = 1, from = bob, id = randomBytes(16) as LetterId) {
  const checkpoint = new Uint8Array(0)
  return receive(device, own, from, { id, sequence, sentAt: 0, checkpoint, body })
}

function inPhase(phase: ContactPhase) {
  device.rows.contacts.setPhase(bob, phase, 0)
}

const phaseNow = () => device.rows.contacts.find(bob)?.phase
const sentKinds = () => device.rows.outgoing.ofContact(bob).map(({ kind }) => kind)

function textOf(words: string): LetterBody {
  return { kind: 'text', content: { text: words }, timer: 0 }
}

const REQUEST: LetterBody = { kind: 'meet-request', deliveryToken: theirs, greeting: 'hello' }
const ACCEPT: LetterBody = { kind: 'meet-accept', deliveryToken: theirs }
const DECLINE: LetterBody = { kind: 'meet-decline' }
const TOKEN: LetterBody = { kind: 'token', deliveryToken: theirs }

test('a stranger may ask to meet, and nothing else', () => {
  for (const body of [textOf('hi'), DECLINE, ACCEPT]) {
    assert.notEqual(arrive(body).type, 'taken', body.kind)
    assert.equal(phaseNow(), undefined)
  }
  assert.equal(arrive(TOKEN, 0).type, 'stranger')
  assert.equal(arrive({ kind: 'receipt', letters: [randomBytes(16) as LetterId] }, 0).type, 'stranger')
  assert.equal(arrive({ kind: 'retry', envelopes: [randomBytes(16) as EnvelopeId] }, 0).type, 'stranger')
  assert.deepEqual(arrive(REQUEST), {
    type: 'taken',
    announce: [['request', { from: bob }]],
    confirm: false,
    hurry: false,
  })
  assert.equal(phaseNow(), 'incoming')
})

test('a letter that says it is from the end of time was sent when it arrived', () => {
  inPhase('met')
  const letter = { id: randomBytes(16) as LetterId, sequence: 1, checkpoint: new Uint8Array(0) }
  receive(device, own, bob, { ...letter, sentAt: Number.MAX_SAFE_INTEGER, body: textOf('far') })
  const [entry] = device.rows.entries.page(bob, 1, device.clock.now())
  assert.equal(entry?.at, device.clock.now())
  assert.equal(entry?.received_at, device.clock.now())
})

test('a flood of requests ends at the limit', () => {
  for (let index = 0; index < INCOMING_MAX; index++) {
    assert.equal(arrive(REQUEST, 1, nameOf(`stranger-${index}`)).type, 'taken')
  }
  assert.equal(arrive(REQUEST).type, 'dropped')
  assert.equal(phaseNow(), undefined)
})

test('whoever was declined may ask again, and hears nothing', () => {
  inPhase('declined')
  assert.equal(arrive(REQUEST).type, 'taken')
  assert.equal(phaseNow(), 'declined')
  assert.deepEqual(sentKinds(), [])
})

test('crossing requests are a meeting, and each tells the other', () => {
  inPhase('requested')
  assert.equal(arrive(REQUEST).type, 'taken')
  assert.equal(phaseNow(), 'met')
  assert.deepEqual(sentKinds(), ['meet-accept'])
  assert.deepEqual(device.rows.contacts.find(bob)?.token, theirs)
})

test('nobody accepts what was not asked', () => {
  for (const phase of ['incoming', 'declined'] as const) {
    inPhase(phase)
    assert.equal(arrive(ACCEPT).type, 'dropped', phase)
    assert.equal(phaseNow(), phase)
  }
})

test('only a request can be declined', () => {
  for (const phase of ['incoming', 'met', 'declined'] as const) {
    inPhase(phase)
    assert.equal(arrive(DECLINE).type, 'dropped', phase)
    assert.equal(phaseNow(), phase)
  }
  inPhase('requested')
  arrive(DECLINE)
  assert.equal(phaseNow(), 'refused')
})

test('a text that overtakes the acceptance is shown', () => {
  inPhase('requested')
  const received = arrive(textOf('first'), 2)
  assert.ok(received.type === 'taken' && received.confirm)
  assert.equal(phaseNow(), 'met')
  assert.equal(arrive(ACCEPT, 1).type, 'taken')
  assert.deepEqual(device.rows.contacts.find(bob)?.token, theirs)
})

test('the same letter twice is shown once and confirmed twice', () => {
  inPhase('met')
  const id = randomBytes(16) as LetterId
  for (let copy = 0; copy < 2; copy++) {
    const received = arrive(textOf('once'), 1, bob, id)
    assert.ok(received.type === 'taken' && received.confirm)
  }
  assert.equal(device.rows.entries.unread().length, 1)
})

test('a number on a letter that has none, or none where one belongs, is dropped', () => {
  inPhase('met')
  assert.equal(arrive(textOf('hi'), 0).type, 'dropped')
  assert.equal(arrive({ kind: 'receipt', letters: [randomBytes(16) as LetterId] }, 1).type, 'dropped')
})

test('a receipt for a letter to somebody else changes nothing', () => {
  inPhase('met')
  const carol = nameOf('carol')
  device.rows.contacts.setPhase(carol, 'met', 0)
  const letter = writeLetter(device, carol, textOf('to carol'))
  assert.deepEqual(arrive({ kind: 'receipt', letters: [letter] }, 0), {
    type: 'taken',
    announce: [],
    confirm: false,
    hurry: false,
  })
  assert.ok(device.rows.outgoing.find(letter))
  assert.equal(device.rows.entries.page(carol, 1, 0)[0]?.phase, 'waiting')
})

test('somebody whom one has met and who asks anew is answered, and sent what was not confirmed', () => {
  inPhase('met')
  const letter = writeLetter(device, bob, textOf('before'))
  device.rows.outgoing.deposited(letter, 1)
  assert.equal(arrive(REQUEST).type, 'taken')
  assert.equal(phaseNow(), 'met')
  assert.equal(device.rows.outgoing.find(letter)?.phase, 'queued')
  assert.deepEqual(sentKinds(), ['text', 'meet-accept'])
})

test('a draft in the outbox is the letter itself', () => {
  const letter = writeLetter(device, bob, textOf('kept'))
  const draft = decodeLetter(device.rows.outgoing.find(letter)?.body ?? new Uint8Array(0))
  assert.ok(draft.ok)
  assert.deepEqual(draft.value.body, textOf('kept'))
})
