/** What docs/spec says that a device keeps, and for how long, is what it keeps. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { KEY_SLOT_BYTES } from '@comrad/keymaker'
import { SEEN_DAYS } from './engine.ts'
import { UNDO_MS } from './feed/deletions.ts'
import { STOPS_WITHIN_MS } from './house/create-house.ts'
import { INCOMING_MAX } from './inbox/receive-meeting.ts'
import { COPIES_MAX } from './outbox/retention.ts'
import { TRUSTED_POSTS_MAX } from './peace/trusted-letters.ts'
import { BACKUP_MAGIC } from './store/backup.ts'
import { HEADS_DUE_MAX } from './store/feed-rows.ts'
import { encodeHeaderFile, HEADER_VERSION, KEY_SLOTS } from './store/header-file.ts'
import { IMAGE_IDENTITY_BYTES } from './store/image-column.ts'
import { createBareDevice } from './testing/bare-device.ts'

const read = (page: string) => readFileSync(new URL(`../../../docs/spec/${page}`, import.meta.url), 'utf8')
const STORE = read('device-store.md')
const DELIVERY = read('delivery.md')

test('every table of the store is in its specification, and no other', async () => {
  const device = await createBareDevice()
  const tables = device.sql
    .all<{ name: string }>(`select name from sqlite_schema where type = 'table'`)
    .map(({ name }) => name)
    // The index of words has tables of its own, which SQLite keeps.
    .filter((name) => !/^(sqlite|found)_/.test(name))
  device.close()
  const section = STORE.split('\n## Tables\n')[1]?.split('\n## ')[0] ?? ''
  const rows = [...section.matchAll(/^\| (`[^|]+`) \|/gm)].flatMap(([, names = '']) => names.split(', '))
  assert.deepEqual(rows.map((name) => name.replaceAll('`', '')).sort(), tables.sort())
})

test('the header is as it is written there', () => {
  const slots = Array.from({ length: KEY_SLOTS }, () => new Uint8Array(KEY_SLOT_BYTES))
  const header = encodeHeaderFile({ lock: new Uint8Array(3), slots })
  const text = 'comrad store\n'
  assert.equal(new TextDecoder().decode(header.slice(0, text.length)), text)
  assert.equal(header.length, text.length + 1 + 2 + 3 + 2 * KEY_SLOT_BYTES + 16)
  const [line = ''] = /^`"comrad store\\n"`.*$/m.exec(STORE) ?? []
  assert.ok(line.includes(`version ${HEADER_VERSION} (u8)`) && line.includes('checksum (16)'))
  assert.equal(KEY_SLOTS, 2)
  assert.ok(line.includes(`two key slots (${KEY_SLOT_BYTES} each`))
  assert.ok(STORE.includes(JSON.stringify(new TextDecoder().decode(BACKUP_MAGIC))))
})

test('its numbers are those of the code', () => {
  assert.ok(STORE.includes(`identity = the first ${IMAGE_IDENTITY_BYTES} bytes of an image reference`))
  assert.ok(STORE.includes(`${UNDO_MS / 1_000} seconds later`))
  const limits = new Map(
    [...STORE.matchAll(/^\| ([a-z' ]+) \| (\d+) \|$/gm)].map(([, what = '', value]) => [what, Number(value)]),
  )
  assert.deepEqual(Object.fromEntries(limits), {
    'living trusted posts of one author': TRUSTED_POSTS_MAX,
    'people who wait for an answer to their request': INCOMING_MAX,
    'heads of contacts that wait to be compared': HEADS_DUE_MAX,
    'seconds in which a deleted post can be had back': UNDO_MS / 1_000,
    "days that an envelope's id is remembered": SEEN_DAYS,
    'seconds that a wipe waits for what still runs': STOPS_WITHIN_MS / 1_000,
  })
})

test('the limits of a delivery that a device sets are those of the code', () => {
  const limit = (what: string) => new RegExp(`^\\| ${what} \\| (\\d+) \\|`, 'm').exec(DELIVERY)?.[1]
  assert.equal(limit('people who wait for an answer to their request'), `${INCOMING_MAX}`)
  assert.equal(limit('living trusted posts of one author on a device'), `${TRUSTED_POSTS_MAX}`)
  assert.equal(limit('copies of one letter'), `${COPIES_MAX}`)
})
