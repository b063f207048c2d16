import assert from 'node:assert/strict'
import { truncateSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { addressOf, depositFor, recordOf, TODAY, tokenHashOf } from '../storage-fixture.ts'
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

test('many old letters die in several steps, and the new ones between them live', async () => {
  const { store } = openTestStore()
  const names = ['alice', 'bobby']
  for (const name of names) {
    await store.claim(recordOf(name))
    await store.setTokenHash(addressOf(name), tokenHashOf(1))
  }
  const dayOfLetter = (index: number) => TODAY + (index % 100 === 0 ? 1 : 0)
  for (const name of names) {
    const deposits = Array.from({ length: 1500 }, (_, index) =>
      store.deposit(depositFor(addressOf(name), index, { day: dayOfLetter(index) })),
    )
    await Promise.all(deposits)
  }
  let steps = 1
  while (await store.expire(TODAY + 1)) steps++
  assert.ok(steps > 1)
  for (const name of names) {
    const { letters } = await store.collect(addressOf(name), 0, 100)
    assert.equal((await store.mailbox(addressOf(name)))?.waiting, 15)
    assert.ok(letters.length === 15 && letters.every(({ depositedOn }) => depositedOn === TODAY + 1))
  }
})
