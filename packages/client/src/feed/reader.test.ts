import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { feedHeadAfter, sha256, verifyFeedHead } from '@comrad/keymaker'
import {
  type BlobId,
  decodeFeedHead,
  type FeedHead,
  type FeedItem,
  type Hash,
  type ImageReference,
  type PostId,
  type Slot,
  startOfDay,
} from '@comrad/protocol'
import { createAccount } from '../account/account.ts'
import type { Actor } from '../acts/actor.ts'
import { createMonitor } from '../register/monitor.ts'
import { type BareDevice, createBareDevice } from '../testing/bare-device.ts'
import { type Author, createFeedKeeper, type FeedKeeper, refused } from '../testing/feed-keeper.ts'
import { createFeedLink, type FeedLink } from '../testing/feed-link.ts'
import { createTrust } from '../trust.ts'
import { createFeedKeys } from './keys.ts'
import { createFeedReader, type FeedReader } from './reader.ts'

let device: BareDevice
let keeper: FeedKeeper
let alice: Author
let slots: Slot[]
beforeEach(async () => {
  const bare = await createBareDevice()
  keeper = createFeedKeeper(bare.clock)
  device = { ...bare, operator: { ...bare.operator, fingerprint: keeper.log.fingerprint } }
  alice = keeper.author('alice')
  slots = []
})
afterEach(() => device.close())

function reading(): { readonly reader: FeedReader; readonly link: FeedLink; readonly posts: string[] } {
  const link = createFeedLink(device.clock, keeper.log.keys, keeper.request)
  const account = createAccount(device)
  const trust = createTrust(device)
  const monitor = createMonitor({
    ...{ device, account, trust },
    reading: (use) => use(keeper.request),
    onBehind: () => {},
    keys: () => keeper.log.keys,
    isWrongOperator: () => false,
  })
  const keys = createFeedKeys({ device, link, actor: anyActor() })
  const readTallies = async () => undefined
  const posts: string[] = []
  device.events.on('post', ({ post }) => posts.push(post))
  return {
    reader: createFeedReader({ device, link, trust, monitor, keys, readTallies }),
    link,
    posts,
  }
}

/** Its proofs are not looked at here. */
function anyActor(): Actor {
  const empty = new Uint8Array(32) as FeedHead['hash']
  const proof = { root: empty, nullifier: empty, points: new Uint8Array(256) }
  return {
    async useSlot() {
      const slot = { day: Math.floor(device.clock.now() / startOfDay(1)), slot: slots.length }
      slots.push(slot)
      return { ok: true, value: { ...slot, proof } }
    },
    vote: async () => ({ ok: true, value: proof }),
    judge: (error) => (error.type === 'refused' && error.code === 'nullifier-used' ? 'again' : undefined),
  }
}

const texts = () =>
  device.rows.posts
    .query({ order: 'new', self: undefined, now: device.clock.now(), limit: 200 })
    .map(({ text }) => text)
const alarms = () => device.rows.alarms.all().map(({ alarm }) => alarm)
const bad = () => device.rows.counters.read('bad-posts')
const pagesAsked = () => {
  const pages = keeper.asked.flatMap((request) => (request.type === 'page' ? [request.page] : []))
  keeper.asked.length = 0
  return pages
}
const replacing = (sequence: number, item: FeedItem) =>
  keeper.bend((request) => {
    if (request.type !== 'page') return undefined
    const page = keeper.page(request.page)
    const items = page.items.map((one, index) => (page.firstSequence + index === sequence ? item : one))
    return { type: 'page', page: { ...page, items } }
  })

test('the newest page is read first, then the others back to the oldest', async () => {
  for (let count = 1; count <= 8; count++) keeper.post(alice, `post ${count}`)
  const { reader, posts } = reading()
  assert.equal(await reader.run(), 'done')
  assert.deepEqual(pagesAsked(), [2, 1, 0])
  assert.equal(texts().length, 8)
  assert.equal(posts.length, 8, 'each is announced once')
  assert.equal(reader.sync().phase, 'current')
  assert.deepEqual(alarms(), [])
})

test('a page that was read whole is not fetched again, nor one to which nothing was added', async () => {
  for (let count = 1; count <= 4; count++) keeper.post(alice, `post ${count}`)
  const { reader, posts } = reading()
  await reader.run()
  pagesAsked()
  await reader.run()
  assert.deepEqual(pagesAsked(), [])
  keeper.post(alice, 'post 5')
  keeper.post(alice, 'post 6')
  keeper.post(alice, 'post 7')
  await reader.run()
  assert.deepEqual(pagesAsked(), [2, 1])
  assert.equal(texts().length, 7)
  assert.equal(posts.length, 7)
})

test('one ticket opens the days that live, and is not asked for twice', async () => {
  keeper.post(alice, 'yesterday')
  await device.clock.advance(startOfDay(1))
  keeper.post(alice, 'today')
  const { reader, link } = reading()
  await reader.run()
  keeper.post(alice, 'later today')
  await reader.run()
  assert.equal(texts().length, 3)
  assert.deepEqual([slots.length, link.circuits()], [1, 1])
})

test('a ticket whose answer was lost is shown again, the same', async () => {
  keeper.post(alice, 'here')
  let broken = true
  keeper.bend((request) => (request.type === 'ticket' && broken ? 'offline' : undefined))
  const { reader } = reading()
  assert.equal(await reader.run(), 'offline')
  assert.equal(reader.sync().phase, 'waiting')
  broken = false
  // As after a restart.
  await reading().reader.run()
  assert.deepEqual(texts(), ['here'])
  const tickets = keeper.asked.filter(({ type }) => type === 'ticket')
  assert.equal(tickets.length, 2)
  assert.deepEqual(tickets[0], tickets[1])
  assert.equal(slots.length, 1, 'one slot')
})

test('a slot that another device of the account has used costs nothing but the next one', async () => {
  keeper.post(alice, 'here')
  keeper.bend((request) =>
    request.type === 'ticket' && request.ticket.slot < 2 ? refused('nullifier-used') : undefined,
  )
  await reading().reader.run()
  assert.deepEqual(texts(), ['here'])
  assert.equal(slots.length, 3)
})

test('an Operator that names a day without a key is not given a ticket for each entry', async () => {
  keeper.post(alice, 'one')
  keeper.post(alice, 'two')
  keeper.bend((request) => {
    if (request.type !== 'page') return undefined
    const page = keeper.page(request.page)
    const items = page.items.map((item) => (item.type === 'entry' ? { ...item, day: 7 } : item))
    return { type: 'page', page: { ...page, items } }
  })
  await reading().reader.run()
  assert.equal(slots.length, 1)
  assert.equal(bad(), 2)
  assert.deepEqual(texts(), [])
})

test('without a connection what was read stays, and the view says so', async () => {
  keeper.post(alice, 'here')
  const { reader } = reading()
  await reader.run()
  keeper.bend(() => 'offline')
  assert.equal(await reader.run(), 'offline')
  const sync = reader.sync()
  assert.equal(sync.phase, 'waiting')
  assert.ok(sync.phase === 'waiting' && sync.at === device.clock.now(), 'and how old it is')
  assert.deepEqual(texts(), ['here'])
})

test('a connection that breaks between two pages loses nothing, and what was read is not read again', async () => {
  for (let count = 1; count <= 9; count++) keeper.post(alice, `post ${count}`)
  keeper.bend((request) => (request.type === 'page' && request.page === 1 ? 'offline' : undefined))
  await reading().reader.run()
  assert.equal(texts().length, 3)
  keeper.bend(undefined)
  pagesAsked()
  await reading().reader.run()
  assert.deepEqual(pagesAsked(), [1, 0])
  assert.equal(texts().length, 9)
})

test('a note signed with another key is counted and not shown', async () => {
  const mallory = keeper.author('mallory')
  keeper.post(alice, 'in my name', { signer: mallory })
  keeper.post(mallory, 'in mine')
  await reading().reader.run()
  assert.deepEqual(texts(), ['in mine'])
  assert.equal(bad(), 1)
})

test('a note by somebody who is not in the register is counted and not shown', async () => {
  const { identity, record } = createFeedKeeper(device.clock).author('nobody')
  keeper.post({ identity, record }, 'from nowhere')
  await reading().reader.run()
  assert.deepEqual(texts(), [])
  assert.equal(bad(), 1)
})

test('a note that @Comrades has altered is counted and not shown', async () => {
  const { bytes } = keeper.note(alice, { kind: 'post', content: { text: 'strike at noon' } })
  const altered = bytes.slice()
  altered.set(new TextEncoder().encode('dinner'), Buffer.from(bytes).indexOf('strike'))
  keeper.append({
    id: new Uint8Array(16) as PostId,
    note: keeper.note(alice, { kind: 'post', content: { text: 'x' } }).note,
    bytes: altered,
  })
  await reading().reader.run()
  assert.deepEqual(texts(), [])
  assert.equal(bad(), 1)
})

test('bytes that are no note are counted, once, however often their page is read', async () => {
  keeper.post(alice, 'one')
  keeper.replace(1, new Uint8Array(40))
  const { reader } = reading()
  await reader.run()
  keeper.post(alice, 'two')
  await reader.run()
  assert.equal(bad(), 1)
  assert.deepEqual(texts(), ['two'])
})

test('a note that is shown again under another sequence is not two posts, and moves nothing', async () => {
  const post = keeper.post(alice, 'said once')
  keeper.post(alice, 'between')
  const { reader } = reading()
  await reader.run()
  const stored = device.rows.posts.find(post.id)
  keeper.append(post)
  await reader.run()
  assert.equal(texts().filter((text) => text === 'said once').length, 1)
  assert.equal(bad(), 1)
  assert.equal(device.rows.posts.find(post.id)?.page, stored?.page)
})

test('what has expired is not shown, and one that lives for ever is no note', async () => {
  keeper.post(alice, 'a day', { days: 1 })
  keeper.post(alice, 'a year', { days: 365 })
  keeper.post(alice, 'gone already', { days: 1, at: device.clock.now() - startOfDay(1.5) })
  const { reader, posts } = reading()
  await reader.run()
  assert.deepEqual(texts(), ['a day'])
  assert.deepEqual(posts.length, 1, 'what is not shown is not announced')
  assert.equal(bad(), 1)
  await device.clock.advance(startOfDay(1))
  assert.deepEqual(texts(), [], 'without asking anybody')
  device.sql.transaction(() => device.rows.posts.removeExpired(device.clock.now()))
  assert.equal(device.sql.get<{ n: number }>('select count(*) as n from posts')?.n, 0)
})

test('a deletion takes its author’s post away, and nobody else’s', async () => {
  const mallory = keeper.author('mallory')
  const mine = keeper.post(alice, 'mine')
  const hers = keeper.post(alice, 'also mine')
  const { reader } = reading()
  await reader.run()
  keeper.append(keeper.note(alice, { kind: 'deletion', post: mine.id }))
  keeper.append(keeper.note(mallory, { kind: 'deletion', post: hers.id }))
  await reader.run()
  assert.deepEqual(texts(), ['also mine'])
})

test('a deleted post does not come back, whether it is shown after its deletion or read after it', async () => {
  const first = keeper.post(alice, 'deleted')
  for (let count = 0; count < 3; count++) keeper.post(alice, 'between')
  // The Operator leaves it where it was; its page is read after the one with the deletion.
  keeper.append(keeper.note(alice, { kind: 'deletion', post: first.id }))
  const { reader, posts } = reading()
  await reader.run()
  assert.ok(!texts().includes('deleted'))
  keeper.append(first)
  await reader.run()
  assert.ok(!texts().includes('deleted'), 'nor when it is appended again')
  assert.equal(posts.length, 3, 'nor is it announced')
})

test('what has become a gap goes here too', async () => {
  const gone = keeper.post(alice, 'gone')
  keeper.post(alice, 'stays')
  const { reader } = reading()
  await reader.run()
  keeper.remove(1)
  keeper.append(keeper.note(alice, { kind: 'deletion', post: gone.id }))
  keeper.post(alice, 'new')
  await reader.run()
  assert.deepEqual(texts().sort(), ['new', 'stays'])
  assert.equal(device.rows.posts.find(gone.id), undefined)
  await reader.run()
  assert.deepEqual(alarms(), [], 'the gap’s hash keeps the chain whole')
})

test('a post that has become a gap before its time, and that its author has not deleted, is an alarm; the post stays', async () => {
  keeper.post(alice, 'a day', { days: 1 })
  const hidden = keeper.post(alice, 'Tomorrow at the gate')
  await reading().reader.run()
  for (const sequence of [1, 2]) keeper.remove(sequence)
  keeper.post(alice, 'later')
  await reading().reader.run()
  assert.deepEqual(alarms(), [], 'its deletion may stand behind the head that was read to')
  assert.deepEqual(texts().sort(), ['Tomorrow at the gate', 'later'])
  await reading().reader.run()
  const found = alarms().map((alarm) => alarm.kind === 'post-hidden' && [alarm.sequence, alarm.post])
  assert.deepEqual(found, [[2, Buffer.from(hidden.id).toString('hex')]])
  assert.ok(texts().includes('Tomorrow at the gate'))
  keeper.post(alice, 'on')
  await reading().reader.run()
  assert.equal(alarms().length, 1, 'once')
})

test('a deletion that stands behind the head that was read to is no alarm', async () => {
  keeper.post(alice, 'first')
  const deleted = keeper.post(alice, 'taken back')
  keeper.post(alice, 'third')
  const { reader } = reading()
  await reader.run()
  keeper.post(alice, 'on the next page')
  const before = keeper.head()
  // Between the answers about the head and the page the author deletes it: page 0 has the gap, page 1 the deletion.
  keeper.bend((request) => {
    if (request.type === 'feed-head') return { type: 'feed-head', head: before, latestPage: 1 }
    if (request.type === 'page' && request.page === 0) keeper.remove(2)
    return undefined
  })
  await reader.run()
  keeper.bend(undefined)
  keeper.append(keeper.note(alice, { kind: 'deletion', post: deleted.id }))
  await reader.run()
  await reader.run()
  assert.deepEqual([alarms(), texts().includes('taken back')], [[], false])
})

test('a post that is back in its place is hidden no more', async () => {
  const post = keeper.post(alice, 'first')
  const { reader } = reading()
  await reader.run()
  const whole = keeper.page(0).items[0]
  assert.ok(whole)
  keeper.remove(1)
  keeper.post(alice, 'second')
  await reader.run()
  assert.ok(device.rows.posts.isGap(post.id))
  keeper.post(alice, 'third')
  replacing(1, whole)
  await reader.run()
  await reader.run()
  assert.equal(device.rows.posts.isGap(post.id), false)
})

test('an entry that was put in the place of another is an alarm, and is not believed', async () => {
  keeper.post(alice, 'as it was')
  keeper.post(alice, 'second')
  const { reader } = reading()
  await reader.run()
  keeper.replace(1, keeper.note(alice, { kind: 'post', content: { text: 'as it is now' } }).bytes)
  keeper.post(alice, 'third')
  await reader.run()
  assert.deepEqual(
    alarms().map(({ kind }) => kind),
    ['feed-forked'],
  )
  assert.ok(!texts().includes('as it is now'))
})

test('a page that does not lead to the next one is not believed', async () => {
  for (let count = 1; count <= 5; count++) keeper.post(alice, `post ${count}`)
  replacing(2, { type: 'gap', hash: sha256(new Uint8Array(1)) })
  await reading().reader.run()
  assert.deepEqual(
    alarms().map(({ kind }) => kind),
    ['feed-forked'],
  )
  assert.deepEqual(texts().sort(), ['post 4', 'post 5'])
})

test('entries that are left out between two pages are noticed', async () => {
  for (let count = 1; count <= 5; count++) keeper.post(alice, `post ${count}`)
  keeper.bend((request) => {
    if (request.type !== 'page' || request.page !== 0) return undefined
    const page = keeper.page(0)
    return { type: 'page', page: { ...page, items: page.items.slice(0, 2) } }
  })
  const { reader } = reading()
  assert.equal(await reader.run(), 'retry')
  assert.equal(reader.sync().phase, 'waiting')
  keeper.bend(undefined)
  assert.equal(await reader.run(), 'done')
  assert.equal(texts().length, 5)
})

test('pages that end before the head of the feed are not all there is', async () => {
  for (let count = 1; count <= 3; count++) keeper.post(alice, `post ${count}`)
  keeper.bend((request) => {
    if (request.type !== 'page') return undefined
    const page = keeper.page(0)
    return { type: 'page', page: { ...page, items: page.items.slice(0, 2) } }
  })
  assert.equal(await reading().reader.run(), 'retry')
})

test('more pages than a device could read are not looked for, whatever was signed', async () => {
  keeper.post(alice, 'one')
  const endless = keeper.sign({ sequence: 2 ** 40, hash: keeper.head().hash, oldestPage: 0 })
  keeper.bend(({ type }) =>
    type === 'feed-head' ? { type, head: endless, latestPage: 2 ** 32 - 2 } : undefined,
  )
  const { reader } = reading()
  assert.equal(await reader.run(), 'retry')
  assert.deepEqual(pagesAsked(), [])
})

test('more pages than the feed has entries are not looked for', async () => {
  for (let count = 0; count < 4; count++) keeper.post(alice, `${count}`)
  for (const pages of [
    { oldestPage: 0, latestPage: 4 },
    { oldestPage: 0, latestPage: 2 ** 32 - 2 },
    { oldestPage: 2, latestPage: 1 },
  ]) {
    const { oldestPage, latestPage } = pages
    keeper.bend(({ type }) =>
      type === 'feed-head' ? { type, head: keeper.head(4, oldestPage), latestPage } : undefined,
    )
    const { reader } = reading()
    assert.equal(await reader.run(), 'retry')
    assert.equal(reader.sync().phase, 'waiting')
    assert.deepEqual(pagesAsked(), [])
  }
  keeper.bend(undefined)
  await reading().reader.run()
  assert.equal(texts().length, 4)
})

const keepingBack = (page: number) =>
  keeper.bend((request) =>
    request.type === 'page' && request.page === page ? refused('unknown-page') : undefined,
  )

test('a page that the Operator says it does not have is missed until a signed head says that it is gone', async () => {
  for (let count = 1; count <= 8; count++) keeper.post(alice, `post ${count}`)
  keepingBack(1)
  const { reader } = reading()
  for (let count = 0; count < 2; count++) {
    assert.equal(await reader.run(), 'retry')
    const sync = reader.sync()
    assert.match(sync.phase === 'waiting' ? sync.words.happened : '', /a page of the feed is kept back/)
  }
  assert.deepEqual(texts().sort(), ['post 7', 'post 8'])
  keeper.bend(undefined)
  assert.equal(await reader.run(), 'done')
  assert.equal(texts().length, 8)
})

test('a page that has gone since the head was signed is not missed, nor are those before it', async () => {
  for (let count = 1; count <= 8; count++) keeper.post(alice, `post ${count}`)
  let asked = 0
  keeper.bend((request) => {
    if (request.type !== 'feed-head' || asked++ > 0) return undefined
    keeper.dropBefore(2)
    return { type: 'feed-head', head: keeper.head(8, 0), latestPage: 2 }
  })
  assert.equal(await reading().reader.run(), 'done')
  assert.deepEqual(pagesAsked(), [2, 1])
  assert.deepEqual(texts().sort(), ['post 7', 'post 8'])
  assert.deepEqual(alarms(), [])
})

test('a head that is not signed does not take a page away', async () => {
  for (let count = 1; count <= 4; count++) keeper.post(alice, `post ${count}`)
  let asked = 0
  keeper.bend((request) => {
    if (request.type === 'page' && request.page === 0) return refused('unknown-page')
    if (request.type !== 'feed-head' || asked++ === 0) return undefined
    return { type: 'feed-head', head: { ...keeper.head(), oldestPage: 1 }, latestPage: 1 }
  })
  assert.equal(await reading().reader.run(), 'retry')
})

test('a page that goes while a post on it lives is an alarm of whoever has seen it; the post stays', async () => {
  keeper.post(alice, 'a day', { days: 1 })
  const deleted = keeper.post(alice, 'taken back')
  const hidden = keeper.post(alice, 'Tomorrow at the gate')
  keeper.post(alice, 'later')
  const { reader } = reading()
  await reader.run()
  keeper.append(keeper.note(alice, { kind: 'deletion', post: deleted.id }))
  keeper.dropBefore(1)
  assert.equal(await reader.run(), 'done')
  assert.deepEqual(
    alarms().map((alarm) => alarm.kind === 'post-hidden' && [alarm.sequence, alarm.post]),
    [[3, Buffer.from(hidden.id).toString('hex')]],
  )
  assert.ok(texts().includes('Tomorrow at the gate'))
  keeper.post(alice, 'on')
  await reader.run()
  assert.equal(alarms().length, 1, 'once')
})

test('a page whose posts have expired, or were deleted by their authors, goes without an alarm', async () => {
  keeper.post(alice, 'a day', { days: 1 })
  const second = keeper.post(alice, 'taken back')
  const third = keeper.post(alice, 'taken back too')
  keeper.post(alice, 'later')
  const { reader } = reading()
  await reader.run()
  for (const { id } of [second, third]) keeper.append(keeper.note(alice, { kind: 'deletion', post: id }))
  keeper.dropBefore(1)
  assert.equal(await reader.run(), 'done')
  assert.deepEqual(alarms(), [])
})

test('pages that were gone do not come back: an Operator that shows others more of the feed is found out', async () => {
  for (let count = 1; count <= 7; count++) keeper.post(alice, `post ${count}`)
  keeper.dropBefore(2)
  const { reader } = reading()
  await reader.run()
  reader.compare(keeper.head(6, 1))
  assert.deepEqual(alarms(), [], 'an earlier head')
  keeper.post(alice, 'post 8')
  reader.compare(keeper.head(8, 1))
  const [alarm] = alarms()
  assert.ok(alarm?.kind === 'feed-forked')
  assert.equal(alarm.heads.length, 2, 'both are signed')
})

test('a head without the Operator’s signature is not believed', async () => {
  keeper.post(alice, 'here')
  keeper.bend((request) => {
    if (request.type !== 'feed-head') return undefined
    const head = { ...keeper.head(), sequence: 9 }
    return { type: 'feed-head', head, latestPage: 0 }
  })
  assert.equal(await reading().reader.run(), 'retry')
  assert.deepEqual(texts(), [])
})

test('a contact who was shown the same feed raises no alarm, earlier or later', async () => {
  keeper.post(alice, 'one')
  keeper.post(alice, 'two')
  const { reader } = reading()
  await reader.run()
  reader.compare(keeper.head(1))
  reader.compare(keeper.head(2))
  keeper.post(alice, 'three')
  reader.compare(keeper.head(3))
  assert.equal(device.rows.feed.owed().length, 1, 'looked at when it is here')
  await reader.run()
  assert.equal(device.rows.feed.owed().length, 0)
  assert.deepEqual(alarms(), [])
})

test('a head that a letter brings while the feed is read is no lie', async () => {
  keeper.post(alice, 'one')
  const { reader } = reading()
  keeper.bend((request) => {
    if (request.type !== 'page') return undefined
    keeper.bend(undefined)
    keeper.post(alice, 'two')
    reader.compare(keeper.head())
    return { type: 'page', page: keeper.page(request.page) }
  })
  await reader.run()
  assert.deepEqual(alarms(), [])
  await reader.run()
  assert.deepEqual(alarms(), [])
})

test('a contact who was shown another feed raises the alarm, at once or when this device gets there', async () => {
  const head = (sequence: number): FeedHead => ({ ...keeper.head(sequence) })
  keeper.post(alice, 'one')
  const { reader } = reading()
  await reader.run()
  const real = keeper.page(0)
  keeper.replace(1, keeper.note(alice, { kind: 'post', content: { text: 'for others' } }).bytes)
  reader.compare(head(1))
  assert.deepEqual(
    alarms().map((alarm) => (alarm.kind === 'feed-forked' ? alarm.sequence : alarm.kind)),
    [1],
  )
  const [alarm] = alarms()
  assert.ok(alarm?.kind === 'feed-forked')
  const words = alarm.heads.map((head) => decodeFeedHead(new Uint8Array(Buffer.from(head, 'hex'))))
  assert.ok(words.every((word) => word.ok && verifyFeedHead(keeper.log.keys.logKey, word.value)))
  assert.equal(words.length, 2, 'both are kept, signed by the Operator')
  // And one that this device has not reached.
  keeper.post(alice, 'two')
  reader.compare(head(2))
  const ours = real.items[0]
  assert.ok(ours?.type === 'entry')
  const other = feedHeadAfter(real.headBefore, sha256(ours.sealed))
  assert.ok(device.rows.feed.head(1)?.every((byte, index) => byte === other[index]))
})

test('what a contact has seen and the Operator keeps back raises the alarm', async () => {
  keeper.post(alice, 'one')
  const { reader } = reading()
  await reader.run()
  const short = keeper.head()
  keeper.post(alice, 'kept back')
  reader.compare(keeper.head())
  keeper.bend((request) => {
    if (request.type === 'feed-head') return { type: 'feed-head', head: short, oldestPage: 0, latestPage: 0 }
    return undefined
  })
  await reader.run()
  assert.deepEqual(
    alarms().map(({ kind }) => kind),
    ['feed-forked'],
  )
})

test('a head that anybody could have made says nothing', async () => {
  keeper.post(alice, 'one')
  const { reader } = reading()
  await reader.run()
  reader.compare({ ...keeper.head(1), hash: sha256(new Uint8Array(2)) })
  assert.deepEqual(alarms(), [])
})

test('an older head than the one that was seen is kept from nobody’s letters', async () => {
  keeper.post(alice, 'one')
  const early = keeper.head()
  keeper.post(alice, 'two')
  const { reader } = reading()
  await reader.run()
  const seen = device.rows.facts.bytes('feed-head')
  keeper.bend((request) =>
    request.type === 'feed-head'
      ? { type: 'feed-head', head: early, oldestPage: 0, latestPage: 0 }
      : undefined,
  )
  await reader.run()
  assert.deepEqual(device.rows.facts.bytes('feed-head'), seen)
  assert.deepEqual(alarms(), [], 'it may be late')
})

test('muted people’s posts make no noise', async () => {
  device.sql.transaction(() => device.rows.quiet.muted.add(alice.record.name))
  keeper.post(alice, 'loud')
  const { reader, posts } = reading()
  await reader.run()
  assert.deepEqual(posts, [])
  assert.deepEqual(texts(), [])
})

test('a face replaces its author’s older one, whichever is read first', async () => {
  const earlier = device.clock.now() - 1_000
  keeper.append(keeper.note(alice, { kind: 'profile', face: { text: 'newer' } }, { days: 30 }))
  keeper.append(keeper.note(alice, { kind: 'profile', face: { text: 'older' } }, { days: 30, at: earlier }))
  await reading().reader.run()
  assert.equal(device.rows.faces.find(alice.record.name, 'world')?.face.text, 'newer')
})

test('a photo goes from this device with the face that showed it', async () => {
  const photo = (byte: number): ImageReference => ({
    ...{ blob: new Uint8Array(16).fill(byte) as BlobId, chunks: 1, width: 1, height: 1 },
    ...{ key: new Uint8Array(32), hash: new Uint8Array(32) as Hash, placeholder: new Uint8Array(5) },
  })
  const [old, young] = [photo(1), photo(2)]
  const { reader } = reading()
  const show = async (image?: ImageReference) => {
    await device.clock.advance(1_000)
    keeper.append(keeper.note(alice, { kind: 'profile', face: { text: '', ...(image && { image }) } }))
    await reader.run()
  }
  const { isHere } = device.rows.images
  for (const image of [old, young]) {
    await show(image)
    device.rows.images.keep(image, new Uint8Array(3))
  }
  assert.deepEqual([isHere(old), isHere(young)], [false, true])
  await show(young)
  assert.equal(isHere(young), true, 'said anew, with the same photo')
  await show()
  assert.equal(isHere(young), false)
})
