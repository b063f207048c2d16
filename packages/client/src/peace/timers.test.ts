import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { randomBytes } from '@comrad/keymaker'
import { type BlobId, type Letter, type LetterId, TIMER_SECONDS } from '@comrad/protocol'
import { imageOfColumn } from '../store/image-column.ts'
import { type BareComrad, carry, createBareComrad, hand, haveMet } from '../testing/bare-comrad.ts'
import { createForgetting } from './forgetting.ts'

let alice: BareComrad
let bob: BareComrad

beforeEach(async () => {
  alice = await createBareComrad('alice')
  bob = await createBareComrad('bob')
  haveMet(alice, bob)
})
afterEach(() => {
  alice.device.close()
  bob.device.close()
})

const MINUTE_MS = 60_000

const entries = (of: BareComrad, other: BareComrad) =>
  of.device.rows.entries.page(other.name, 100, of.device.clock.now())
const texts = (of: BareComrad, other: BareComrad) =>
  entries(of, other).flatMap(({ type, content }) => (type === 'sent' || type === 'received' ? [content] : []))
const timerOf = (of: BareComrad, other: BareComrad) => of.device.rows.contacts.find(other.name)?.timer
/** What lies in the tables, whatever a page shows. */
const stored = (of: BareComrad) =>
  of.device.sql.all<{ content: string }>('select content from entries').map(({ content }) => content)

async function say(from: BareComrad, to: BareComrad, text: string) {
  assert.ok((await from.writing.send(to.name, text)).ok)
  carry(from, to)
}

test('both sides keep the timer that one of them sets, and both are told', async () => {
  assert.ok((await alice.peace.setTimer('bob', 60)).ok)
  carry(alice, bob)
  for (const [of, other] of [
    [alice, bob],
    [bob, alice],
  ] as const) {
    assert.equal(timerOf(of, other), 60)
    const [notice] = entries(of, other).filter(({ type }) => type === 'notice')
    assert.deepEqual([notice?.content, notice?.timer], ['timer-on', 60])
  }
})

test('a time that nobody may set is refused', async () => {
  for (const seconds of [-1, 1, 59, 60.5, TIMER_SECONDS.max + 1, Number.NaN]) {
    const set = await alice.peace.setTimer('bob', seconds)
    assert.deepEqual(!set.ok && set.error, { type: 'timer-invalid' }, `${seconds}`)
  }
  const unmet = await alice.peace.setTimer('carol', 60)
  assert.deepEqual(!unmet.ok && unmet.error, { type: 'unknown-contact' })
})

test("the sender's copy disappears after it was sent, the reader's after it was read", async () => {
  await alice.peace.setTimer('bob', 60)
  await say(alice, bob, 'for a minute')
  await bob.device.clock.advance(10 * MINUTE_MS)
  assert.deepEqual(texts(bob, alice), ['for a minute'], 'it waits until it is read')
  bob.device.rows.entries.markRead(alice.name, bob.device.clock.now())
  await bob.device.clock.advance(MINUTE_MS - 1)
  assert.deepEqual(texts(bob, alice), ['for a minute'])
  await bob.device.clock.advance(1)
  assert.deepEqual(texts(bob, alice), [])

  assert.deepEqual(texts(alice, bob), ['for a minute'])
  await alice.device.clock.advance(MINUTE_MS)
  assert.deepEqual(texts(alice, bob), [])
})

test('what was written before has no timer, and what is written with one keeps it', async () => {
  await say(alice, bob, 'stays')
  await alice.peace.setTimer('bob', 60)
  await say(alice, bob, 'goes')
  await alice.peace.setTimer('bob', 0)
  await say(alice, bob, 'stays too')
  bob.device.rows.entries.markRead(alice.name, bob.device.clock.now())
  for (const [of, other] of [
    [alice, bob],
    [bob, alice],
  ] as const) {
    await of.device.clock.advance(MINUTE_MS)
    assert.deepEqual(texts(of, other), ['stays', 'stays too'])
  }
})

test('what has disappeared is in no table, leaves no gap, and does not come back with a copy of its letter', async () => {
  await alice.peace.setTimer('bob', 60)
  assert.ok((await alice.writing.send('bob', 'burn this')).ok)
  const [, carried] = carry(alice, bob)
  await say(alice, bob, 'and this')
  bob.device.rows.entries.markRead(alice.name, bob.device.clock.now())
  for (const { device } of [alice, bob]) {
    await device.clock.advance(MINUTE_MS)
    createForgetting(device).forget()
  }
  assert.ok(![...stored(alice), ...stored(bob)].some((text) => text.includes('this')))
  assert.equal(alice.device.rows.outgoing.ofContact(bob.name).length, 0)
  assert.ok(carried)
  const again = hand(bob, alice.name, carried.letter)
  assert.ok(again.type === 'taken' && again.confirm, 'its receipt was lost: it is confirmed again')
  assert.deepEqual(texts(bob, alice), [])
  await say(alice, bob, 'later')
  assert.deepEqual(
    entries(bob, alice).flatMap(({ type, sequence, previous }) =>
      type === 'received' ? [sequence - (previous ?? 0)] : [],
    ),
    [1],
  )
})

test('the image of a letter that disappears goes with it, unless something else names it', async () => {
  const count = () => bob.device.sql.get<{ n: number }>('select count(*) as n from images')?.n
  const look = new Uint8Array([0])
  assert.ok((await bob.writing.send('alice', 'mine', look)).ok)
  const image = imageOfColumn(entries(bob, alice)[0]?.image ?? null)
  assert.ok(image)
  await alice.peace.setTimer('bob', 60)
  carry(alice, bob)
  const letter = (sequence: number, named: typeof image, timer: number): Letter => ({
    ...{ id: randomBytes(16) as LetterId, sequence, sentAt: 0, checkpoint: new Uint8Array(0) },
    body: { kind: 'text', content: { text: '', image: named }, timer },
  })
  const other = { ...image, blob: randomBytes(16) as BlobId }
  bob.device.rows.images.keep(other, look)
  hand(bob, alice.name, letter(10, image, 60))
  hand(bob, alice.name, letter(11, other, 60))
  bob.device.rows.entries.markRead(alice.name, bob.device.clock.now())
  const forgetting = createForgetting(bob.device)
  forgetting.forget()
  assert.equal(count(), 2)
  await bob.device.clock.advance(MINUTE_MS)
  forgetting.forget()
  assert.equal(bob.device.rows.images.isHere(other), false)
  assert.equal(bob.device.rows.images.isHere(image), true, 'one’s own letter shows it')
  await bob.peace.deleteConversation('alice')
  assert.equal(count(), 0)
})

test('a device erases at the moment, not only when somebody looks', async () => {
  await alice.peace.setTimer('bob', 60)
  const stop = createForgetting(alice.device).watch((error) => {
    throw error
  })
  await say(alice, bob, 'short')
  await alice.device.clock.advance(MINUTE_MS - 1)
  assert.ok(stored(alice).includes('short'))
  await alice.device.clock.advance(1)
  assert.ok(!stored(alice).includes('short'))
  stop()
})

test('what is over when a device comes on is erased at once', async () => {
  await alice.peace.setTimer('bob', 60)
  await say(alice, bob, 'short')
  await alice.device.clock.advance(10 * MINUTE_MS)
  const stop = createForgetting(alice.device).watch((error) => {
    throw error
  })
  await alice.device.clock.advance(0)
  assert.ok(!stored(alice).includes('short'))
  stop()
})

test('a letter that has not left yet still goes, though its text has left the screen', async () => {
  await alice.peace.setTimer('bob', 60)
  carry(alice, bob)
  assert.ok((await alice.writing.send('bob', 'out of a tunnel')).ok)
  await alice.device.clock.advance(MINUTE_MS)
  createForgetting(alice.device).forget()
  assert.deepEqual(texts(alice, bob), [])
  carry(alice, bob, { receipts: false })
  assert.deepEqual(texts(bob, alice), ['out of a tunnel'])
  createForgetting(alice.device).forget()
  assert.equal(
    alice.device.rows.outgoing.ofContact(bob.name).length,
    0,
    'and nothing keeps the text after that',
  )
})

test('of two timers that cross, both sides keep the later one', async () => {
  await alice.peace.setTimer('bob', 60)
  await bob.device.clock.advance(1)
  await bob.peace.setTimer('alice', 3_600)
  carry(alice, bob)
  carry(bob, alice)
  assert.deepEqual([timerOf(alice, bob), timerOf(bob, alice)], [3_600, 3_600])
})

test('of two timers of the same moment, both sides keep the shorter one', async () => {
  await alice.peace.setTimer('bob', 3_600)
  await bob.peace.setTimer('alice', 60)
  carry(alice, bob)
  carry(bob, alice)
  assert.deepEqual([timerOf(alice, bob), timerOf(bob, alice)], [60, 60])
})

test('a clock that is ahead does not keep the other side from changing the timer', async () => {
  await alice.device.clock.advance(3_600_000)
  await alice.peace.setTimer('bob', 60)
  carry(alice, bob)
  await bob.peace.setTimer('alice', 0)
  carry(bob, alice)
  assert.deepEqual([timerOf(alice, bob), timerOf(bob, alice)], [0, 0])
})

test('a timer of a time to come does not hold for ever', async () => {
  const letter = {
    id: randomBytes(16) as LetterId,
    sequence: 1,
    sentAt: Number.MAX_SAFE_INTEGER,
    checkpoint: new Uint8Array(0),
    body: { kind: 'timer', timer: 60 } as const,
  }
  assert.equal(hand(alice, bob.name, letter).type, 'taken')
  const { timer, timerAt = 0 } = alice.device.rows.contacts.find(bob.name) ?? {}
  assert.equal(timer, 60)
  assert.ok(timerAt <= alice.device.clock.now() + 24 * 60 * MINUTE_MS)
  assert.ok((await alice.peace.setTimer('bob', 0)).ok)
  assert.equal(timerOf(alice, bob), 0)
})

test('a stranger sets no timer', () => {
  const letter = {
    id: randomBytes(16) as LetterId,
    sequence: 1,
    sentAt: 0,
    checkpoint: new Uint8Array(0),
    body: { kind: 'timer', timer: 60 } as const,
  }
  assert.equal(hand(alice, 'carol' as never, letter).type, 'stranger')
})
