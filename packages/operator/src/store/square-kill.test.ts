/**
 * SIGKILL while the square is busy: what was acknowledged is there once, the feed has no hole and its chain holds, tallies are
 * what the ballots say, an upload goes on where it was, and what is gone is gone from the files too.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { feedEntryHash, feedHeadAfter, randomBytes } from '@comrad/keymaker'
import type { Bytes, Choice, CountedBallot, FeedItem, Hash } from '@comrad/protocol'
import { expireAll } from './feed-conformance.ts'
import { killAndLook } from './killed-process.ts'
import { createTestDirectory, readFiles } from './sqlite-fixture.ts'
import { blobOf, chunkOf, messageOf, nullifierOf, pointsOf, postIdOf } from './square-fixture.ts'
import { KILL_CHUNKS, type SquareLine, sealedForKill } from './square-kill-fixture.ts'
import type { OperatorStore } from './store.ts'

const STORES = 2
const ROUNDS = 8

describe('SIGKILL in the square', { concurrency: true }, () => {
  for (let store = 0; store < STORES; store++) {
    const seed = new DataView(randomBytes(4).buffer).getUint32(0) % 1_000_000
    test(`${ROUNDS} times over, seed ${seed}`, async (t) => {
      t.diagnostic(`${await lookBehindKills(seed)} acts were acknowledged`)
    })
  }
})

async function lookBehindKills(seed: number): Promise<number> {
  const directory = createTestDirectory()
  const killing = { seed, directory, rounds: ROUNDS, longestLifeMs: 250, told: createTold() }
  return killAndLook<SquareLine>({ script: './square-kill-fixture.ts', ...killing })
}

type Cast = { readonly choice: Choice; readonly counter: number }
type Votes = { readonly asked: Cast[]; promised?: Cast }

/** What the killed processes had been promised, and whether it holds. */
function createTold() {
  const asked = new Map<string, number>()
  const appended = new Map<number, number>()
  const deleted = new Set<number>()
  /** By post, then by voter. */
  const votes = new Map<number, Map<number, Votes>>()
  const chunks = new Map<number, Set<number>>()
  const spent = new Set<number>()
  /** What earlier rounds saw: the head behind a place never changes. */
  const heads = new Map<number, Hash>()
  let acts = 0

  return { hear, check, acts: () => acts }

  function hear(line: SquareLine) {
    acts++
    switch (line[0]) {
      case 'will-append':
        asked.set(hashOf(line[1]), line[1])
        break
      case 'appended':
        appended.set(line[1], line[2])
        break
      case 'deleted':
        deleted.add(line[1])
        break
      case 'will-cast':
        votesOf(line[1], line[2]).asked.push(line[3])
        break
      case 'cast': {
        const own = votesOf(line[1], line[2])
        if (!own.promised || own.promised.counter < line[3].counter) own.promised = line[3]
        break
      }
      case 'opened':
        chunks.set(line[1], new Set())
        break
      case 'stored':
        chunks.get(line[1])?.add(line[2])
        break
      case 'spent':
        spent.add(line[1])
        break
      case 'ready':
        break
    }
  }

  function votesOf(post: number, voter: number): Votes {
    const voters = votes.get(post) ?? new Map<number, Votes>()
    votes.set(post, voters)
    const own = voters.get(voter) ?? { asked: [] }
    voters.set(voter, own)
    return own
  }

  async function check(store: OperatorStore, directory: string) {
    await expireAll(store, Date.now())
    const items = await checkChain(store)
    checkEntries(items)
    for (const [post, sequence] of appended) await checkPost(store, post, sequence)
    await checkBlobs(store)
    for (const index of spent) assert.deepEqual(await store.spentBy(nullifierOf(index)), messageOf(index))
    while (await store.scrub());
    checkFiles(directory, items)
  }

  /** Every place from the oldest page on is there once; the chain ends in the head. */
  async function checkChain(store: OperatorStore): Promise<ReadonlyMap<number, FeedItem>> {
    const { oldestPage, latestPage, ...end } = await store.feed()
    const items = new Map<number, FeedItem>()
    let last: { sequence: number; head: Hash } | undefined
    for (let number = oldestPage; number <= latestPage; number++) {
      const page = await store.page(number)
      if (!page) break
      if (last) assert.deepEqual([page.firstSequence, page.headBefore], [last.sequence + 1, last.head])
      let { headBefore: head } = page
      for (const [at, item] of page.items.entries()) {
        const sequence: number = page.firstSequence + at
        head = feedHeadAfter(head, entryHashOf(item))
        assert.deepEqual(heads.get(sequence) ?? head, head, 'the feed was rewritten')
        heads.set(sequence, head)
        items.set(sequence, item)
        last = { sequence, head }
      }
    }
    if (last) assert.deepEqual(last, end)
    return items
  }

  function checkEntries(items: ReadonlyMap<number, FeedItem>) {
    const seen = new Set<number>()
    for (const item of items.values()) {
      const index = asked.get(hex(entryHashOf(item)))
      assert.ok(index !== undefined, 'something is there that nobody has written')
      assert.ok(!seen.has(index), 'a note is there twice')
      seen.add(index)
      if (deleted.has(index)) assert.equal(item.type, 'gap', 'a deleted post came back')
    }
    for (const [index, sequence] of appended) {
      const item = items.get(sequence)
      if (item) assert.equal(hex(entryHashOf(item)), hashOf(index), 'a note is not where it was')
      else assert.ok(sequence < Math.min(...items.keys(), Number.POSITIVE_INFINITY), 'a note is lost')
    }
  }

  async function checkPost(store: OperatorStore, post: number, sequence: number) {
    const found = await store.post(postIdOf(post))
    if (found?.kind !== 'post') return
    assert.equal(found.sequence, sequence)
    const { ballots } = (await store.ballots(postIdOf(post), 0, 10_000)) ?? { ballots: [] }
    const count = (choice: Choice) => ballots.filter((ballot) => ballot.choice === choice).length
    const tally = (await store.tallies(found.page))?.find((one) => one.sequence === sequence)
    assert.deepEqual(tally, { sequence, up: count('up'), down: count('down') }, 'the tally is wrong')
    assert.deepEqual(
      ballots.map(({ position }) => position),
      ballots.map((_, at) => at + 1),
      'a ballot is missing',
    )
    checkVotes(votes.get(post) ?? new Map(), ballots)
  }

  function checkVotes(voters: ReadonlyMap<number, Votes>, ballots: readonly CountedBallot[]) {
    const byNullifier = new Map(ballots.map((ballot) => [hex(ballot.proof.nullifier), ballot]))
    assert.equal(byNullifier.size, ballots.length, 'a voter is counted twice')
    for (const [voter, { asked, promised }] of voters) {
      const ballot = byNullifier.get(hex(nullifierOf(voter)))
      if (!promised && !ballot) continue
      assert.ok(ballot, 'a ballot is lost')
      assert.deepEqual(ballot.proof.points, pointsOf(voter))
      const { choice, counter } = ballot
      assert.ok(counter >= (promised?.counter ?? 0), 'an older ballot came back')
      assert.ok(
        asked.some((one) => one.counter === counter && one.choice === choice),
        'nobody has cast this ballot',
      )
    }
  }

  /** An upload that was cut off goes on: what was acknowledged needs not be sent again. Then the blob is deleted. */
  async function checkBlobs(store: OperatorStore) {
    for (const [index, stored] of chunks) {
      const { header, chunks: all } = blobOf(index, KILL_CHUNKS)
      for (const chunk of all) {
        const outcome = await store.putChunk(chunk)
        assert.ok(outcome === 'repeated' || (outcome === 'stored' && !stored.has(chunk.index)), outcome)
      }
      for (const { id, index: place, bytes } of all) assert.deepEqual(await store.chunk(id, place), bytes)
      assert.equal(await store.deleteBlob(header.id, header.deletionHash), true)
    }
  }

  function checkFiles(directory: string, items: ReadonlyMap<number, FeedItem>) {
    const files = readFiles(directory)
    const isThere = (bytes: Bytes) => files.some((file) => file.includes(bytes.subarray(64, 96)))
    const dead = [...items.values()].filter(({ type }) => type === 'gap').slice(-30)
    for (const item of dead) {
      const index = asked.get(hex(entryHashOf(item))) ?? 0
      assert.ok(!isThere(sealedForKill(index)), 'a post that is gone lies in a file')
    }
    for (const index of [...chunks.keys()].slice(-5)) {
      assert.ok(!isThere(chunkOf(index, 1)), 'a deleted blob lies in a file')
    }
    chunks.clear()
  }
}

const entryHashOf = (item: FeedItem): Hash => (item.type === 'gap' ? item.hash : feedEntryHash(item.sealed))
const hashOf = (index: number): string => hex(feedEntryHash(sealedForKill(index)))
const hex = (bytes: Bytes): string => Buffer.from(bytes).toString('hex')
