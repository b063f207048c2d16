import assert from 'node:assert/strict'
import { truncateSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { addressOf, depositFor, recordOf, tokenHashOf } from '../storage-fixture.ts'
import { openTestStore } from './sqlite-fixture.ts'
import { LETTERS_FILE, openSqliteStore } from './sqlite-store.ts'
import { describeKeptStore, describeStore } from './store-conformance.ts'

describeStore('SQLite', () => openTestStore().store)
describeKeptStore('SQLite', () => openTestStore())

test('a letters’ file that lacks letters is refused', async () => {
  const { directory, store } = openTestStore()
  await store.claim(recordOf('alice'))
  await store.setTokenHash(addressOf('alice'), tokenHashOf(1))
  await store.deposit(depositFor(addressOf('alice'), 1))
  await store.close()
  truncateSync(join(directory, LETTERS_FILE), 0)
  assert.deepEqual(openSqliteStore({ directory }), {
    ok: false,
    error: { type: 'unavailable', reason: 'operator.letters does not belong to operator.sqlite' },
  })
})
