import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { createPhrase, createRegistrationId } from '@comrad/keymaker'
import type { Name, PostId } from '@comrad/protocol'
import { createAccount } from '../account/account.ts'
import { createFeedViews } from '../feed/feed-views.ts'
import { type BareDevice, createBareDevice, nameOf } from '../testing/bare-device.ts'
import { enter, noting } from '../testing/bare-views.ts'
import { recordOf } from '../testing/log-keeper.ts'
import { EN } from '../words/en.ts'
import { emblemOf } from './emblem-view.ts'
import { type CastStep, type FeedSyncView, postKeyOf } from './feed-view.ts'

const [alice, bob] = ['alice', 'bob'].map(nameOf) as [Name, Name]
const DAY_MS = 86_400_000

let device: BareDevice
let sync: FeedSyncView
let step: CastStep | undefined
let sequence: number
beforeEach(async () => {
  device = await createBareDevice()
  device.rows.account.create(createPhrase(), createRegistrationId())
  device.rows.account.registered(alice, 0)
  sync = { phase: 'never' }
  step = undefined
  sequence = 0
})
afterEach(() => device.close())

const viewsOf = (one: BareDevice) =>
  createFeedViews({
    ...{ device: one, account: createAccount(one), sync: () => sync, castStep: () => step },
    settings: () => ({ prefetchImages: false }),
  })

const feed = (wish = {}) => viewsOf(device).feed(wish)

function shown(id: PostId) {
  const post = feed({ limit: 200 }).posts.find((one) => one.post === postKeyOf(id))
  if (!post) throw new Error('not in the feed')
  return post
}

type Said = { readonly author?: Name; readonly replyTo?: PostId; readonly ago?: number }

const times = (ago = 0) => {
  const now = device.clock.now()
  return { writtenAt: now - ago, expiresAt: now + 7 * DAY_MS }
}

function say(text: string, { author = bob, replyTo, ago }: Said = {}): PostId {
  const id = device.random(16) as PostId
  const place = { page: 0, sequence: ++sequence }
  device.rows.posts.addWorld({ id, author, content: { text }, replyTo, ...times(ago), ...place })
  return id
}

function sayOwn(text: string): PostId {
  const id = device.random(16) as PostId
  device.rows.posts.addOwn({ id, author: alice, content: { text }, replyTo: undefined, ...times() })
  return id
}

test('how fresh the feed is stands beside it, also where nothing is', () => {
  for (const one of [
    { phase: 'never' },
    { phase: 'syncing', pagesLeft: 3 },
    { phase: 'current', at: 5 },
    { phase: 'waiting', words: EN.sync.offline },
  ] as const) {
    sync = one
    assert.deepEqual(feed(), { posts: [], unread: 0, sync: one })
  }
})

test('a post is shown whole, with whose it is and how long it stays', () => {
  const id = say('hello', { ago: 1_000 })
  const { post, author, isMine, audience, text, replies, unread, votes, ...rest } = shown(id)
  assert.deepEqual([post, author, isMine, audience, text], [postKeyOf(id), bob, false, 'world', 'hello'])
  assert.deepEqual([replies, unread, votes], [0, true, { up: 0, down: 0, mine: { phase: 'none' } }])
  assert.deepEqual(rest, { emblem: undefined, ...times(1_000) })
  assert.equal(feed().unread, 1)
})

test('each author has the emblem of their key; under another key, another one', () => {
  const [first, second] = [recordOf('bob'), recordOf('bob')]
  const id = say('hello')
  enter(device, [first])
  assert.equal(shown(id).emblem, emblemOf(first.identityKey))
  enter(device, [second])
  assert.equal(shown(id).emblem, emblemOf(second.identityKey))
})

test('one’s own emblem is there before one’s name is in this copy of the register', () => {
  const own = createAccount(device).self()?.identity.identityKey
  assert.equal(shown(sayOwn('hello')).emblem, emblemOf(own))
})

test('an answer says to whom, as long as that is here', () => {
  const parent = say('question')
  const answer = say('answer', { replyTo: parent })
  assert.deepEqual(shown(answer).replyTo, { post: postKeyOf(parent), author: bob })
  assert.equal(shown(parent).replies, 1)
  device.rows.deletions.add(parent, device.clock.now() + 5_000)
  assert.deepEqual(shown(answer).replyTo, { post: postKeyOf(parent) })
})

test('one’s own post says that it waits, why, and what has become of it', () => {
  const id = sayOwn('hello')
  const { publications, posts } = device.rows
  publications.add({ kind: 'post', post: id, note: new Uint8Array(1), blob: undefined }, 0)
  assert.deepEqual([shown(id).isMine, shown(id).state], [true, { phase: 'waiting' }])
  const number = publications.ofPost(id)?.number ?? 0
  for (const reason of ['offline', 'busy', 'image', 'parent'] as const) {
    publications.wait(number, reason)
    assert.deepEqual(shown(id).state, { phase: 'waiting', reason, words: EN.waitingPosts[reason] })
  }
  for (const reason of ['too-many-notes', 'clock-refused', 'parent-gone', 'too-late', 'refused'] as const) {
    posts.setRefused(id, reason)
    assert.deepEqual(shown(id).state, { phase: 'refused', reason, words: EN.refusedPosts[reason] })
  }
  posts.setPublished(id, 1)
  assert.deepEqual(shown(id).state, { phase: 'published' })
})

test('one’s own vote is shown from the wish to the ballot', () => {
  const id = say('vote on me')
  const { votes } = device.rows
  const mine = () => shown(id).votes?.mine
  votes.set(id, 'up', 1)
  assert.deepEqual(mine(), { phase: 'casting', choice: 'up' })
  for (const reason of ['offline', 'busy', 'too-few-members', 'old-anchor', 'halted'] as const) {
    votes.wait(id, reason)
    assert.deepEqual(mine(), { phase: 'casting', choice: 'up', reason, words: EN.waitingVotes[reason] })
  }
  votes.set(id, 'down', 2)
  for (const one of ['group', 'tree', 'proof', 'sending'] as const) {
    step = one
    assert.deepEqual(mine(), { phase: 'casting', choice: 'down', step: one })
  }
  votes.cast(id, 0)
  assert.deepEqual(mine(), { phase: 'cast', choice: 'down' })
  votes.settle(id, 'dropped')
  assert.deepEqual(mine(), { phase: 'dropped', choice: 'down', words: EN.droppedBallot })
  votes.settle(id, 'counted')
  assert.deepEqual(mine(), { phase: 'cast', choice: 'down' })
})

test('what went to those one trusts is not voted on', () => {
  const id = device.random(16) as PostId
  const post = { id, content: { text: 'for few' }, expiresAt: device.clock.now() + DAY_MS } as const
  device.rows.trustedPosts.add({ author: bob, post, writtenAt: device.clock.now(), isMine: false })
  assert.deepEqual([shown(id).audience, shown(id).votes], ['trusted', undefined])
  assert.equal(feed({ audience: 'world' }).posts.length, 0)
  assert.equal(feed({ audience: 'trusted' }).posts.length, 1)
})

test('a page is thirty posts unless it is said, at least one, and never too many', () => {
  device.sql.transaction(() => {
    for (let index = 0; index < 230; index++) say(`${index}`, { ago: index })
  })
  const count = (limit?: number) => feed(limit === undefined ? {} : { limit }).posts.length
  assert.deepEqual([count(), count(7), count(0), count(-1), count(100_000)], [30, 7, 1, 1, 200])
})

test('a page reads its own posts and one more, however many there are', () => {
  device.sql.transaction(() => {
    for (let index = 0; index < 500; index++) say(`${index}`, { ago: index })
  })
  const noted = noting(device)
  viewsOf(noted.device).feed({ limit: 20 })
  assert.equal(Math.max(...noted.rowsRead), 21)
})
