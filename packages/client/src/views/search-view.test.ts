import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import type { LetterId, PostId } from '@comrad/protocol'
import { createSearch } from '../search/search.ts'
import { type BareDevice, createBareDevice, nameOf } from '../testing/bare-device.ts'
import { noting } from '../testing/bare-views.ts'
import { letterKeyOf } from './conversation-view.ts'
import { postKeyOf } from './feed-view.ts'

const bob = nameOf('bob')

let device: BareDevice
beforeEach(async () => {
  device = await createBareDevice()
})
afterEach(() => device.close())

function write(text: string, at: number): LetterId {
  const letter = device.random(16) as LetterId
  device.rows.entries.addSent({ contact: bob, letter, content: { text }, at, timer: 0 })
  return letter
}

test('nothing that was looked for finds nothing, and says for what was looked', () => {
  write('bread', 1)
  const { search } = createSearch(device)
  assert.deepEqual(search(''), { words: '', found: [], more: false })
  assert.deepEqual(search(' ?! '), { words: ' ?! ', found: [], more: false })
  assert.deepEqual(search('coal'), { words: 'coal', found: [], more: false })
})

test('what is found says where it is, of whom, and when', () => {
  const now = device.clock.now()
  const mine = write('my bread', now - 3)
  const theirs = device.random(16) as LetterId
  device.rows.entries.addReceived({
    ...{ from: bob, letter: theirs, run: 1, sequence: 1, content: { text: 'their bread' } },
    ...{ sentAt: now - 2, receivedAt: now },
  })
  const post = device.random(16) as PostId
  device.rows.posts.addWorld({
    ...{ id: post, author: bob, content: { text: 'bread for all' }, replyTo: undefined },
    ...{ writtenAt: now - 1, expiresAt: now + 1, page: 0, sequence: 1 },
  })
  assert.deepEqual(createSearch(device).search('bread').found, [
    { type: 'post', post: postKeyOf(post), author: bob, text: 'bread for all', at: now - 1 },
    ...(
      [
        ['them', theirs, 'their bread', now - 2],
        ['me', mine, 'my bread', now - 3],
      ] as const
    ).map(([from, letter, text, at]) => ({
      ...{ type: 'message', with: bob, from, letter: letterKeyOf(letter), text, at },
    })),
  ])
})

test('so much is found as was asked for, at least one and never too much, and whether there is more', () => {
  device.sql.transaction(() => {
    for (let index = 1; index <= 230; index++) write('bread', index)
  })
  const { search } = createSearch(device)
  const count = (page: { readonly limit?: number; readonly before?: number }) => {
    const { found, more } = search('bread', page)
    return [found.length, more]
  }
  assert.deepEqual(count({}), [50, true])
  assert.deepEqual(count({ limit: 0 }), [1, true])
  assert.deepEqual(count({ limit: 100_000 }), [200, true])
  assert.deepEqual(count({ before: 51 }), [50, false])
  assert.deepEqual(count({ before: 0 }), [0, false])
  const noted = noting(device)
  createSearch(noted.device).search('bread', { limit: 5 })
  assert.deepEqual(noted.rowsRead, [6], 'no more is read than is shown, and one')
})
