import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { createPhrase, createRegistrationId } from '@comrad/keymaker'
import type { Name, PostId } from '@comrad/protocol'
import { createAccount } from '../account/account.ts'
import type { SquareSettings } from '../square.ts'
import { createPostCountRows } from '../store/post-count-rows.ts'
import { type BareDevice, createBareDevice, nameOf } from '../testing/bare-device.ts'
import { recordOf } from '../testing/log-keeper.ts'
import { type FeedPageWish, postKeyOf } from '../views/feed-view.ts'
import { createFeedViews } from './feed-views.ts'

const [alice, bob, carol] = ['alice', 'bob', 'carol'].map(nameOf) as [Name, Name, Name]
const DAY_MS = 86_400_000

let device: BareDevice
let settings: SquareSettings
let views: ReturnType<typeof createFeedViews>
let sequence: number
beforeEach(async () => {
  device = await createBareDevice()
  device.rows.account.create(createPhrase(), createRegistrationId())
  device.rows.account.registered(alice, 0)
  settings = { prefetchImages: false }
  sequence = 0
  views = createFeedViews({
    castStep: () => undefined,
    ...{ device, account: createAccount(device) },
    sync: () => ({ phase: 'never' }),
    settings: () => settings,
  })
})
afterEach(() => device.close())

type Said = {
  readonly author?: Name
  readonly ago?: number
  readonly days?: number
  readonly replyTo?: PostId
  readonly id?: PostId
}

function say(text: string, { author = bob, ago = 0, days = 7, replyTo, id }: Said = {}): PostId {
  const now = device.clock.now()
  const post = id ?? (device.random(16) as PostId)
  device.rows.posts.addWorld({
    ...{ id: post, author, content: { text }, replyTo, page: 0, sequence: ++sequence },
    ...{ writtenAt: now - ago, expiresAt: now + days * DAY_MS },
  })
  return post
}

const tally = (text: string, up: number, down: number) =>
  device.sql.run('update posts set up = ?, down = ? where text = ?', up, down, text)

const texts = (wish?: FeedPageWish) => views.feed(wish).posts.map(({ text }) => text)

/** Page by page, as somebody who scrolls. */
function scroll(wish: FeedPageWish, between = () => {}): string[] {
  const seen: string[] = []
  let before: string | undefined
  do {
    const page = views.feed({ ...wish, ...(before !== undefined && { before }) })
    seen.push(...page.posts.map(({ text }) => text))
    before = page.older
    between()
  } while (before !== undefined)
  return seen
}

test('the feed goes on from page to page, without holes or repetitions, also between posts of one moment', () => {
  for (let count = 0; count < 10; count++) say(`post ${count}`, { ago: Math.floor(count / 4) * 1_000 })
  const seen = scroll({ limit: 3 })
  assert.equal(seen.length, 10)
  assert.equal(new Set(seen).size, 10)
  assert.deepEqual(seen, texts({ limit: 50 }))
})

test('what comes while somebody scrolls changes nothing below', () => {
  for (let count = 0; count < 9; count++) say(`post ${count}`, { ago: count * 1_000 })
  const seen = scroll({ limit: 4 }, () => say('new'))
  assert.deepEqual(
    seen,
    Array.from({ length: 9 }, (_, count) => `post ${count}`),
  )
})

test('by votes: the highest first, the newer of two that are equal', () => {
  say('liked', { ago: 3_000 })
  say('disliked', { ago: 1_000 })
  say('older', { ago: 2_000 })
  say('newer', { ago: 500 })
  tally('liked', 3, 1)
  tally('disliked', 0, 4)
  assert.deepEqual(scroll({ order: 'votes', limit: 1 }), ['liked', 'newer', 'older', 'disliked'])
})

test('a cursor that is none of ours begins at the top', () => {
  say('here')
  for (const before of ['', 'x', '1.2', '99999999999.1.1', "1.1.1'; drop table posts"]) {
    assert.deepEqual(texts({ before }), ['here'])
  }
})

test('posts that many have voted down are hidden, but never one’s own', () => {
  say('fine')
  say('bad')
  say('mine', { author: alice })
  tally('bad', 1, 6)
  tally('mine', 0, 9)
  settings = { ...settings, hideBelow: -4 }
  assert.deepEqual(texts().sort(), ['fine', 'mine'])
  assert.deepEqual(texts({ author: bob }).sort(), ['bad', 'fine'], 'who looks at one person sees them')
})

test('the muted and the blocked are not in the feed; who looks at a muted person sees them', () => {
  say('loud', { author: bob })
  say('worse', { author: carol })
  device.sql.transaction(() => {
    device.rows.quiet.muted.add(bob)
    device.rows.quiet.blocked.add(carol)
  })
  assert.deepEqual(texts(), [])
  assert.deepEqual(texts({ author: bob }), ['loud'])
  assert.deepEqual(texts({ author: carol }), [])
  assert.equal(views.feed().unread, 0)
})

test('a thread begins at its first post that is here, and each reply is below what it answers', () => {
  const first = say('first', { ago: 5_000 })
  const reply = say('reply', { ago: 4_000, replyTo: first })
  say('late', { ago: 1_000, replyTo: first })
  const deep = say('deep', { ago: 3_000, replyTo: reply })
  const thread = views.thread(postKeyOf(deep))
  assert.ok(thread.ok)
  assert.deepEqual(
    thread.value.posts.map(({ depth, post }) => `${depth} ${post.text}`),
    ['0 first', '1 reply', '2 deep', '1 late'],
  )
  assert.equal(thread.value.focus, postKeyOf(deep))
  assert.equal(views.feed().posts.find(({ text }) => text === 'first')?.replies, 2)
})

test('a thread that is too long says so, and always holds the post that was asked for', () => {
  const first = say('first', { ago: 9_000 })
  for (let index = 0; index < 500; index++) say(`reply ${index}`, { ago: 8_000 - index, replyTo: first })
  const last = say('the last one', { ago: 1, replyTo: first })
  const whole = views.thread(postKeyOf(first))
  assert.ok(whole.ok)
  assert.deepEqual([whole.value.posts.length, whole.value.more], [500, true])
  const thread = views.thread(postKeyOf(last))
  assert.ok(thread.ok)
  assert.deepEqual(
    thread.value.posts.map(({ post }) => post.text),
    ['the last one'],
  )
  assert.equal(thread.value.more, undefined)
})

test('a reply to what is not here, or has expired, begins a thread', async () => {
  const orphan = say('orphan', { replyTo: device.random(16) as PostId })
  const parent = say('parent', { days: 1 })
  const child = say('child', { replyTo: parent })
  await device.clock.advance(DAY_MS)
  for (const post of [orphan, child]) {
    const thread = views.thread(postKeyOf(post))
    assert.equal(thread.ok && thread.value.posts.length, 1)
  }
  assert.deepEqual(views.thread(postKeyOf(parent)), { ok: false, error: { type: 'expired' } })
})

test('replies that go round are cut where they close', () => {
  // Ids of trusted posts are whatever a hostile contact says.
  const ids = [1, 2, 3].map((byte) => new Uint8Array(16).fill(byte) as PostId)
  for (const [index, id] of ids.entries()) {
    const replyTo = ids[(index + 1) % ids.length]
    say(`post ${index}`, { id, ...(replyTo && { replyTo }) })
  }
  for (const id of ids) {
    const thread = views.thread(postKeyOf(id))
    assert.ok(thread.ok)
    assert.equal(thread.value.posts.length, 3)
    assert.equal(new Set(thread.value.posts.map(({ post }) => post.post)).size, 3)
  }
  const own = new Uint8Array(16).fill(9) as PostId
  say('answers itself', { id: own, replyTo: own })
  const alone = views.thread(postKeyOf(own))
  assert.equal(alone.ok && alone.value.posts.length, 1)
})

test('a thread that is very deep or very long ends somewhere', () => {
  let parent = say('0')
  for (let depth = 1; depth < 700; depth++) parent = say(`${depth}`, { replyTo: parent })
  const thread = views.thread(postKeyOf(parent))
  assert.ok(thread.ok && thread.value.posts.length <= 500)
  assert.ok(
    thread.value.posts.some(({ post }) => post.post === thread.value.focus),
    'with what was asked for',
  )
})

test('a post is named by as much of its id as no other has', () => {
  const same = new Uint8Array(16).fill(0xab)
  const other = same.slice()
  other[4] = 0xac
  say('one', { id: same as PostId })
  say('two', { id: other as PostId })
  assert.deepEqual(views.thread('abababab'), { ok: false, error: { type: 'ambiguous-post' } })
  for (const [key, text] of [
    ['ABABABABAB', 'one'],
    ['abababaa', undefined],
    ['ababababac', 'two'],
    ['ababababa', undefined],
  ] as const) {
    const thread = views.thread(key)
    assert.equal(thread.ok ? thread.value.posts[0]?.post.text : undefined, text, key)
  }
  for (const key of ['', 'zz', 'a', "' or 1", 'ab'.repeat(40)]) {
    assert.deepEqual(views.thread(key), { ok: false, error: { type: 'unknown-post' } })
  }
})

test('somebody who is in the register and has said nothing has an empty profile', () => {
  assert.deepEqual(views.profile('nobody'), { ok: false, error: { type: 'unknown-name' } })
  device.rows.register.stage({ position: 0, record: recordOf('carol') })
  device.sql.run(`insert into checkpoint values (1, 1, x'', x'', 0)`)
  const profile = views.profile('Carol')
  assert.ok(profile.ok)
  assert.deepEqual(profile.value.posts, [])
  assert.deepEqual([profile.value.world, profile.value.trusted], [undefined, undefined])
})

test('every order of the feed is read by index, from the place where it begins', () => {
  const plan = (where: string, order: string) =>
    device.sql
      .all<{ detail: string }>(
        `explain query plan select number from posts where ${where} order by ${order} limit 30`,
      )
      .map(({ detail }) => detail)
      .join('; ')
  const byTime = plan('expires_at > 0 and (written_at, number) < (1, 1)', 'written_at desc, number desc')
  assert.match(byTime, /USING (COVERING )?INDEX posts_new/)
  assert.doesNotMatch(byTime, /TEMP B-TREE/)
  const byVotes = plan(
    'expires_at > 0 and (score, written_at, number) < (1, 1, 1)',
    'score desc, written_at desc, number desc',
  )
  assert.match(byVotes, /USING (COVERING )?INDEX posts_by_score/)
  assert.doesNotMatch(byVotes, /TEMP B-TREE/)
})

const UNREAD = (wish?: FeedPageWish) => views.feed({ limit: 200, ...wish }).posts.filter((one) => one.unread)

test('what is counted is what the feed shows, whatever becomes of posts', async () => {
  const counted = () => {
    const { posts, unread } = views.counts()
    assert.deepEqual([posts, unread], [views.feed({ limit: 200 }).posts.length, UNREAD().length])
    assert.equal(views.feed().unread, unread)
    return [posts, unread]
  }
  const change = (act: () => void) => device.sql.transaction(act)
  const posts = [alice, bob, carol].flatMap((author) =>
    [-6, -4, 0, 2].map((score, index) => {
      const post = say(`${author} ${score}`, { author, days: index === 3 ? 1 : 7 })
      tally(`${author} ${score}`, Math.max(score, 0), Math.max(-score, 0))
      return post
    }),
  )
  say('theirs', { author: bob })
  device.sql.run(`update posts set audience = 'trusted', down = 9 where text = 'theirs'`)
  assert.deepEqual(counted(), [13, 13])
  settings = { ...settings, hideBelow: -4 }
  assert.deepEqual(counted(), [11, 11], 'but one’s own, and what came by letter')
  change(() => device.rows.posts.markRead(posts[0] as PostId))
  change(() => device.rows.posts.markRead(posts[5] as PostId))
  assert.deepEqual(counted(), [11, 9])
  change(() => device.rows.posts.addVotes(posts[5] as PostId, 0, 1))
  assert.deepEqual(counted(), [10, 9], 'read, and below the threshold since')
  change(() => device.rows.posts.addVotes(posts[6] as PostId, 0, 5))
  assert.deepEqual(counted(), [9, 8], 'unread, and below the threshold since')
  change(() => device.rows.quiet.muted.add(carol))
  assert.deepEqual(counted(), [6, 5])
  change(() => device.rows.quiet.blocked.add(carol))
  assert.deepEqual(counted(), [6, 5], 'muted and blocked is left out once')
  change(() => device.rows.posts.bury(posts[2] as PostId, alice, device.clock.now() + DAY_MS))
  assert.deepEqual(counted(), [5, 4])
  await device.clock.advance(DAY_MS)
  assert.deepEqual(counted(), [3, 2], 'expired, and not swept away yet')
  change(() => device.rows.posts.removeExpired(device.clock.now()))
  assert.deepEqual(counted(), [3, 2])
  change(() => {
    device.rows.quiet.muted.remove(carol)
    device.rows.quiet.blocked.remove(carol)
  })
  assert.deepEqual(counted(), [5, 4])
  await device.clock.advance(7 * DAY_MS)
  change(() => device.rows.posts.removeExpired(device.clock.now()))
  assert.deepEqual(device.sql.all('select * from post_counts'), [], 'no name is left of posts that are gone')
})

test('nobody counts posts one by one: the sums of all are read, and what has just gone', () => {
  const asked: string[] = []
  const rows = createPostCountRows({
    ...device.sql,
    get: (query, ...values) => {
      const plan = device.sql.all<{ detail: string }>(`explain query plan ${query}`, ...values)
      asked.push(...plan.map(({ detail }) => detail).filter((detail) => / posts\b/.test(detail)))
      return device.sql.get(query, ...values)
    },
  })
  rows.shown({ now: device.clock.now(), hideBelow: -4, self: alice })
  const gone = [
    'SEARCH posts USING INDEX posts_by_expiry (expires_at<?)',
    'SEARCH posts USING INDEX sqlite_autoindex_posts_1 (id=?)',
  ]
  assert.deepEqual(asked, gone)
})
