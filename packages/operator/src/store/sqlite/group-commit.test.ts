import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { StorageUnavailableError } from '../store.ts'
import { createGroupCommit } from './group-commit.ts'

function createCommits() {
  const db = new DatabaseSync(':memory:')
  db.exec('CREATE TABLE notes (note INTEGER PRIMARY KEY CHECK (note < 1000)) STRICT')
  const insert = db.prepare('INSERT INTO notes VALUES (?)')
  const ends: string[] = []
  const commits = createGroupCommit({
    db,
    beforeCommit() {},
    afterCommit: () => void ends.push('commit'),
    afterRollback: () => void ends.push('rollback'),
  })
  return {
    db,
    ends,
    commits,
    put: (note: number) =>
      commits.write(() => {
        insert.run(note)
        return note
      }),
    notes: () =>
      db
        .prepare('SELECT note FROM notes ORDER BY note')
        .all()
        .map((row) => row['note']),
  }
}

const failFull = () => {
  throw Object.assign(new Error('database or disk is full'), { errcode: 13 })
}

test('all writes of one turn are one transaction, and each hears of its own', async () => {
  const { put, notes, ends } = createCommits()
  const values = await Promise.all([put(1), put(2), put(3)])
  assert.deepEqual(values, [1, 2, 3])
  assert.deepEqual(notes(), [1, 2, 3])
  assert.deepEqual(ends, ['commit'])
})

test('a read in the same turn sees what is committed, not what is asked for', async () => {
  const { put, notes } = createCommits()
  const writing = put(1)
  assert.deepEqual(notes(), [])
  await writing
  assert.deepEqual(notes(), [1])
})

test('a write that fails fails alone', async () => {
  const { put, notes, ends } = createCommits()
  const outcomes = await Promise.allSettled([put(1), put(2000), put(1), put(2)])
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['fulfilled', 'rejected', 'rejected', 'fulfilled'],
  )
  assert.match(String(outcomes[1]?.status === 'rejected' && outcomes[1].reason), /CHECK constraint/)
  assert.match(String(outcomes[2]?.status === 'rejected' && outcomes[2].reason), /UNIQUE constraint/)
  assert.deepEqual(notes(), [1, 2])
  assert.deepEqual(ends, ['rollback', 'commit', 'rollback', 'rollback', 'commit'])
})

test('a full disk fails its transaction with the reason, and what comes later is tried again', async () => {
  const { put, notes, commits, db } = createCommits()
  const outcomes = await Promise.allSettled([put(1), commits.write(failFull), put(2)])
  for (const outcome of outcomes.slice(0, 2)) {
    assert.ok(outcome.status === 'rejected' && outcome.reason instanceof StorageUnavailableError)
    assert.equal(outcome.reason.reason, 'full')
  }
  assert.equal(db.isTransaction, false)
  assert.equal(outcomes[2]?.status, 'fulfilled')
  assert.deepEqual(notes(), [2])
})

test('a flood is cut into transactions, none lost and in order', async () => {
  const { commits, ends } = createCommits()
  const order: number[] = []
  const busyMs = (milliseconds: number) => {
    const end = performance.now() + milliseconds
    while (performance.now() < end);
  }
  await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      commits.write(() => {
        busyMs(3)
        order.push(index)
      }),
    ),
  )
  assert.deepEqual(order, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  assert.ok(ends.length > 1, 'more than one transaction')
})

test('a flush commits at once what waits', async () => {
  const { put, notes, commits } = createCommits()
  const writing = put(1)
  commits.flush()
  assert.deepEqual(notes(), [1])
  await writing
})
