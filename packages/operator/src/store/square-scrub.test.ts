/** What the square forgets leaves the files: what is read here is the files, not the store. */
import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { feedEntryHash, sha256 } from '@comrad/keymaker'
import type { Bytes } from '@comrad/protocol'
import { createHousekeeping } from '../housekeeping.ts'
import { nameOf, TODAY } from '../storage-fixture.ts'
import { expireAll, range } from './feed-conformance.ts'
import { STORE_FILE } from './sqlite/database.ts'
import { openTestStore, readFiles } from './sqlite-fixture.ts'
import {
  ballotOf,
  blobIdOf,
  blobOf,
  chunkOf,
  deletionOf,
  entryOf,
  HOUR_MS,
  inDays,
  NOW,
  nullifierOf,
  openingOf,
  pointsOf,
  postIdOf,
  sealedOf,
} from './square-fixture.ts'
import type { OperatorStore } from './store.ts'

/** Enough that the log is not overwritten by what a scrub itself writes into it. */
const POSTS = range(1, 60)
const VOTERS = range(1, 15)

/** Posts of 3,000 bytes by an author of their own each, with a blob of their own each and the ballots of voters of their own. */
async function openWithPosts() {
  const opened = openTestStore()
  const { store } = opened
  for (const post of POSTS) {
    const { header, chunks } = blobOf(post, 1, inDays(8))
    await store.openBlob(openingOf(header))
    for (const chunk of chunks) await store.putChunk(chunk)
    const seal = () => sealedOf(post, 3000)
    const expiresAt = inDays(post % 2 === 0 ? 7 : 8)
    await store.append(entryOf(post, { author: authorOf(post), blob: header.id, expiresAt, seal }))
    for (const voter of VOTERS) await store.castBallot(ballotOf(post, voterOf(post, voter), 'up'))
  }
  return opened
}

const authorOf = (post: number) => nameOf(`author-${post}-x`)
const voterOf = (post: number, voter: number) => post * 100 + voter

/** In the files: pieces of this post's seal, id, author, ballots and blob. */
function tracesOf(directory: string, post: number): readonly string[] {
  const pieces: Readonly<Record<string, Bytes>> = {
    'the first bytes of its seal': sealedOf(post, 3000).slice(0, 32),
    'the last bytes of its seal': sealedOf(post, 3000).slice(-32),
    'its id': postIdOf(post),
    'its author': new TextEncoder().encode(authorOf(post)),
    'its blob’s id': blobIdOf(post),
    'its blob’s first bytes': chunkOf(post, 0).slice(0, 32),
    'its blob’s last bytes': chunkOf(post, 0).slice(-32),
    'a nullifier': nullifierOf(voterOf(post, 7)),
    'a proof’s first bytes': pointsOf(voterOf(post, 7)).slice(0, 32),
    'a proof’s last bytes': pointsOf(voterOf(post, 15)).slice(-32),
  }
  const files = readFiles(directory)
  return Object.keys(pieces).filter((name) => files.some((file) => file.includes(pieces[name] ?? '')))
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** As each second's round does. */
async function keepHouse(store: OperatorStore, now: number) {
  await expireAll(store, now)
  while (await store.scrub());
}

test('after a post has expired no file holds anything of it; its neighbours are all there', async () => {
  const { store, directory } = await openWithPosts()
  assert.equal(tracesOf(directory, 2).length, 10, 'before, all of it can be found')
  await keepHouse(store, inDays(7))
  for (const post of [2, 30, 60]) assert.deepEqual(tracesOf(directory, post), [])
  for (const post of [1, 29, 59]) assert.equal(tracesOf(directory, post).length, 10)
})

test('an Operator that runs lets what has expired leave its files unasked', async () => {
  const { store, directory } = await openWithPosts()
  let now = inDays(7) - 1
  let rounds = 0
  const scrub = async () => {
    const isMore = await store.scrub()
    if (!isMore) rounds++
    return isMore
  }
  const housekeeping = createHousekeeping(
    { store: { ...store, scrub }, clock: { now: () => now } },
    { everyMs: 2 },
  )
  /** Two, so that one of them has begun since. */
  const passRounds = async () => {
    for (const enough = rounds + 2; rounds < enough; ) await sleep(1)
  }
  try {
    await passRounds()
    assert.equal(tracesOf(directory, 2).length, 10, 'until then it is there')
    now = inDays(7)
    await passRounds()
    for (const post of [2, 30, 60]) assert.deepEqual(tracesOf(directory, post), [])
    for (const post of [1, 29, 59]) assert.equal(tracesOf(directory, post).length, 10)
  } finally {
    await housekeeping.stop()
  }
})

test('after a deletion no file holds anything of the post but its author’s name in the deletion, and its id', async () => {
  const { store, directory } = await openWithPosts()
  for (const post of POSTS.filter((index) => index % 3 === 0)) {
    await store.append(deletionOf(1000 + post, post, { author: authorOf(post) }))
  }
  await keepHouse(store, NOW)
  for (const post of [3, 30, 60]) assert.deepEqual(tracesOf(directory, post), ['its id', 'its author'])
  await keepHouse(store, inDays(9))
  for (const post of POSTS) assert.deepEqual(tracesOf(directory, post), [])
})

test('with its page the last trace of an entry goes: its hash', async () => {
  const { store, directory } = await openWithPosts()
  const hasHash = (post: number) => {
    const hash = feedEntryHash(sealedOf(post, 3000))
    return readFiles(directory).some((file) => file.includes(hash))
  }
  await keepHouse(store, inDays(7))
  assert.deepEqual([1, 2, 40, 60].map(hasHash), [true, true, true, true])
  await keepHouse(store, inDays(8))
  assert.equal((await store.feed()).oldestPage, 2)
  assert.deepEqual([1, 2, 40, 60].map(hasHash), [false, false, false, true])
})

test('after a ballot was changed no file holds the proof that it replaced', async () => {
  const { store, directory } = await openWithPosts()
  const newest = ballotOf(5, voterOf(5, 7), 'down', 2)
  const proof = { ...newest.proof, points: pointsOf(77_777) }
  assert.equal(await store.castBallot({ ...newest, proof }), 'cast')
  await keepHouse(store, NOW)
  assert.ok(!tracesOf(directory, 5).includes('a proof’s first bytes'))
  assert.ok(tracesOf(directory, 5).includes('a nullifier'))
})

test('after its last day no file holds a nullifier, nor what it was spent on: not one of thousands', async () => {
  const { store, directory } = openTestStore()
  const acts = range(1, Number(process.env['N'] ?? 1))
  // In no order, as nullifiers come: where pages are rebalanced, rows leave copies in the gaps.
  const secretOf = (kind: string, index: number) => sha256(Buffer.from(`${kind} ${index}`))
  for (let from = 0; from < acts.length; from += 40) {
    const some = acts.slice(from, from + 40).map((index) => ({
      nullifier: secretOf('nullifier', index),
      message: secretOf('message', index),
      until: TODAY + (index % 3 === 0 ? 2 : 1),
    }))
    await Promise.all(some.map(store.spend))
  }
  await keepHouse(store, inDays(1))
  const kept = secretsIn(directory)
  const isThere = (index: number) =>
    ['nullifier', 'message'].map((kind) => kept.has(hex(secretOf(kind, index))))
  const dies = (index: number) => index % 3 !== 0
  assert.deepEqual(acts.filter(dies).filter((index) => isThere(index).includes(true)).length, 0)
  assert.deepEqual(
    acts.filter((index) => !dies(index)).filter((index) => isThere(index).includes(false)),
    [],
  )

  /** Every 32 bytes that lie anywhere in the files and are one of the secrets: found at one pass, by their first four. */
  function secretsIn(place: string): ReadonlySet<string> {
    const secrets = acts.flatMap((index) => [secretOf('nullifier', index), secretOf('message', index)])
    const heads = new Set(secrets.map((secret) => Buffer.from(secret).readUInt32BE()))
    const all = new Set(secrets.map(hex))
    const found = new Set<string>()
    for (const file of readFiles(place)) {
      for (let at = 0; at + 32 <= file.length; at++) {
        if (!heads.has(file.readUInt32BE(at))) continue
        const candidate = hex(file.subarray(at, at + 32))
        if (all.has(candidate)) found.add(candidate)
      }
    }
    return found
  }
})

test('after it was deleted, or given up half way, no file holds anything of a blob', async () => {
  const { store, directory } = openTestStore()
  for (const index of range(1, 20)) {
    const { header, chunks } = blobOf(index, 2)
    await store.openBlob(openingOf(header))
    for (const chunk of chunks.slice(0, index % 2 === 0 ? 2 : 1)) await store.putChunk(chunk)
  }
  for (const index of [4, 8]) await store.deleteBlob(blobIdOf(index), blobOf(index).header.deletionHash)
  const kept = () => {
    const files = readFiles(directory)
    return range(1, 20).filter((index) =>
      [blobIdOf(index), chunkOf(index, 0).slice(0, 32), chunkOf(index, 1).slice(-32)].some((bytes) =>
        files.some((file) => file.includes(bytes)),
      ),
    )
  }
  await keepHouse(store, NOW)
  assert.deepEqual(
    kept(),
    range(1, 20).filter((index) => index !== 4 && index !== 8),
  )
  await keepHouse(store, NOW + 2 * HOUR_MS)
  assert.deepEqual(kept(), [2, 6, 10, 12, 14, 16, 18, 20])
})

test('a key that no entry needs any more is in no file', async () => {
  const { store, directory } = openTestStore()
  const keyOf = (day: number) => nullifierOf(9000 + day)
  for (const day of range(0, 5)) await store.keepFeedKey(TODAY + day, () => keyOf(day))
  await keepHouse(store, inDays(5))
  const files = readFiles(directory)
  assert.deepEqual(
    range(0, 5).filter((day) => files.some((file) => file.includes(keyOf(day)))),
    [4, 5],
  )
})

test('the file shrinks when many images are gone', async () => {
  const { store, directory } = openTestStore()
  for (const index of range(1, 60)) {
    const { header, chunks } = blobOf(index, 5, inDays(1))
    await store.openBlob(openingOf(header))
    for (const chunk of chunks) await store.putChunk(chunk)
  }
  while (await store.scrub());
  const sizeOf = () => statSync(join(directory, STORE_FILE)).size
  const full = sizeOf()
  for (let pass = 0; pass < 8; pass++) await keepHouse(store, inDays(1))
  assert.ok(sizeOf() < full / 4, `${sizeOf()} of ${full}`)
})
