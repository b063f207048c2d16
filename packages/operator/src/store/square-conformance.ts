/** What every driver of the store must do with what the square is made of, beside the feed itself. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Hash } from '@comrad/protocol'
import { nameOf, TODAY } from '../storage-fixture.ts'
import { appendAll, describeFeed, expireAll, range } from './feed-conformance.ts'
import {
  ballotOf,
  blobIdOf,
  blobOf,
  deletionOf,
  entryOf,
  HOUR_MS,
  inDays,
  messageOf,
  NOW,
  nullifierOf,
  openingOf,
  postIdOf,
} from './square-fixture.ts'
import type { OperatorStore } from './store.ts'

const BOB = nameOf('bob')

export function describeSquare(driver: string, create: () => OperatorStore) {
  describeFeed(driver, create)

  describe(`${driver}: a nullifier`, () => {
    test('is spent by one message, which may come again', async () => {
      const store = create()
      const act = { nullifier: nullifierOf(1), message: messageOf(1), until: TODAY + 2 }
      assert.equal(await store.spentBy(nullifierOf(1)), undefined)
      assert.equal(await store.spend(act), 'spent')
      assert.equal(await store.spend(act), 'repeated')
      assert.equal(await store.spend({ ...act, message: messageOf(2) }), 'used')
      assert.deepEqual(await store.spentBy(nullifierOf(1)), messageOf(1))
      assert.equal(await store.spend({ ...act, nullifier: nullifierOf(2) }), 'spent')
    })

    test('that many spend at once is spent by one of them', async () => {
      const store = create()
      const outcomes = await Promise.all(
        range(1, 10).map((index) =>
          store.spend({ nullifier: nullifierOf(1), message: messageOf(index), until: TODAY + 2 }),
        ),
      )
      assert.deepEqual(outcomes, ['spent', ...range(1, 9).map(() => 'used')])
    })

    test('is forgotten when its last day is over', async () => {
      const store = create()
      for (const index of range(1, 1500)) {
        await store.spend({ nullifier: nullifierOf(index), message: messageOf(1), until: TODAY + 2 })
      }
      await expireAll(store, inDays(2) - 1)
      assert.deepEqual(await store.spentBy(nullifierOf(1500)), messageOf(1))
      let steps = 1
      while (await store.expireSquare(inDays(2))) steps++
      assert.equal(steps, 2, 'in bounded steps')
      assert.equal(await store.spentBy(nullifierOf(1)), undefined)
      assert.equal(await store.spentBy(nullifierOf(1500)), undefined)
    })
  })

  describe(`${driver}: cohorts`, () => {
    test('are kept in order, each once', async () => {
      const store = create()
      const roots = [1, 2].map((value) => new Uint8Array(32).fill(value) as Hash)
      for (const [cohort, root] of roots.entries()) await store.keepCohortRoot(cohort, root)
      await store.keepCohortRoot(0, new Uint8Array(32).fill(9) as Hash)
      assert.deepEqual(await store.cohortRoots(), roots)
    })
  })

  describe(`${driver}: ballots`, () => {
    test('are counted, and each voter’s newest counts alone', async () => {
      const store = create()
      await appendAll(store, 2)
      assert.deepEqual(await store.tallies(0), [tally(1, 0, 0), tally(2, 0, 0)])
      await store.castBallot(ballotOf(1, 1, 'up'))
      await store.castBallot(ballotOf(1, 2, 'up'))
      await store.castBallot(ballotOf(1, 3, 'down'))
      await store.castBallot(ballotOf(2, 1, 'down'))
      assert.deepEqual(await store.tallies(0), [tally(1, 2, 1), tally(2, 0, 1)])
      await store.castBallot(ballotOf(1, 2, 'down', 2))
      await store.castBallot(ballotOf(1, 3, 'none', 7))
      assert.deepEqual(await store.tallies(0), [tally(1, 1, 1), tally(2, 0, 1)])
      await store.castBallot(ballotOf(1, 3, 'up', 8))
      assert.deepEqual(await store.tallies(0), [tally(1, 2, 1), tally(2, 0, 1)])
      assert.deepEqual(await store.ballot(postIdOf(1), nullifierOf(3)), { choice: 'up', counter: 8 })
      assert.equal(await store.ballot(postIdOf(2), nullifierOf(3)), undefined)
    })

    test('that come again change nothing; older ones, and others with the same counter, are outdated', async () => {
      const store = create()
      await store.append(entryOf(1))
      assert.equal(await store.castBallot(ballotOf(1, 1, 'up', 5)), 'cast')
      assert.equal(await store.castBallot(ballotOf(1, 1, 'up', 5)), 'repeated')
      assert.equal(await store.castBallot(ballotOf(1, 1, 'down', 5)), 'outdated')
      assert.equal(await store.castBallot(ballotOf(1, 1, 'up', 4)), 'outdated')
      assert.deepEqual(await store.tallies(0), [tally(1, 1, 0)])
    })

    test('of one voter that race leave the highest', async () => {
      const store = create()
      await store.append(entryOf(1))
      const race = range(1, 20).map((counter) => ballotOf(1, 1, counter % 2 ? 'up' : 'down', counter))
      await Promise.all(race.reverse().map(store.castBallot))
      assert.deepEqual(await store.ballot(postIdOf(1), nullifierOf(1)), { choice: 'down', counter: 20 })
      assert.deepEqual(await store.tallies(0), [tally(1, 0, 1)])
    })

    test('are for posts that live, and for nothing else', async () => {
      const store = create()
      assert.equal(await store.castBallot(ballotOf(1, 1, 'up')), 'unknown-post')
      await store.append(entryOf(1))
      await store.append(deletionOf(2, 1))
      await store.append(entryOf(3, { kind: 'profile' }))
      for (const post of [1, 2, 3]) {
        assert.equal(await store.castBallot(ballotOf(post, 1, 'up')), 'unknown-post')
      }
      assert.deepEqual(await store.tallies(0), [])
      assert.equal(await store.tallies(1), undefined)
    })

    test('are served as they were cast, page by page, and keep their place when they are changed', async () => {
      const store = create()
      await appendAll(store, 2)
      for (const voter of range(1, 5)) {
        await store.castBallot(ballotOf(1, voter, 'up'))
        await store.castBallot(ballotOf(2, voter, 'up'))
      }
      await store.castBallot(ballotOf(1, 2, 'down', 2))
      await store.castBallot(ballotOf(1, 6, 'none'))
      const first = await store.ballots(postIdOf(1), 0, 2)
      const rest = await store.ballots(postIdOf(1), first?.ballots.at(-1)?.position ?? 0, 4)
      assert.deepEqual([first?.more, rest?.more], [true, false])
      const cast = range(1, 5).map((voter) => ballotOf(1, voter, 'up'))
      cast[1] = ballotOf(1, 2, 'down', 2)
      const expected = [...cast, ballotOf(1, 6, 'none')].map(({ post: _, ...ballot }, at) => ({
        ...{ position: at + 1, ...ballot },
      }))
      assert.deepEqual([...(first?.ballots ?? []), ...(rest?.ballots ?? [])], expected)
      assert.equal(await store.ballots(postIdOf(9), 0, 2), undefined)
    })

    test('go with their post, and never to another', async () => {
      const store = create()
      await store.append(entryOf(1))
      for (const voter of range(1, 1200)) await store.castBallot(ballotOf(1, voter, 'up'))
      await store.append(deletionOf(2, 1))
      assert.equal(await store.ballot(postIdOf(1), nullifierOf(1)), undefined)
      assert.equal(await store.ballots(postIdOf(1), 0, 10), undefined)
      await store.append(entryOf(3))
      assert.deepEqual(await store.tallies(0), [tally(3, 0, 0)])
      let steps = 1
      while (await store.expireSquare(NOW)) steps++
      assert.ok(steps >= 3, `${steps} steps`)
      assert.deepEqual(await store.ballots(postIdOf(3), 0, 10), { ballots: [], more: false })
    })
  })

  describe(`${driver}: a blob`, () => {
    const upload = async (store: OperatorStore, { header, chunks }: ReturnType<typeof blobOf>) => {
      assert.equal(await store.openBlob(openingOf(header)), 'opened')
      for (const chunk of chunks) assert.equal(await store.putChunk(chunk), 'stored')
    }

    test('can be fetched when it is whole, and not before', async () => {
      const store = create()
      const { header, chunks } = blobOf(1, 5)
      const [first, ...rest] = chunks
      assert.ok(first)
      assert.equal(await store.putChunk(first), 'unknown-blob')
      await store.openBlob(openingOf(header))
      for (const chunk of rest.reverse()) assert.equal(await store.putChunk(chunk), 'stored')
      assert.deepEqual([await store.isWhole(header.id), await store.chunk(header.id, 1)], [false, undefined])
      assert.equal(await store.putChunk(first), 'stored')
      assert.equal(await store.isWhole(header.id), true)
      for (const { id, index, bytes } of chunks) assert.deepEqual(await store.chunk(id, index), bytes)
      assert.equal(await store.chunk(header.id, 5), undefined)
      assert.equal(await store.chunk(blobIdOf(2), 0), undefined)
    })

    test('can be sent again, all or in part, and by nobody with other bytes', async () => {
      const store = create()
      const { header, chunks } = blobOf(1)
      await upload(store, { header, chunks })
      assert.equal(await store.openBlob(openingOf(header, NOW + HOUR_MS)), 'repeated')
      assert.equal(await store.openBlob(openingOf({ ...header, chunks: 3 })), 'conflict')
      assert.equal(await store.openBlob(openingOf({ ...header, deletionHash: messageOf(9) })), 'conflict')
      assert.equal(await store.openBlob(openingOf({ ...header, expiresAt: inDays(30) })), 'conflict')
      const [first, other] = [chunks[0], blobOf(2).chunks[0]]
      assert.ok(first && other)
      assert.equal(await store.putChunk(first), 'repeated')
      assert.equal(await store.putChunk({ ...other, id: header.id }), 'conflict')
      assert.equal(await store.putChunk({ ...first, index: 2 }), 'unknown-blob')
      assert.deepEqual(await store.chunk(header.id, 0), first.bytes)
    })

    test('never becomes whole when its bytes are not those that were announced', async () => {
      const store = create()
      const { header, chunks } = blobOf(1)
      const [first, last] = chunks
      assert.ok(first && last)
      await store.openBlob(openingOf(header))
      await store.putChunk(first)
      assert.equal(await store.putChunk({ ...last, bytes: first.bytes }), 'conflict')
      assert.equal(await store.isWhole(header.id), false)
      assert.equal(await store.putChunk(last), 'stored')
    })

    test('is deleted by whoever has the secret, and by nobody else', async () => {
      const store = create()
      const { header, chunks } = blobOf(1)
      await upload(store, { header, chunks })
      assert.equal(await store.deleteBlob(header.id, messageOf(1)), false)
      assert.equal(await store.isWhole(header.id), true)
      assert.equal(await store.deleteBlob(header.id, header.deletionHash), true)
      assert.equal(await store.chunk(header.id, 0), undefined)
      assert.equal(await store.deleteBlob(header.id, header.deletionHash), true)
    })

    test('is paid for with its opening, and again when it was deleted: its old opening opens nothing', async () => {
      const store = create()
      const { header, chunks } = blobOf(1)
      const [first] = chunks
      assert.ok(first)
      const { act } = openingOf(header)
      await store.openBlob(openingOf(header))
      assert.deepEqual(await store.spentBy(act.nullifier), act.message)
      await store.deleteBlob(header.id, header.deletionHash)
      assert.equal(await store.openBlob(openingOf(header)), 'used')
      assert.equal(await store.putChunk(first), 'unknown-blob')
      const other = { ...act, nullifier: nullifierOf(1) }
      assert.equal(await store.openBlob(openingOf(header, NOW, { act: other })), 'opened')
      assert.equal(await store.putChunk(first), 'stored')
      const elsewhere = { ...blobOf(2).header, hash: messageOf(9) }
      assert.equal(
        await store.openBlob(openingOf(elsewhere, NOW, { act: { ...other, message: messageOf(9) } })),
        'used',
      )
    })

    test('is refused on a day on which so much was opened, and spends nothing then', async () => {
      const store = create()
      const chunksPerDay = 5
      const open = (index: number, now = NOW) => {
        const { header } = blobOf(index, 2)
        return store.openBlob(openingOf(header, now, { chunksPerDay }))
      }
      assert.deepEqual([await open(1), await open(2), await open(3)], ['opened', 'opened', 'full'])
      assert.equal(await store.spentBy(openingOf(blobOf(3).header).act.nullifier), undefined)
      assert.equal(await open(1), 'repeated')
      await store.deleteBlob(blobIdOf(1), blobOf(1).header.deletionHash)
      assert.equal(await open(3), 'full', 'what was deleted has been written all the same')
      assert.equal(await store.chunksOpened(TODAY), 4)
      assert.equal(await open(3, inDays(1)), 'opened')
      await expireAll(store, inDays(1))
      assert.deepEqual([await store.chunksOpened(TODAY), await store.chunksOpened(TODAY + 1)], [0, 2])
    })

    test('goes with its post', async () => {
      const store = create()
      for (const index of [1, 2, 3]) await upload(store, blobOf(index))
      await store.append(entryOf(1, { blob: blobIdOf(1) }))
      await store.append(entryOf(2, { blob: blobIdOf(2), expiresAt: inDays(1) }))
      await store.append(deletionOf(3, 1))
      assert.equal(await store.chunk(blobIdOf(1), 0), undefined)
      await expireAll(store, inDays(1))
      assert.equal(await store.chunk(blobIdOf(2), 0), undefined)
      assert.equal(await store.isWhole(blobIdOf(3)), true)
    })

    test('does not go with the post of somebody who names it too', async () => {
      const store = create()
      await upload(store, blobOf(1))
      await store.append(entryOf(1, { blob: blobIdOf(1) }))
      await store.append(entryOf(2, { blob: blobIdOf(1), author: BOB }))
      await store.append(deletionOf(3, 2, { author: BOB }))
      assert.equal(await store.isWhole(blobIdOf(1)), true)
      await store.append(deletionOf(4, 1))
      assert.equal(await store.isWhole(blobIdOf(1)), false)
    })

    test('stays with the profile that takes the place of its own', async () => {
      const store = create()
      for (const index of [1, 2]) await upload(store, blobOf(index))
      for (const index of [1, 2]) await store.append(entryOf(index, { kind: 'profile', blob: blobIdOf(1) }))
      assert.equal(await store.isWhole(blobIdOf(1)), true)
      await store.append(entryOf(3, { kind: 'profile', blob: blobIdOf(2) }))
      assert.equal(await store.isWhole(blobIdOf(1)), false)
      assert.equal(await store.isWhole(blobIdOf(2)), true)
    })

    test('dies at its time, and when it is not whole after an hour or two', async () => {
      const store = create()
      for (const index of [1, 2]) await upload(store, blobOf(index, 1, NOW + index * 3 * HOUR_MS))
      const unfinished = blobOf(3)
      await store.openBlob(openingOf(unfinished.header, NOW + HOUR_MS - 1))
      await expireAll(store, NOW + 2 * HOUR_MS - 1)
      const [first, last] = unfinished.chunks
      assert.ok(first && last)
      assert.equal(await store.putChunk(first), 'stored')
      await expireAll(store, NOW + 2 * HOUR_MS)
      assert.equal(await store.putChunk(last), 'unknown-blob')
      await expireAll(store, NOW + 3 * HOUR_MS)
      assert.deepEqual(await Promise.all([1, 2].map((index) => store.isWhole(blobIdOf(index)))), [
        false,
        true,
      ])
      await expireAll(store, NOW + 6 * HOUR_MS)
      assert.equal(await store.isWhole(blobIdOf(2)), false)
    })
  })
}

const tally = (sequence: number, up: number, down: number) => ({ sequence, up, down })

/** Something of everything, for a driver that keeps what it is given. */
export async function furnishSquare(store: OperatorStore) {
  const { header, chunks } = blobOf(1)
  await store.openBlob(openingOf(header))
  for (const chunk of chunks) await store.putChunk(chunk)
  await store.keepFeedKey(TODAY, () => new Uint8Array(32).fill(1))
  for (const index of range(1, 25)) await store.append(entryOf(index, index === 1 ? { blob: header.id } : {}))
  for (const voter of [1, 2, 3]) await store.castBallot(ballotOf(1, voter, 'up'))
  await store.castBallot(ballotOf(1, 2, 'down', 2))
  await store.append(deletionOf(26, 7))
  await store.spend({ nullifier: nullifierOf(1), message: messageOf(1), until: TODAY + 2 })
  await store.keepCohortRoot(0, messageOf(2))
}

export const squareSnapshotOf = async (store: OperatorStore) => ({
  feed: await store.feed(),
  pages: [await store.page(0), await store.page(1)],
  keys: await store.feedKeys(),
  tallies: await store.tallies(0),
  ballots: await store.ballots(postIdOf(1), 0, 10),
  blob: await store.chunk(blobIdOf(1), 1),
  deleted: await store.append(entryOf(7)),
  spent: await store.spentBy(nullifierOf(1)),
  roots: await store.cohortRoots(),
})
