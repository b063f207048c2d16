/** Heads of the feed that come with letters: what others saw must be in our chain once we have read to its end. */
import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import {
  createOperatorSecrets,
  EMPTY_FEED_HEAD,
  feedHeadAfter,
  operatorKeys,
  sha256,
  signFeedHead,
} from '@comrad/keymaker'
import { type FeedHead, type Hash, ok, type Reply, type Request } from '@comrad/protocol'
import type { Link } from '../link.ts'
import type { Monitor } from '../register/monitor.ts'
import { type BareDevice, createBareDevice } from '../testing/bare-device.ts'
import { createTrust, type Trust } from '../trust.ts'
import { createFeedReader, type FeedReader } from './reader.ts'

const secrets = createOperatorSecrets()
/** Of entries that are gone: nothing need be opened to follow them. */
const hashes: readonly Hash[] = [1, 2, 3].map((byte) => sha256(new Uint8Array([byte])))
const headOf = (gaps: readonly Hash[]): FeedHead =>
  signFeedHead(secrets, {
    ...{ sequence: gaps.length, hash: gaps.reduce(feedHeadAfter, EMPTY_FEED_HEAD), oldestPage: 0 },
  })

let device: BareDevice
let trust: Trust
let reader: FeedReader
/** What the Operator shows, and what happens while it is asked for a page. */
let shown: readonly Hash[]
let meanwhile: () => void

beforeEach(async () => {
  device = await createBareDevice()
  trust = createTrust(device)
  const link = {
    feed: () => ({ request: async (request: Request) => ok(answer(request)) }),
    greeting: () => ({ keys: operatorKeys(secrets) }),
  } as unknown as Link
  const keys = { of: async () => ok(undefined), expect: () => {}, settle: () => {}, prepare: async () => {} }
  const deps = { device, link, trust, keys, monitor: {} as Monitor, readTallies: async () => undefined }
  reader = createFeedReader(deps)
  shown = hashes.slice(0, 1)
  meanwhile = () => undefined
})

afterEach(() => device.close())

function answer({ type }: Request): Reply {
  if (type === 'feed-head') return { type, head: headOf(shown), latestPage: 0 }
  assert.equal(type, 'page')
  const items = shown.map((hash) => ({ type: 'gap', hash }) as const)
  meanwhile()
  return { type: 'page', page: { number: 0, firstSequence: 1, headBefore: EMPTY_FEED_HEAD, items } }
}

const alarms = () => device.rows.alarms.all().map(({ alarm }) => alarm.kind)

test('a head that is newer than the one we asked for is no alarm, and is looked for the next time', async () => {
  meanwhile = () => reader.compare(headOf(hashes.slice(0, 2)))
  await reader.run()
  assert.deepEqual(alarms(), [])
  meanwhile = () => undefined
  shown = hashes.slice(0, 2)
  await reader.run()
  assert.deepEqual(alarms(), [])
  assert.deepEqual(device.rows.feed.owed(), [])
})

test('a head that a friend has seen and we are not shown is an alarm', async () => {
  reader.compare(headOf(hashes))
  assert.deepEqual(alarms(), [], 'we have not asked since')
  await reader.run()
  assert.deepEqual(alarms(), ['feed-forked'])
})

test('a head that says otherwise about what we were shown is an alarm, before and after we have read it', async () => {
  const other = headOf([hashes[2] ?? EMPTY_FEED_HEAD])
  reader.compare(other)
  await reader.run()
  assert.deepEqual(alarms(), ['feed-forked'])
  reader.compare(headOf([hashes[1] ?? EMPTY_FEED_HEAD]))
  assert.deepEqual(alarms(), ['feed-forked', 'feed-forked'])
})

test('a head that the Operator has not signed says nothing', async () => {
  await reader.run()
  reader.compare({ ...headOf([hashes[2] ?? EMPTY_FEED_HEAD]), sequence: 7 })
  assert.deepEqual(alarms(), [])
  assert.deepEqual(device.rows.feed.owed(), [])
})
