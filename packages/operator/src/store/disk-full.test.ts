/** A disk that is full: really, where this process may mount one; at a bound of SQLite's own everywhere. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import {
  addressOf,
  ciphertextOf,
  depositFor,
  idOf,
  recordOf,
  TODAY,
  tokenHashOf,
} from '../storage-fixture.ts'
import { expireAll, verifyChain } from './feed-conformance.ts'
import { beforeRemoval, createTestDirectory, mustOpen, openTestStore } from './sqlite-fixture.ts'
import {
  ballotOf,
  blobOf,
  deletionOf,
  entryOf,
  inDays,
  messageOf,
  nullifierOf,
  openingOf,
  sealedOf,
} from './square-fixture.ts'
import { type OperatorStore, StorageUnavailableError } from './store.ts'

const ALICE = addressOf('alice')
const MIB = 1024 * 1024

const MAY_MOUNT = mayMount()

async function openMailbox(store: OperatorStore) {
  await store.claim(recordOf('alice'))
  await store.setTokenHash(ALICE, tokenHashOf(1))
}

/** Deposits until the disk refuses; answers which letters were acknowledged. */
async function fill(store: OperatorStore, from = 0): Promise<number[]> {
  const stored: number[] = []
  for (let next = from; ; next += 16) {
    const indexes = Array.from({ length: 16 }, (_, index) => next + index)
    const outcomes = await Promise.allSettled(indexes.map((index) => store.deposit(depositFor(ALICE, index))))
    stored.push(...indexes.filter((_, at) => outcomes[at]?.status === 'fulfilled'))
    const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
    for (const refusal of refusals) {
      assert.ok(refusal instanceof StorageUnavailableError, String(refusal))
      assert.equal(refusal.reason, 'full')
    }
    if (refusals.length > 0) return stored
    assert.ok(next < 2000, 'it was never full')
  }
}

async function assertHolds(store: OperatorStore, indexes: readonly number[]) {
  const { letters } = await store.collect(ALICE, 0, 2000)
  assert.deepEqual(
    letters.map(({ ciphertext }) => ciphertext),
    indexes.map(ciphertextOf),
  )
  assert.equal((await store.mailbox(ALICE))?.waiting, indexes.length)
}

describe('a file that may not grow', () => {
  test('refuses letters and loses none; emptied mailboxes make room again', async () => {
    const { store, reopen } = openTestStore({ maxPages: 48, reserveBytes: 0 })
    await openMailbox(store)
    const stored = await fill(store)
    assert.ok(stored.length > 50)
    await assertHolds(store, stored)

    await store.acknowledge(ALICE, stored.slice(0, 20).map(idOf))
    await assertHolds(store, stored.slice(20))
    assert.equal(await store.deposit(depositFor(ALICE, 5000)), 'stored')
    await assertHolds(await reopen(), [...stored.slice(20), 5000])
  })
})

describe('a file that may not grow, and the square', () => {
  test('refuses posts, ballots and images with the reason, and keeps what it took; what is deleted makes room', async () => {
    const { store, reopen } = openTestStore({ maxPages: 400, reserveBytes: 0, imageReserveBytes: 0 })
    const posts = await fillSquare((index) =>
      store.append(entryOf(index, { seal: () => sealedOf(index, 4000) })),
    )
    assert.ok(posts > 20, `${posts} posts`)
    const { header, chunks } = blobOf(1)
    await assertFull(store.openBlob(openingOf(header)).then(() => Promise.all(chunks.map(store.putChunk))))
    assert.equal((await store.feed()).sequence, posts)
    assert.deepEqual(await verifyChain(store), await store.feed())

    await expireAll(store, inDays(7))
    while (await store.scrub());
    const again = await reopen()
    assert.equal((await again.append(entryOf(5000))).type, 'appended')
    assert.equal(await again.castBallot(ballotOf(5000, 1, 'up')), 'cast')
    assert.deepEqual(await verifyChain(again), await again.feed())
  })
})

describe('images that fill the disk', { skip: !MAY_MOUNT }, () => {
  test('leave room for letters, posts and ballots', async () => {
    const { directory } = mountSmallDisk(24)
    const store = mustOpen({ directory, reserveBytes: 4 * MIB, imageReserveBytes: 12 * MIB })
    await openMailbox(store)
    const images = await fillSquare((index) => bringImage(store, index))
    assert.ok(images > 5)
    await assertFull(store.openBlob(openingOf(blobOf(1000).header)))
    assert.equal((await store.append(entryOf(1))).type, 'appended')
    assert.equal(await store.castBallot(ballotOf(1, 1, 'up')), 'cast')
    assert.equal(await store.deposit(depositFor(ALICE, 1)), 'stored')
    await store.close()
  })
})

describe('a disk with less free than the reserve', { skip: !MAY_MOUNT }, () => {
  test('takes no post, ballot or image, yet takes posts back and lets all the rest be read', async () => {
    const { directory } = mountSmallDisk(24)
    const store = mustOpen({ directory, reserveBytes: 12 * MIB, imageReserveBytes: 0 })
    await store.append(entryOf(1))
    const images = await fillSquare((index) => bringImage(store, index))
    const { bavail, bsize } = statfsSync(directory)
    assert.ok(images > 5 && bavail * bsize > 6 * MIB, 'the reserve is there')
    await assertFull(store.append(entryOf(2)))
    await assertFull(store.castBallot(ballotOf(1, 1, 'up')))
    await assertFull(store.openBlob(openingOf(blobOf(1000).header)))
    const act = { nullifier: nullifierOf(1), message: messageOf(1), until: TODAY + 2 }
    assert.equal(await store.spend(act), 'spent')
    assert.equal((await store.append(deletionOf(3, 1))).type, 'appended')
    assert.equal((await store.page(0))?.items[0]?.type, 'gap')

    for (let pass = 0; pass < 8; pass++) {
      await expireAll(store, inDays(1))
      while (await store.scrub());
    }
    assert.equal((await store.append(entryOf(2))).type, 'appended')
    await store.close()
  })

  test('takes no more letters, yet acknowledgements; their places serve the next letters', async () => {
    const { directory } = mountSmallDisk(24)
    const store = mustOpen({ directory, reserveBytes: 12 * MIB })
    await openMailbox(store)
    const stored = await fill(store)
    const { bavail, bsize } = statfsSync(directory)
    assert.ok(bavail * bsize > 6 * MIB, 'the reserve is there')
    await store.acknowledge(ALICE, stored.slice(0, 10).map(idOf))
    assert.equal(await store.deposit(depositFor(ALICE, 5000)), 'stored')
    await assertHolds(store, [...stored.slice(10), 5000])
    while (await store.scrub());
    await store.close()
  })
})

describe('a disk that is full', { skip: !MAY_MOUNT }, () => {
  test('refuses everything with the reason, loses nothing, and serves again when there is space', async () => {
    const { directory, ballast } = mountSmallDisk(24)
    const store = mustOpen({ directory, reserveBytes: 0 })
    await openMailbox(store)
    for (const index of [1, 2, 3]) await store.deposit(depositFor(ALICE, index))
    ballast.put()
    const stored = await fill(store, 100)
    await assertHolds(store, [1, 2, 3, ...stored])
    await assert.rejects(fillRegister(store), { reason: 'full' })

    ballast.remove()
    assert.equal(await store.deposit(depositFor(ALICE, 5000)), 'stored')
    await store.acknowledge(ALICE, [idOf(2)])
    while (await store.scrub());
    await assertHolds(store, [1, 3, ...stored, 5000])
    await store.close()
    await assertHolds(mustOpen({ directory, reserveBytes: 0 }), [1, 3, ...stored, 5000])
  })

  test('lets a store that was closed on it be opened again, with everything in it', async () => {
    const { directory, ballast } = mountSmallDisk(24)
    const store = mustOpen({ directory, reserveBytes: 0 })
    await openMailbox(store)
    ballast.put()
    const stored = await fill(store)
    await store.acknowledge(ALICE, stored.slice(0, 5).map(idOf)).catch(() => {})
    const { waiting = 0 } = (await store.mailbox(ALICE)) ?? {}
    await store.close()
    ballast.remove()
    await assertHolds(mustOpen({ directory, reserveBytes: 0 }), stored.slice(stored.length - waiting))
  })
})

async function bringImage(store: OperatorStore, index: number): Promise<void> {
  const { header, chunks } = blobOf(index, 5, inDays(1))
  await store.openBlob(openingOf(header))
  for (const chunk of chunks) await store.putChunk(chunk)
}

/** Answers how many were taken before the disk refused. */
async function fillSquare(act: (index: number) => Promise<unknown>): Promise<number> {
  for (let index = 1; ; index++) {
    try {
      await act(index)
    } catch (error) {
      assert.ok(error instanceof StorageUnavailableError && error.reason === 'full', String(error))
      return index - 1
    }
    assert.ok(index < 2000, 'it was never full')
  }
}

const assertFull = (attempt: Promise<unknown>) => assert.rejects(attempt, { reason: 'full' })

async function fillRegister(store: OperatorStore) {
  for (let index = 0; index < 5000; index++) await store.claim(recordOf(`name${index}`))
}

function mayMount(): boolean {
  if (process.getuid?.() !== 0) return false
  const directory = createTestDirectory()
  const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', directory]).status === 0
  if (isMounted) spawnSync('umount', [directory])
  return isMounted
}

function mountSmallDisk(mebibytes: number) {
  const mounted = createTestDirectory()
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', mounted])
  assert.equal(status, 0)
  beforeRemoval(() => spawnSync('umount', [mounted]))
  const file = join(mounted, 'ballast')
  return {
    directory: join(mounted, 'data'),
    ballast: {
      /** Leaves some hundred kilobytes. */
      put: () => {
        const { bavail, bsize } = statfsSync(mounted)
        writeFileSync(file, new Uint8Array(bavail * bsize - MIB / 2))
      },
      remove: () => rmSync(file),
    },
  }
}
