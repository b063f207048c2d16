import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { RETENTION_DAYS, startOfDay } from '@comrad/protocol'
import { createHousekeeping } from './housekeeping.ts'
import { addressOf, depositFor, recordOf, TODAY, tokenHashOf } from './storage-fixture.ts'
import { createMemoryStore } from './store/memory-store.ts'
import { StorageUnavailableError } from './store/store.ts'

const ALICE = addressOf('alice')
const OFTEN = { everyMs: 2 }

/** Counts what is asked of a store that has nothing to do. */
function createRecorder() {
  const asked: string[] = []
  let scrubs = 0
  return {
    asked,
    scrubs: () => scrubs,
    store: {
      expire: async (before: number) => {
        asked.push(`expire ${before - TODAY}`)
        return false
      },
      expireSquare: async () => false,
      scrub: async () => {
        scrubs++
        return false
      },
    },
  }
}

async function until(holds: () => boolean | Promise<boolean>) {
  while (!(await holds())) await sleep(1)
}

test('a letter dies when its thirtieth day begins, and not before', async () => {
  const store = createMemoryStore()
  await store.claim(recordOf('alice'))
  await store.setTokenHash(ALICE, tokenHashOf(1))
  await store.deposit(depositFor(ALICE, 1, { day: TODAY }))
  await store.deposit(depositFor(ALICE, 2, { day: TODAY + 1 }))
  const waiting = async () => (await store.mailbox(ALICE))?.waiting
  const end = startOfDay(TODAY + RETENTION_DAYS)
  let now = end - 1
  let rounds = 0
  const scrub = async () => {
    rounds++
    return false
  }
  const counted = { ...store, scrub }
  const housekeeping = createHousekeeping({ store: counted, clock: { now: () => now } }, OFTEN)
  await until(() => rounds >= 3)
  assert.equal(await waiting(), 2)
  now = end
  await until(async () => (await waiting()) === 1)
  await housekeeping.stop()
})

test('looks for old letters once a day, and scrubs in every round', async () => {
  const { store, asked, scrubs } = createRecorder()
  let now = startOfDay(TODAY)
  const housekeeping = createHousekeeping({ store, clock: { now: () => now } }, OFTEN)
  await until(() => scrubs() >= 3)
  now = startOfDay(TODAY + 1)
  await until(() => asked.length === 2)
  await until(() => scrubs() >= 6)
  await housekeeping.stop()
  assert.deepEqual(asked, [`expire ${1 - RETENTION_DAYS}`, `expire ${2 - RETENTION_DAYS}`])
})

test('takes as many steps as there are, and lets others in between', async () => {
  let steps = 0
  let others = 0
  const counting = setInterval(() => others++, 0)
  const scrub = async () => ++steps % 50 !== 0
  const housekeeping = createHousekeeping(
    { store: { ...createRecorder().store, scrub }, clock: { now: () => 0 } },
    { everyMs: 1000 },
  )
  await until(() => steps === 50)
  await housekeeping.stop()
  clearInterval(counting)
  assert.equal(steps, 50)
  assert.ok(others > 0)
})

test('a full disk is tried again in the next round', async () => {
  const { store, asked } = createRecorder()
  let failures = 0
  let isFull = true
  const expire = async (before: number) => {
    if (isFull) throw new StorageUnavailableError('full')
    return store.expire(before)
  }
  const housekeeping = createHousekeeping(
    { store: { ...store, expire }, clock: { now: () => 0 }, onFailure: () => failures++ },
    OFTEN,
  )
  await until(() => failures >= 2)
  isFull = false
  await until(() => asked.length === 1)
  await housekeeping.stop()
})

test('what cannot be let die keeps nothing else from dying, and nothing from being scrubbed', async () => {
  const { store, scrubs } = createRecorder()
  const full = () => Promise.reject(new StorageUnavailableError('full'))
  let failures = 0
  let squares = 0
  const expireSquare = () => {
    squares++
    return full()
  }
  const housekeeping = createHousekeeping(
    { store: { ...store, expire: full, expireSquare }, clock: { now: () => 0 }, onFailure: () => failures++ },
    { everyMs: 1_000_000 },
  )
  await housekeeping.stop()
  assert.deepEqual([failures, squares, scrubs()], [2, 1, 1])
})

test('after a stop nothing more is done, also in the middle of a round', async () => {
  let steps = 0
  const scrub = async () => {
    steps++
    return true
  }
  const housekeeping = createHousekeeping(
    { store: { ...createRecorder().store, scrub }, clock: { now: () => 0 } },
    OFTEN,
  )
  await until(() => steps > 3)
  await housekeeping.stop()
  const before = steps
  await sleep(10)
  assert.equal(steps, before)
})
