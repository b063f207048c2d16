import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import type { LetterId, Name } from '@comrad/protocol'
import { type BareDevice, createBareDevice, nameOf } from '../testing/bare-device.ts'
import { type BareViews, createBareViews, noting } from '../testing/bare-views.ts'
import { letterKeyOf } from './conversation-view.ts'

const [anna, boris] = ['anna', 'boris'].map(nameOf) as [Name, Name]

let device: BareDevice
let views: BareViews
beforeEach(async () => {
  device = await createBareDevice()
  views = createBareViews(device)
})
afterEach(() => device.close())

function arrive(from: Name, text: string, receivedAt: number): LetterId {
  const letter = device.random(16) as LetterId
  const sequence = receivedAt
  const content = { text }
  device.rows.entries.addReceived({ from, letter, run: 1, sequence, content, sentAt: 5, receivedAt })
  return letter
}

const texts = () => views.inbox().letters.map(({ text }) => text)

test('an inbox into which nothing came is empty', () => {
  assert.deepEqual(views.inbox(), { letters: [], requests: [] })
})

test('what was not read is there in the order in which it came, whoever it is from', () => {
  arrive(boris, 'second', 20)
  const first = arrive(anna, 'first', 10)
  arrive(anna, 'third', 30)
  assert.deepEqual(texts(), ['first', 'second', 'third'])
  assert.deepEqual(views.inbox().letters[0], {
    ...{ from: anna, letter: letterKeyOf(first), text: 'first', sentAt: 5, receivedAt: 10 },
  })
})

test('what is read is not there any more, nor what one does not want to hear', () => {
  arrive(anna, 'a', 1)
  arrive(boris, 'b', 2)
  device.rows.entries.markRead(anna, 3)
  assert.deepEqual(texts(), ['b'])
  device.rows.quiet.muted.add(boris)
  assert.deepEqual(texts(), [])
})

test('who asks to meet is there with their greeting, until they are answered', () => {
  device.rows.contacts.setPhase(anna, 'met', 1)
  device.rows.contacts.setPhase(boris, 'incoming', 2)
  device.rows.contacts.setGreeting(boris, 'hello')
  assert.deepEqual(views.inbox().requests, [{ from: boris, greeting: 'hello', at: 2 }])
  device.rows.contacts.setPhase(boris, 'declined', 3)
  assert.deepEqual(views.inbox().requests, [])
})

test('those who ask are read, and nobody else, however many one has met', () => {
  device.sql.transaction(() => {
    for (let index = 0; index < 300; index++)
      device.rows.contacts.setPhase(nameOf(`met-${index}`), 'met', index)
  })
  device.rows.contacts.setPhase(anna, 'incoming', 1)
  device.rows.contacts.setPhase(boris, 'incoming', 2)
  const noted = noting(device)
  const { requests } = createBareViews(noted.device).inbox()
  assert.deepEqual(
    requests.map(({ from }) => from),
    [boris, anna],
    'the latest first',
  )
  assert.equal(Math.max(...noted.rowsRead), 2)
})
