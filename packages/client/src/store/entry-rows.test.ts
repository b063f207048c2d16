import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { randomBytes } from '@comrad/keymaker'
import type { LetterId } from '@comrad/protocol'
import { type BareDevice, createBareDevice, nameOf } from '../testing/bare-device.ts'

const bob = nameOf('bob')
let device: BareDevice
let rows: BareDevice['rows']['entries']

beforeEach(async () => {
  device = await createBareDevice()
  rows = device.rows.entries
})
afterEach(() => device.close())

const id = () => randomBytes(16) as LetterId

function arrive(sequence: number, run = 0, text: string | undefined = `${run}.${sequence}`) {
  const letter = id()
  const shown = text === '' ? {} : { content: { text } }
  rows.addReceived({ from: bob, letter, run, sequence, sentAt: 0, receivedAt: 0, ...shown })
  return letter
}

const contents = () => rows.page(bob, 100, 0).map(({ content }) => content)

test("a sender's letters stand in the sender's order, however they arrived", () => {
  for (const sequence of [1, 5, 2, 4, 3]) arrive(sequence)
  assert.deepEqual(contents(), ['0.1', '0.2', '0.3', '0.4', '0.5'])
})

test('a late letter stands before its successor, behind what was written here before that', () => {
  arrive(1)
  rows.addSent({ contact: bob, letter: id(), content: { text: 'mine' }, at: 0, timer: 0 })
  arrive(3)
  arrive(2)
  assert.deepEqual(contents(), ['0.1', 'mine', '0.2', '0.3'])
})

test('a new run stands behind the old one', () => {
  for (const sequence of [1, 2, 3]) arrive(sequence)
  arrive(1, 1)
  arrive(2, 1)
  assert.deepEqual(contents(), ['0.1', '0.2', '0.3', '1.1', '1.2'])
})

test('each letter knows the number before it, so that a gap shows', () => {
  for (const sequence of [1, 2, 6]) arrive(sequence)
  assert.deepEqual(
    rows.page(bob, 100, 0).map(({ sequence, previous }) => [sequence, previous]),
    [
      [1, null],
      [2, 1],
      [6, 2],
    ],
  )
})

test('pages follow each other without a double and without a hole', () => {
  for (let sequence = 1; sequence <= 23; sequence++) arrive(sequence)
  const last = rows.page(bob, 10, 0)
  const middle = rows.page(bob, 10, 0, last[0])
  const first = rows.page(bob, 10, 0, middle[0])
  assert.deepEqual(
    [...first, ...middle, ...last].map(({ sequence }) => sequence),
    Array.from({ length: 23 }, (_, index) => index + 1),
  )
})

test('a notice that repeats itself is counted', () => {
  rows.addNotice(bob, 'hostile-letter', 1)
  rows.addNotice(bob, 'hostile-letter', 2)
  rows.addNotice(bob, 'met', 3)
  rows.addNotice(bob, 'hostile-letter', 4)
  assert.deepEqual(
    rows.page(bob, 10, 0).map(({ content, count }) => [content, count]),
    [
      ['hostile-letter', 2],
      ['met', 1],
      ['hostile-letter', 1],
    ],
  )
})

test('what was delivered does not become anything less', () => {
  const letter = id()
  rows.addSent({ contact: bob, letter: letter, content: { text: 'mine' }, at: 0, timer: 0 })
  assert.equal(rows.setSent(bob, letter, 'delivered', 1), true)
  assert.equal(rows.setSent(bob, letter, 'deposited', 2), false)
  assert.equal(rows.page(bob, 1, 0)[0]?.phase, 'delivered')
})

test("another contact's receipt changes nothing", () => {
  const letter = id()
  rows.addSent({ contact: bob, letter: letter, content: { text: 'mine' }, at: 0, timer: 0 })
  assert.equal(rows.setSent(nameOf('mallory'), letter, 'delivered', 1), false)
})

test('a page ends so many entries after a letter, if there are so many', () => {
  const letters = [1, 2, 3, 4, 5, 6].map((sequence) => arrive(sequence))
  const place = (index: number, many: number) => {
    const found = rows.find(letters[index] as LetterId, 0)
    assert.ok(found)
    return rows.placeAfter(bob, found, many)
  }
  assert.deepEqual(
    rows.page(bob, 3, 0, place(2, 2)).map(({ content }) => content),
    ['0.2', '0.3', '0.4'],
  )
  assert.equal(place(4, 2), undefined)
})
