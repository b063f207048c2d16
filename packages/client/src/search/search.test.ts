import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import type { LetterId, PostId } from '@comrad/protocol'
import fc from 'fast-check'
import { type BareDevice, createBareDevice, nameOf } from '../testing/bare-device.ts'
import { createSearch } from './search.ts'

const bob = nameOf('bob')
const DAY_MS = 86_400_000

let device: BareDevice
let search: ReturnType<typeof createSearch>['search']
let count: number
beforeEach(async () => {
  device = await createBareDevice()
  search = createSearch(device).search
  count = 0
})
afterEach(() => device.close())

function post(text: string, { ago = 0, days = 7 } = {}): PostId {
  const id = device.random(16) as PostId
  const writtenAt = device.clock.now() - ago
  const place = { page: 0, sequence: ++count, replyTo: undefined }
  const expiresAt = device.clock.now() + days * DAY_MS
  device.rows.posts.addWorld({ id, author: bob, content: { text }, writtenAt, expiresAt, ...place })
  return id
}

function message(text: string, { at = device.clock.now(), timer = 0 } = {}): LetterId {
  const letter = device.random(16) as LetterId
  device.rows.entries.addSent({ contact: bob, letter, content: { text }, at, timer })
  return letter
}

const texts = (words: string, page = {}) => search(words, page).found.map(({ text }) => text)
const indexed = () => device.sql.get<{ n: number }>('select count(*) as n from found')?.n

test('posts and messages are found together, the newest first, in whatever order they came', () => {
  post('bread, third', { ago: 3_000 })
  message('bread, second', { at: device.clock.now() - 2_000 })
  post('bread, fourth', { ago: 4_000 })
  post('bread, first', { ago: 1_000 })
  post('coal')
  assert.deepEqual(texts('bread'), ['bread, first', 'bread, second', 'bread, third', 'bread, fourth'])
  const view = search('bread', { limit: 2 })
  assert.deepEqual([view.found.length, view.more], [2, true])
  const before = view.found[1]?.at
  assert.deepEqual(texts('bread', { before }), ['bread, third', 'bread, fourth'])
})

test('all words must be there, the last one may be a beginning, accents and capitals do not matter', () => {
  post('Mañana a las ocho, en la plaza')
  assert.equal(texts('manana PLAZA').length, 1)
  assert.equal(texts('plaza oc').length, 1)
  assert.equal(texts('pla ocho').length, 0)
  assert.equal(texts('plaza noche').length, 0)
})

test('nothing that is typed is syntax', () => {
  post('what she said')
  const typed = [
    '"',
    '""',
    "'",
    '*',
    '^',
    'a OR',
    'NOT',
    '(',
    'text:',
    '-',
    'NEAR(a b)',
    '\0',
    '\ud800',
    '%_',
  ]
  for (const words of typed) assert.doesNotThrow(() => search(words), `typed: ${words}`)
  assert.equal(texts('"said"').length, 1)
  assert.equal(texts('said OR nothing').length, 0, '“or” is a word')
})

test('anything at all can be typed, and pasted', () => {
  post('what she said, AND nothing')
  const syntax = [
    '"',
    '*',
    '^',
    ' NEAR(',
    ')',
    ' OR ',
    ' AND ',
    ' NOT ',
    'text:',
    '{',
    '}',
    '+',
    '-',
    '\0',
    "'; --",
  ]
  const part = fc.oneof(fc.constantFrom(...syntax), fc.string({ unit: 'binary', maxLength: 8 }))
  fc.assert(fc.property(fc.array(part, { maxLength: 12 }), (parts) => void search(parts.join(''))))
  for (const pasted of ['said '.repeat(20_000), 'a'.repeat(1_000_000), 'é'.repeat(5_000)]) {
    assert.doesNotThrow(() => search(pasted))
  }
  assert.equal(texts('said AND nothing').length, 1, 'as words, all of which are there')
})

test('words from right to left and signs are found', () => {
  post('שלום לכולם')
  post('مرحبا بالعالم')
  post('🌹 at noon')
  assert.equal(texts('שלום').length, 1)
  assert.equal(texts('مرحبا').length, 1)
  assert.equal(texts('🌹').length, 1)
})

test('what is gone is not found, and its words are not kept', async () => {
  const deleted = post('bread, deleted')
  post('bread, a day', { days: 1 })
  const disappearing = message('bread, an hour', { timer: 3_600 })
  assert.equal(indexed(), 3)
  device.rows.posts.remove(deleted)
  await device.clock.advance(3_600_000)
  assert.deepEqual(texts('bread'), ['bread, a day'], 'hidden at its moment')
  device.sql.transaction(() => device.rows.entries.eraseDisappeared(device.clock.now()))
  assert.ok(disappearing)
  await device.clock.advance(DAY_MS)
  assert.deepEqual(texts('bread'), [])
  device.sql.transaction(() => device.rows.posts.removeExpired(device.clock.now()))
  assert.equal(indexed(), 0)
})

test('a conversation that was deleted is not found', () => {
  message('bread')
  device.sql.transaction(() => device.rows.entries.eraseConversation(bob))
  assert.deepEqual(texts('bread'), [])
  assert.equal(indexed(), 0)
})

test('posts of people whom one has muted or blocked are not found', () => {
  post('bread')
  device.sql.transaction(() => device.rows.quiet.muted.add(bob))
  assert.deepEqual(texts('bread'), [])
  device.sql.transaction(() => device.rows.quiet.muted.remove(bob))
  assert.equal(texts('bread').length, 1)
})

test('a letter from any time breaks nothing', () => {
  for (const at of [0, 1, 2 ** 42, Number.MAX_SAFE_INTEGER]) message('bread', { at })
  message('bread now')
  assert.ok(texts('bread').includes('bread now'))
})
