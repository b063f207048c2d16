import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Bytes, Hash, Signature } from '@comrad/protocol'
import { EMPTY_FEED_HEAD, feedEntryHash, feedHeadAfter, signFeedHead, verifyFeedHead } from './feed-head.ts'
import { createOperatorSecrets } from './operator-keys.ts'
import { concat, randomBytes, sha256, utf8 } from './primitives.ts'

const operator = createOperatorSecrets()
const { logKey } = operator.keys
const entries = Array.from({ length: 4 }, () => randomBytes(80))
const headOf = (sealed: readonly Bytes[]) =>
  sealed.reduce<Hash>((head, entry) => feedHeadAfter(head, feedEntryHash(entry)), EMPTY_FEED_HEAD)

test('the hashes of the entries are enough to follow the chain: what is gone is not needed', () => {
  const follow = (hashes: readonly Hash[]) =>
    hashes.reduce((head, hash) => sha256(concat(utf8('comrad feed v1\0'), head, hash)), EMPTY_FEED_HEAD)
  assert.deepEqual(follow(entries.map(sha256)), headOf(entries))
})

test('an entry that is changed, left out or moved leads to another head', () => {
  const [one, two, three, four] = entries as [Bytes, Bytes, Bytes, Bytes]
  const others = [
    [one, two, three],
    [two, one, three, four],
    [one, two, four],
    [one, two, three, four, four],
    [one, two, three, four.with(0, (four[0] ?? 0) ^ 1) as Bytes],
    [],
  ]
  for (const other of others) assert.notDeepEqual(headOf(other), headOf(entries))
})

test('a head is the Operator’s word on sequence, hash and oldest page together', () => {
  const head = signFeedHead(operator, { sequence: 4, hash: headOf(entries), oldestPage: 2 })
  assert.equal(verifyFeedHead(logKey, head), true)
  assert.equal(verifyFeedHead(createOperatorSecrets().keys.logKey, head), false)
  assert.equal(verifyFeedHead(logKey, { ...head, sequence: 5 }), false)
  assert.equal(verifyFeedHead(logKey, { ...head, hash: EMPTY_FEED_HEAD }), false)
  assert.equal(verifyFeedHead(logKey, { ...head, oldestPage: 3 }), false)
  assert.equal(verifyFeedHead(logKey, { ...head, hash: head.hash.slice(1) as Hash }), false)
  assert.equal(verifyFeedHead(logKey, { ...head, signature: new Uint8Array(64) as Signature }), false)
  assert.equal(verifyFeedHead(logKey, { ...head, signature: head.signature.slice(1) as Signature }), false)
})
