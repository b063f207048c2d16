import assert from 'node:assert/strict'
import { test } from 'node:test'
import { COHORT_SIZE, type Commitment, type DirectoryRecord, type Hash } from '@comrad/protocol'
import { createAnchors } from './anchors.ts'
import { recordOf } from './storage-fixture.ts'
import { StorageUnavailableError } from './store/store.ts'

const DAY_MS = 86_400_000
const RECORD = recordOf('alice')

/** Its place in the register, as a field element. */
function commitmentAt(position: number): Commitment {
  const bytes = new Uint8Array(32)
  new DataView(bytes.buffer).setUint32(28, position + 1)
  return bytes as Commitment
}

test('a store that fails just when a cohort is whole costs that cohort nothing', async () => {
  let now = 0
  let isBroken = true
  let kept: { readonly cohort: number; readonly root: Hash } | undefined
  let asked: Hash | undefined
  const store = {
    size: async () => COHORT_SIZE,
    records: async (from: number, limit: number): Promise<readonly DirectoryRecord[]> =>
      Array.from({ length: limit }, (_, at) => ({ ...RECORD, commitment: commitmentAt(from + at) })),
    cohortRoots: async () => [],
    keepCohortRoot: async (cohort: number, root: Hash) => {
      asked = root
      if (isBroken) throw new StorageUnavailableError('full')
      kept = { cohort, root }
    },
  }
  const directory = { checkpointAt: async () => new Uint8Array(0) }
  const anchors = createAnchors(
    { store, directory, clock: { now: () => now } },
    { everyMs: 0, validMs: DAY_MS },
  )
  await assert.rejects(anchors.anchor(), StorageUnavailableError)
  isBroken = false
  await anchors.anchor()
  assert.ok(asked)
  assert.deepEqual(kept, { cohort: 0, root: asked })
  const found = await anchors.find(asked)
  assert.deepEqual([found?.size, found?.cohort, found?.members], [COHORT_SIZE, 0, COHORT_SIZE])
  now += 2 * DAY_MS
  assert.equal((await anchors.find(asked))?.cohort, 0, 'whole cohorts stay')
})

test('whoever asks for something else is answered while a cohort is hashed', async () => {
  const size = 1_024
  let turns = 0
  let isOver = false
  const turn = () => {
    turns++
    if (!isOver) setImmediate(turn)
  }
  const store = {
    size: async () => size,
    records: async (from: number, limit: number): Promise<readonly DirectoryRecord[]> =>
      Array.from({ length: limit }, (_, at) => ({ ...RECORD, commitment: commitmentAt(from + at) })),
    cohortRoots: async () => [],
    keepCohortRoot: async () => {},
  }
  const directory = { checkpointAt: async () => new Uint8Array(0) }
  const anchors = createAnchors(
    { store, directory, clock: { now: () => 0 } },
    { everyMs: 0, validMs: DAY_MS },
  )
  turn()
  await anchors.anchor()
  isOver = true
  assert.ok(turns >= size / 64, `${turns} turns of the loop`)
})
