import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LetterId, Name } from '@comrad/protocol'
import { createTemporaryStore } from '../testing/temporary-store.ts'
import { createRows } from './rows.ts'
import type { Sql, SqlValue } from './sql.ts'

const NAMES = ['anna', 'boris', 'clara', 'dora', 'emil'] as readonly string[] as readonly Name[]
const [ANNA, BORIS, CLARA, DORA, EMIL] = NAMES as [Name, Name, Name, Name, Name]

test('a page of people is of one group, the latest conversation first', async (t) => {
  const { rows } = await openRows(t)
  for (const [index, name] of NAMES.entries()) rows.contacts.setPhase(name, 'met', 1_000 + index)
  rows.contacts.setPhase(DORA, 'incoming', 1_000)
  rows.quiet.blocked.add(EMIL)
  rows.entries.addSent({ contact: ANNA, letter: letterOf(1), content: said('hello'), at: 9_000, timer: 0 })
  rows.entries.addReceived({
    ...{ from: BORIS, letter: letterOf(2), run: 1, sequence: 1, content: said('hello') },
    ...{ sentAt: 100, receivedAt: 8_000 },
  })
  const namesOf = (offset: number, limit: number) =>
    rows.contacts.page('met', offset, limit).map(({ name }) => name)
  assert.deepEqual(namesOf(0, 10), [ANNA, BORIS, CLARA])
  assert.deepEqual(namesOf(1, 1), [BORIS])
  assert.deepEqual(namesOf(3, 10), [])
  assert.deepEqual(rows.contacts.countIn('met'), 3)
  assert.deepEqual(
    rows.contacts.page('closed', 0, 10).map(({ name }) => name),
    [EMIL],
    'whoever is blocked is with those with whom it is over',
  )
  assert.deepEqual([...rows.entries.lastTimes()].sort(), [
    [ANNA, 9_000],
    [BORIS, 8_000],
  ])
  assert.deepEqual([ANNA, BORIS, CLARA].map(rows.entries.lastTime), [9_000, 8_000, undefined])
  assert.deepEqual([ANNA, BORIS].map(rows.entries.unreadOf), [0, 1])
})

test('what is asked at every change is answered without looking at letters', async (t) => {
  const { rows, sql, asked } = await openRows(t)
  rows.contacts.page('met', 0, 10)
  rows.entries.lastTimes()
  rows.entries.lastTime(ANNA)
  rows.entries.unreadCounts()
  rows.entries.unreadOf(ANNA)
  rows.entries.countUnread()
  for (const phase of ['waiting', 'deposited', 'undelivered'] as const) rows.entries.countSent(phase)
  for (const { query, values } of asked) {
    const plan = sql.all<{ detail: string }>(`explain query plan ${query}`, ...values)
    const scans = plan.filter(({ detail }) => /^SCAN (entries|e|l)\b(?!.*INDEX)/.test(detail))
    assert.deepEqual(scans, [], query)
  }
})

async function openRows(t: { after(act: () => void): void }) {
  const files = createTemporaryStore()
  const store = await files.open()
  t.after(() => {
    store.close()
    files.remove()
  })
  const { sql } = store
  const asked: { readonly query: string; readonly values: readonly SqlValue[] }[] = []
  const noting: Sql = {
    ...sql,
    get(query, ...values) {
      asked.push({ query, values })
      return sql.get(query, ...values)
    },
    all(query, ...values) {
      asked.push({ query, values })
      return sql.all(query, ...values)
    },
  }
  return { rows: createRows(noting), sql, asked }
}

const letterOf = (number: number) => new Uint8Array(16).fill(number) as LetterId
const said = (text: string) => ({ text })
