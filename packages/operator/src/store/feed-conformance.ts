/** What every driver of the store must do with the feed. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { EMPTY_FEED_HEAD, feedEntryHash, feedHeadAfter } from '@comrad/keymaker'
import { type FeedItem, type Hash, PAGE_ENTRIES, PAGE_SEALED_BYTES } from '@comrad/protocol'
import { nameOf, TODAY } from '../storage-fixture.ts'
import { deletionOf, entryOf, inDays, NOW, postIdOf, sealedOf } from './square-fixture.ts'
import type { NewEntry } from './square-store.ts'
import type { OperatorStore } from './store.ts'

const BOB = nameOf('bob')

export function describeFeed(driver: string, create: () => OperatorStore) {
  describe(`${driver}: the feed`, () => {
    test('is empty at first, and has no page', async () => {
      const store = create()
      assert.deepEqual(await store.feed(), {
        ...{ sequence: 0, head: EMPTY_FEED_HEAD, oldestPage: 0, latestPage: 0 },
      })
      assert.equal(await store.page('latest'), undefined)
      assert.equal(await store.page(0), undefined)
    })

    test('numbers entries in the order of their commits, and tells each its place before it is sealed', async () => {
      const store = create()
      const told: number[] = []
      const seal = (sequence: number) => {
        told.push(sequence)
        return sealedOf(sequence)
      }
      for (const index of [1, 2, 3]) {
        assert.deepEqual(await store.append(entryOf(index, { seal })), { type: 'appended', sequence: index })
      }
      assert.deepEqual(told, [1, 2, 3])
      assert.deepEqual(await itemsOf(store, 0), [1, 2, 3].map(living))
      assert.deepEqual(await store.post(postIdOf(2)), {
        ...{ sequence: 2, page: 0, author: nameOf('alice'), kind: 'post', expiresAt: inDays(7) },
      })
    })

    test('takes a note once, and answers its place to whoever repeats it', async () => {
      const store = create()
      const outcomes = await Promise.all(Array.from({ length: 10 }, () => store.append(entryOf(1))))
      assert.equal(outcomes.filter(({ type }) => type === 'appended').length, 1)
      assert.equal(outcomes.filter(({ type }) => type === 'known').length, 9)
      assert.ok(outcomes.every((outcome) => 'sequence' in outcome && outcome.sequence === 1))
      assert.equal((await store.feed()).sequence, 1)
    })

    test('closes a page at 20 entries', async () => {
      const store = create()
      await appendAll(store, PAGE_ENTRIES + 1)
      assert.equal((await store.page(0))?.items.length, PAGE_ENTRIES)
      const second = await store.page(1)
      assert.deepEqual([second?.firstSequence, second?.items.length], [PAGE_ENTRIES + 1, 1])
      assert.deepEqual(await store.page('latest'), second)
    })

    test('closes a page before its sealed bytes are more than 60,000', async () => {
      const store = create()
      const seal = () => sealedOf(1, 4000)
      const fitting = PAGE_SEALED_BYTES / 4000
      await appendAll(store, fitting, { seal })
      assert.equal((await store.feed()).latestPage, 0)
      await store.append(entryOf(fitting + 1, { seal: () => sealedOf(1, 1) }))
      assert.deepEqual(
        [(await store.page(0))?.items.length, (await store.page(1))?.items.length],
        [fitting, 1],
      )
    })

    test('goes on from each page to the next in one chain of hashes, gaps included', async () => {
      const store = create()
      await appendAll(store, 50)
      for (const index of [5, 20, 21, 33]) await store.append(deletionOf(100 + index, index))
      assert.deepEqual(await verifyChain(store), await store.feed())
      assert.equal((await store.feed()).sequence, 54)
    })

    test('refuses an author who has written enough today, and nobody else', async () => {
      const store = create()
      const perDay = 3
      for (const index of [1, 2, 3]) await store.append(entryOf(index, { perDay }))
      assert.deepEqual(await store.append(entryOf(4, { perDay })), { type: 'rate' })
      assert.equal((await store.append(entryOf(3, { perDay }))).type, 'known')
      assert.equal((await store.append(entryOf(4, { perDay, author: BOB }))).type, 'appended')
      assert.equal((await store.append(entryOf(5, { perDay, day: TODAY + 1 }))).type, 'appended')
      assert.equal((await store.feed()).sequence, 5)
    })

    test('lets an author who has written enough take something back, once for each thing', async () => {
      const store = create()
      const perDay = 2
      for (const index of [1, 2]) await store.append(entryOf(index, { perDay }))
      assert.equal((await store.append(deletionOf(3, 1, { perDay }))).type, 'appended')
      assert.deepEqual(await store.append(deletionOf(4, 1, { perDay })), { type: 'rate' })
      assert.deepEqual(await store.append(deletionOf(4, 3, { perDay })), { type: 'rate' })
    })
  })

  describe(`${driver}: a deletion`, () => {
    test('leaves a gap where the post was, and is an entry itself', async () => {
      const store = create()
      for (const index of [1, 2]) await store.append(entryOf(index))
      const { head } = await store.feed()
      assert.deepEqual(await store.append(deletionOf(3, 1)), { type: 'appended', sequence: 3 })
      assert.deepEqual(await itemsOf(store, 0), [gap(1), living(2), living(3)])
      assert.equal(await store.post(postIdOf(1)), undefined)
      assert.deepEqual((await store.feed()).head, feedHeadAfter(head, feedEntryHash(sealedOf(3))))
    })

    test('is not taken from anybody but the author', async () => {
      const store = create()
      await store.append(entryOf(1))
      assert.deepEqual(await store.append(deletionOf(2, 1, { author: BOB })), { type: 'not-yours' })
      assert.deepEqual(await itemsOf(store, 0), [living(1)])
      assert.equal((await store.append(entryOf(2, { author: BOB }))).type, 'appended')
    })

    test('keeps the post from coming again until its time would have been over', async () => {
      const store = create()
      await store.append(entryOf(1))
      await store.append(deletionOf(2, 1))
      assert.deepEqual(await store.append(entryOf(1)), { type: 'gone' })
      await expireAll(store, inDays(7) - 1)
      assert.deepEqual(await store.append(entryOf(1)), { type: 'gone' })
      await expireAll(store, inDays(7))
      assert.equal((await store.append(entryOf(1))).type, 'appended')
    })

    test('that names it again for a shorter time does not shorten that', async () => {
      const store = create()
      await store.append(entryOf(1))
      await store.append(deletionOf(2, 1))
      await store.append(deletionOf(3, 1, { expiresAt: inDays(1) }))
      await expireAll(store, inDays(1))
      assert.deepEqual(await store.append(entryOf(1)), { type: 'gone' })
    })

    test('keeps a post from coming that it has overtaken', async () => {
      const store = create()
      assert.deepEqual(await store.append(deletionOf(2, 1)), { type: 'appended', sequence: 1 })
      assert.deepEqual(await store.append(entryOf(1)), { type: 'gone' })
    })

    test('of a deletion deletes nothing', async () => {
      const store = create()
      await store.append(entryOf(1))
      await store.append(deletionOf(2, 1))
      await store.append(deletionOf(3, 2))
      assert.deepEqual(await itemsOf(store, 0), [gap(1), living(2), living(3)])
      assert.equal((await store.append(deletionOf(2, 1))).type, 'known')
    })
  })

  describe(`${driver}: a profile`, () => {
    test('takes the place of the one that its author had, and of nobody else’s', async () => {
      const store = create()
      const profileOf = (index: number, author = nameOf('alice')) =>
        entryOf(index, { kind: 'profile', author })
      await store.append(profileOf(1))
      await store.append(entryOf(2))
      await store.append(profileOf(3, BOB))
      await store.append(profileOf(4))
      assert.deepEqual(await itemsOf(store, 0), [gap(1), living(2), living(3), living(4)])
      assert.deepEqual(await store.append(profileOf(1)), { type: 'gone' })
    })
  })

  describe(`${driver}: the feed’s keys`, () => {
    test('are made once a day', async () => {
      const store = create()
      const keyOf = (value: number) => new Uint8Array(32).fill(value)
      assert.deepEqual(await store.keepFeedKey(TODAY + 1, () => keyOf(2)), keyOf(2))
      assert.deepEqual(await store.keepFeedKey(TODAY, () => keyOf(1)), keyOf(1))
      assert.deepEqual(await store.keepFeedKey(TODAY + 1, () => keyOf(3)), keyOf(2))
      assert.deepEqual(await store.feedKeys(), [
        { day: TODAY, key: keyOf(1) },
        { day: TODAY + 1, key: keyOf(2) },
      ])
    })

    test('go when nothing of their day lives any more, yesterday’s a day later', async () => {
      const store = create()
      for (const day of [0, 1, 2, 3]) await store.keepFeedKey(TODAY + day, () => new Uint8Array(32))
      await store.append(entryOf(1, { expiresAt: inDays(20) }))
      const daysAt = async (now: number) => {
        await expireAll(store, now)
        return (await store.feedKeys()).map(({ day }) => day - TODAY)
      }
      assert.deepEqual(await daysAt(inDays(2)), [0, 1, 2, 3])
      assert.deepEqual(await daysAt(inDays(3)), [0, 2, 3])
      assert.deepEqual(await daysAt(inDays(4)), [0, 3])
      assert.deepEqual(await daysAt(inDays(20)), [])
    })
  })

  describe(`${driver}: what has expired`, () => {
    test('is a gap, at its very time; what has not lives on', async () => {
      const store = create()
      for (const index of [1, 2, 3]) await store.append(entryOf(index, { expiresAt: NOW + 1000 * index }))
      assert.equal(await store.expireSquare(NOW + 999), false)
      assert.deepEqual(await itemsOf(store, 0), [1, 2, 3].map(living))
      await expireAll(store, NOW + 2000)
      assert.deepEqual(await itemsOf(store, 0), [gap(1), gap(2), living(3)])
      assert.equal(await store.post(postIdOf(2)), undefined)
      await expireAll(store, NOW + 3000)
      assert.deepEqual(await itemsOf(store, 0), [1, 2, 3].map(gap))
    })

    test('takes its page along when no older one has anything left, but never the newest', async () => {
      const store = create()
      const expiring = (index: number) => ({ expiresAt: index === 30 ? inDays(9) : inDays(7) })
      for (let index = 1; index <= 70; index++) await store.append(entryOf(index, expiring(index)))
      const before = await store.feed()
      await expireAll(store, inDays(8))
      assert.equal(await store.page(0), undefined)
      assert.deepEqual((await store.page(1))?.items[9], living(30))
      assert.deepEqual(await store.feed(), { ...before, oldestPage: 1 })
      await expireAll(store, inDays(10))
      assert.deepEqual(await store.feed(), { ...before, oldestPage: 3 })
      assert.deepEqual(await itemsOf(store, 3), range(61, 70).map(gap))
      assert.deepEqual(await store.append(entryOf(71, { expiresAt: inDays(11) })), {
        ...{ type: 'appended', sequence: 71 },
      })
      assert.deepEqual((await verifyChain(store)).sequence, 71)
    })

    test('takes its page along after a deletion too', async () => {
      const store = create()
      await appendAll(store, PAGE_ENTRIES)
      for (const index of range(1, PAGE_ENTRIES)) await store.append(deletionOf(100 + index, index))
      await expireAll(store, NOW)
      assert.deepEqual([(await store.feed()).oldestPage, (await store.feed()).latestPage], [1, 1])
    })

    test('dies in steps when it is much', async () => {
      const store = create()
      await appendAll(store, 350)
      let steps = 1
      while (await store.expireSquare(inDays(7))) steps++
      assert.ok(steps > 3, `${steps} steps`)
      assert.equal(await store.post(postIdOf(1)), undefined)
      assert.equal(await store.post(postIdOf(350)), undefined)
    })

    test('makes the author’s count of a day go with the day', async () => {
      const store = create()
      await store.append(entryOf(1, { perDay: 1, expiresAt: inDays(1) - 1 }))
      await expireAll(store, inDays(1) - 1)
      assert.equal((await store.append(entryOf(2, { perDay: 1 }))).type, 'rate')
      await expireAll(store, inDays(1))
      assert.equal((await store.append(entryOf(2, { perDay: 1 }))).type, 'appended')
    })
  })
}

export async function appendAll(store: OperatorStore, count: number, other: Partial<NewEntry> = {}) {
  await Promise.all(range(1, count).map((index) => store.append(entryOf(index, other))))
}

export async function expireAll(store: OperatorStore, now: number) {
  while (await store.expireSquare(now));
}

/** Follows the chain from the oldest page; answers where it ends, in the words of `feed`. */
export async function verifyChain(store: OperatorStore) {
  const { oldestPage, latestPage } = await store.feed()
  let head: Hash | undefined
  let sequence: number | undefined
  for (let number = oldestPage; number <= latestPage; number++) {
    const page = await store.page(number)
    assert.ok(page, `page ${number} is there`)
    assert.equal(page.firstSequence, sequence === undefined ? page.firstSequence : sequence + 1)
    assert.deepEqual(page.headBefore, head ?? page.headBefore, `page ${number} follows the one before`)
    head = page.headBefore
    for (const item of page.items) head = feedHeadAfter(head, hashOf(item))
    sequence = page.firstSequence + page.items.length - 1
  }
  return { sequence, head, oldestPage, latestPage }
}

const hashOf = (item: FeedItem) => (item.type === 'gap' ? item.hash : feedEntryHash(item.sealed))
const living = (index: number): FeedItem => ({ type: 'entry', day: TODAY, sealed: sealedOf(index) })
const gap = (index: number): FeedItem => ({ type: 'gap', hash: feedEntryHash(sealedOf(index)) })

const itemsOf = async (store: OperatorStore, page: number) => (await store.page(page))?.items

export const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index)
