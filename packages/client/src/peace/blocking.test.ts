import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { deriveDeliveryToken, randomBytes, seedOf } from '@comrad/keymaker'
import {
  type DeliveryToken,
  decodeLetter,
  type EnvelopeId,
  type Letter,
  type LetterBody,
  type LetterId,
  type Name,
} from '@comrad/protocol'
import { writeReceipts, writeRepairs } from '../inbox/answers.ts'
import { writeLetter } from '../outbox/write-letter.ts'
import { type BareComrad, carry, createBareComrad, hand, haveMet } from '../testing/bare-comrad.ts'
import { nameOf } from '../testing/bare-device.ts'
import { noteDeposited } from './deposited.ts'
import { isRotationPending, rotateToken } from './token-rotation.ts'

let alice: BareComrad
let bob: BareComrad
let mallory: BareComrad

beforeEach(async () => {
  alice = await createBareComrad('alice')
  bob = await createBareComrad('bob')
  mallory = await createBareComrad('mallory')
  haveMet(alice, bob)
  haveMet(alice, mallory)
})
afterEach(() => {
  for (const { device } of [alice, bob, mallory]) device.close()
})

const outboxTo = (from: BareComrad, to: { readonly name: string }) =>
  from.device.rows.outgoing.ofContact(nameOf(to.name))
const kindsTo = (from: BareComrad, to: { readonly name: string }) =>
  outboxTo(from, to).map(({ kind }) => kind)
const contents = (of: BareComrad, other: BareComrad) =>
  of.device.rows.entries.page(other.name, 100, of.device.clock.now()).map(({ content }) => content)
const tokenHeld = (by: BareComrad, of: BareComrad) => by.device.rows.contacts.find(of.name)?.token
const tokenIn = (letter: { readonly body: Uint8Array } | undefined) => {
  const draft = letter && decodeLetter(letter.body)
  return draft?.ok && 'deliveryToken' in draft.value.body ? draft.value.body.deliveryToken : undefined
}

function letterOf(body: LetterBody, sequence = 0): Letter {
  return { id: randomBytes(16) as LetterId, sequence, sentAt: 0, checkpoint: new Uint8Array(0), body }
}

test('whoever is blocked is sent nothing: no word, no receipt, no question', async () => {
  await alice.peace.trust('mallory')
  carry(alice, mallory)
  alice.device.rows.due.receipts.owe(mallory.name, randomBytes(16) as LetterId)
  alice.device.rows.due.repairs.owe(mallory.name, randomBytes(16) as EnvelopeId)
  assert.ok((await alice.peace.block('mallory')).ok)
  writeReceipts(alice.device)
  writeRepairs(alice.device)
  assert.deepEqual(kindsTo(alice, mallory), [])
  assert.equal(mallory.device.rows.contacts.find(alice.name)?.phase, 'met')
  assert.equal(mallory.device.rows.trustedFaces.find(alice.name)?.face.text, '', 'what they have they keep')
})

test('what they send is dropped: not shown, not confirmed, not counted, not answered', async () => {
  await mallory.writing.send('alice', 'waits at the Operator already')
  await alice.peace.block('mallory')
  const bodies: LetterBody[] = [
    { kind: 'meet-request', deliveryToken: randomBytes(16) as DeliveryToken, greeting: 'me again' },
    { kind: 'meet-accept', deliveryToken: randomBytes(16) as DeliveryToken },
    { kind: 'retry', envelopes: [randomBytes(16) as EnvelopeId] },
    { kind: 'token', deliveryToken: randomBytes(16) as DeliveryToken },
    { kind: 'timer', timer: 60 },
    { kind: 'profile', face: { text: 'look at me' } },
  ]
  const held = tokenHeld(alice, mallory)
  const received = [
    ...carry(mallory, alice).map(({ received }) => received),
    ...bodies.map((body, at) =>
      hand(
        alice,
        mallory.name,
        letterOf(body, body.kind.startsWith('meet') || body.kind === 'timer' ? at + 9 : 0),
      ),
    ),
  ]
  for (const one of received)
    assert.deepEqual(one, { type: 'taken', announce: [], confirm: false, hurry: false })
  assert.deepEqual(contents(alice, mallory), [])
  assert.deepEqual(kindsTo(alice, mallory), [])
  assert.deepEqual(tokenHeld(alice, mallory), held)
  assert.equal(alice.device.rows.counters.read('hostile'), 0)
  assert.equal(alice.device.rows.counters.read('strangers'), 0)
})

test('what they confirm was said before, and is shown as delivered', async () => {
  const sent = await alice.writing.send('mallory', 'before')
  assert.ok(sent.ok)
  const [carried] = carry(alice, mallory, { receipts: false })
  assert.ok(carried)
  await alice.peace.block('mallory')
  hand(alice, mallory.name, letterOf({ kind: 'receipt', letters: [carried.letter.id] }))
  const [entry] = alice.device.rows.entries.page(mallory.name, 1, 0)
  assert.equal(entry?.phase, 'delivered')
})

test('everybody else is told another token, and the one who is blocked is not', async () => {
  const before = alice.account.token()
  await alice.peace.block('mallory')
  const after = alice.account.token()
  assert.notDeepEqual(after, before)
  assert.deepEqual(kindsTo(alice, bob), ['token'])
  carry(alice, bob)
  assert.deepEqual(tokenHeld(bob, alice), after)
  assert.deepEqual(tokenHeld(mallory, alice), before)
})

test('the Operator is given the new token when everybody’s letter about it is there, or after three days', async () => {
  await alice.peace.block('mallory')
  assert.ok(isRotationPending(alice.device))
  carry(alice, bob)
  assert.equal(isRotationPending(alice.device), false)
  const eve = await createBareComrad('eve')
  haveMet(alice, eve)
  await alice.peace.block('eve')
  assert.ok(isRotationPending(alice.device))
  await alice.device.clock.advance(3 * 86_400_000 + 1)
  assert.equal(isRotationPending(alice.device), false, 'bob’s mailbox is full')
  eve.device.close()
})

test('everybody is told at a time of their own, and the Operator later: what is due stays due on a device that was off', async () => {
  const span = { min: 3_600_000, max: 21_600_000 }
  const device = {
    ...alice.device,
    options: { ...alice.device.options, tokenSpreadMs: 3_600_000, tokenHashMs: span },
  }
  const carol = nameOf('carol')
  device.rows.contacts.setPhase(carol, 'met', 0)
  const start = device.clock.now()
  device.sql.transaction(() => rotateToken(device, alice.account))
  const due = [bob.name, carol, mallory.name].map(
    (name) => device.rows.outgoing.ofContact(name)[0]?.dueAt ?? 0,
  )
  for (const at of due) assert.ok(at >= start && at <= start + 3_600_000)
  assert.notEqual(due[0], due[1])
  assert.deepEqual(device.rows.outgoing.contactsWaiting(start - 1), [])
  assert.equal(device.rows.outgoing.countWaiting(start - 1), 0)
  assert.equal(device.rows.outgoing.nextDue(start - 1), Math.min(...due))
  const { letter } = writeTo(bob.name)
  assert.deepEqual(
    device.rows.outgoing.next(bob.name, start - 1)?.letter,
    letter,
    'what one writes leaves before',
  )
  device.rows.outgoing.remove(letter)

  // Two days later it is on again, and all of them leave.
  await device.clock.advance(2 * 86_400_000)
  assert.ok(isRotationPending(device))
  for (const token of device.rows.outgoing.allOfKind('token')) {
    device.rows.outgoing.deposited(token.letter, device.clock.now())
    noteDeposited(device, token)
  }
  assert.ok(isRotationPending(device), 'not together with them')
  await device.clock.advance(span.min - 1)
  assert.ok(isRotationPending(device))
  await device.clock.advance(span.max - span.min + 1)
  assert.equal(isRotationPending(device), false)

  function writeTo(name: Name) {
    return { letter: writeLetter(device, name, { kind: 'timer', timer: 60 }) }
  }
})

test('two who change their tokens at once learn each other’s', async () => {
  haveMet(bob, mallory)
  await alice.peace.block('mallory')
  await bob.peace.block('mallory')
  // Whoever deposits first gives the Operator the new one; the other has been told by then.
  carry(alice, bob)
  assert.equal(isRotationPending(alice.device), false)
  assert.ok(isRotationPending(bob.device), 'so hers still goes in by the token that she holds')
  carry(bob, alice)
  assert.deepEqual(tokenHeld(alice, bob), bob.account.token())
  assert.deepEqual(tokenHeld(bob, alice), alice.account.token())
})

test('blocking twice in a row leaves one letter, with the newest token', async () => {
  const eve = await createBareComrad('eve')
  haveMet(alice, eve)
  await alice.peace.block('mallory')
  await alice.peace.block('mallory')
  await alice.peace.block('eve')
  const [letter, ...more] = outboxTo(alice, bob)
  assert.deepEqual(tokenIn(letter), alice.account.token())
  assert.deepEqual(more, [])
  const { phrase } = alice.account.stored() ?? {}
  assert.deepEqual(alice.account.token(), phrase && deriveDeliveryToken(seedOf(phrase), 2))
  eve.device.close()
})

test('an acceptance that goes out once more does not bring the old token back', async () => {
  const token = alice.account.token()
  assert.ok(token)
  const accept = writeLetter(alice.device, bob.name, { kind: 'meet-accept', deliveryToken: token })
  alice.device.rows.outgoing.deposited(accept, 0)
  await alice.peace.block('mallory')
  assert.deepEqual(tokenIn(alice.device.rows.outgoing.find(accept)), alice.account.token())
})

test('whom one has asked is asked again, with the token by which the answer can come', async () => {
  const carol = nameOf('carol')
  const deliveryToken = alice.account.token()
  assert.ok(deliveryToken)
  alice.device.rows.contacts.setPhase(carol, 'requested', 0)
  const asked = writeLetter(alice.device, carol, { kind: 'meet-request', deliveryToken, greeting: 'hello' })
  alice.device.rows.outgoing.deposited(asked, 0)
  await alice.peace.block('mallory')
  const [again, ...more] = outboxTo(alice, { name: 'carol' })
  assert.ok(again)
  assert.deepEqual(more, [])
  assert.notDeepEqual(again.letter, asked, 'another letter: the same one would be passed over')
  assert.deepEqual(tokenIn(again), alice.account.token())
})

test('whoever was asked twice and has accepted in between is not told that anybody recovered', async () => {
  const deliveryToken = bob.account.token()
  assert.ok(deliveryToken)
  const accept = writeLetter(bob.device, alice.name, { kind: 'meet-accept', deliveryToken })
  const renewed = randomBytes(16) as DeliveryToken
  const request = { kind: 'meet-request', deliveryToken: renewed, greeting: '' } as const
  const received = hand(bob, alice.name, letterOf(request, 2))
  assert.ok(received.type === 'taken' && received.hurry)
  assert.deepEqual(tokenHeld(bob, alice), renewed)
  assert.deepEqual(contents(bob, alice), [''])
  assert.deepEqual(
    outboxTo(bob, alice).map(({ letter }) => letter),
    [accept],
  )
})

test('blocking somebody who holds no token changes none', async () => {
  const before = alice.account.token()
  alice.device.rows.contacts.setPhase(nameOf('carol'), 'incoming', 0)
  for (const name of ['carol', 'stranger']) assert.ok((await alice.peace.block(name)).ok)
  assert.deepEqual(alice.account.token(), before)
  assert.deepEqual(alice.peace.blocked(), ['carol', 'stranger'])
  assert.equal(alice.device.rows.contacts.count('incoming'), 0)
  const request = {
    kind: 'meet-request',
    deliveryToken: randomBytes(16) as DeliveryToken,
    greeting: '',
  } as const
  hand(alice, nameOf('stranger'), letterOf(request, 1))
  assert.equal(alice.device.rows.contacts.find(nameOf('stranger')), undefined)
})

test('one’s own letters to them that have not left are taken back, and new ones refused', async () => {
  assert.ok((await alice.writing.send('mallory', 'on its way')).ok)
  await alice.peace.block('mallory')
  assert.equal(alice.device.rows.entries.page(mallory.name, 1, 0)[0]?.phase, 'cancelled')
  const refused = await alice.writing.send('mallory', 'hello?')
  assert.deepEqual(!refused.ok && refused.error, { type: 'blocked' })
})

test('whoever is let in again is told the token, and what waited with them comes', async () => {
  await alice.peace.trust('mallory')
  await mallory.writing.send('alice', 'while I was blocked')
  await alice.peace.block('mallory')
  assert.ok((await alice.peace.unblock('mallory')).ok)
  const kinds = carry(alice, mallory).map(({ letter }) => letter.body.kind)
  assert.deepEqual(kinds, ['token', 'profile-withdrawal'])
  assert.deepEqual(tokenHeld(mallory, alice), alice.account.token())
  carry(mallory, alice)
  assert.deepEqual(contents(alice, mallory), ['while I was blocked'])
  assert.equal(alice.device.rows.contacts.find(mallory.name)?.trusted, false)
})

test('killed in the middle, a block has happened whole or not at all', async () => {
  const { sql } = alice.device
  sql.exec(`create trigger full before insert on outgoing begin select raise(abort, 'killed'); end`)
  await assert.rejects(alice.peace.block('mallory'))
  assert.deepEqual(alice.peace.blocked(), [])
  assert.equal(alice.account.stored()?.tokenEpoch, 0)
  sql.exec('drop trigger full')
  assert.ok((await alice.peace.block('mallory')).ok)
  assert.deepEqual(alice.peace.blocked(), ['mallory'])
})
