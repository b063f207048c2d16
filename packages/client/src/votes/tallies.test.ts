import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { err, ok, type PostId, type Tally } from '@comrad/protocol'
import { type BareDevice, createBareDevice, nameOf } from '../testing/bare-device.ts'
import { refused } from '../testing/feed-keeper.ts'
import { createFeedLink } from '../testing/feed-link.ts'
import { createLogKeeper } from '../testing/log-keeper.ts'
import { createTallies } from './tallies.ts'

let device: BareDevice
let asked: number[]
let tallies: readonly Tally[]
let offline: boolean
beforeEach(async () => {
  device = await createBareDevice()
  asked = []
  tallies = []
  offline = false
})
afterEach(() => device.close())

function reading() {
  const link = createFeedLink(device.clock, createLogKeeper().keys, async (request) => {
    assert.ok(request.type === 'tallies')
    if (offline) return err({ type: 'closed' })
    asked.push(request.page)
    return ok(request.page === 0 ? refused('unknown-page') : { type: 'tallies', tallies })
  })
  return createTallies(device, link)
}

function post(page: number, days = 30): PostId {
  const id = device.random(16) as PostId
  const now = device.clock.now()
  device.rows.posts.addWorld({
    ...{ id, author: nameOf('bob'), content: { text: 'x' }, replyTo: undefined, page, sequence: page },
    ...{ writtenAt: now, expiresAt: now + days * 86_400_000 },
  })
  return id
}

test('the newest pages are asked for each time, the others in turn and not again for an hour', async () => {
  for (let page = 1; page <= 50; page++) post(page)
  const { read } = reading()
  await read()
  assert.deepEqual(asked.slice(0, 3), [50, 49, 48])
  assert.equal(asked.length, 23)
  asked.length = 0
  await read()
  await read()
  await read()
  assert.equal(new Set(asked).size, 3 + 27, 'every page once, the newest each time')
  asked.length = 0
  await read()
  assert.deepEqual(asked, [50, 49, 48])
  await device.clock.advance(3_600_000)
  asked.length = 0
  await read()
  assert.equal(asked.length, 23)
})

test('pages without a living post are not asked for', async () => {
  post(1, 1)
  post(2)
  await device.clock.advance(86_400_000)
  await reading().read()
  assert.deepEqual(asked, [2])
})

test('a page that the Operator has dropped does not keep back the others', async () => {
  post(0)
  const id = post(1)
  tallies = [{ sequence: 1, up: 2, down: 1 }]
  assert.equal(await reading().read(), undefined)
  const stored = device.rows.posts.find(id)
  assert.deepEqual([stored?.up, stored?.down], [2, 1])
})

test('a vote on its way is in the tally already, and is not counted twice when the Operator has it', async () => {
  const id = post(1)
  device.sql.transaction(() => device.rows.votes.set(id, 'up', 1))
  tallies = [{ sequence: 1, up: 2, down: 0 }]
  const { read } = reading()
  await read()
  assert.equal(device.rows.posts.find(id)?.up, 3)
  device.sql.transaction(() => device.rows.votes.cast(id, 0))
  tallies = [{ sequence: 1, up: 3, down: 0 }]
  await read()
  assert.equal(device.rows.posts.find(id)?.up, 3)
})

test('without a connection the tallies stay as they are', async () => {
  const id = post(1)
  tallies = [{ sequence: 1, up: 2, down: 0 }]
  const { read } = reading()
  await read()
  offline = true
  assert.deepEqual(await read(), { type: 'offline' })
  assert.equal(device.rows.posts.find(id)?.up, 2)
})
