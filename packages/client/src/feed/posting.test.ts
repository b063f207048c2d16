import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { createPhrase, createRegistrationId, equalBytes } from '@comrad/keymaker'
import {
  BLOB_CHUNK_BYTES,
  type BlobId,
  type Hash,
  type Name,
  type Reply,
  type Request,
  startOfDay,
} from '@comrad/protocol'
import { type Account, createAccount } from '../account/account.ts'
import type { ActError, Actor } from '../acts/actor.ts'
import { createPeace } from '../peace/create-peace.ts'
import { createUploads } from '../peace/uploads.ts'
import { createMonitor } from '../register/monitor.ts'
import { type BareDevice, createBareDevice, nameOf } from '../testing/bare-device.ts'
import { createFeedKeeper, type FeedKeeper, refused } from '../testing/feed-keeper.ts'
import { createFeedLink, type FeedLink } from '../testing/feed-link.ts'
import { createTrust } from '../trust.ts'
import { createFeedViews } from './feed-views.ts'
import { createFeedKeys } from './keys.ts'
import { createPosting } from './posting.ts'
import { createPublisher } from './publisher.ts'
import { createFeedReader } from './reader.ts'
import { createUploader } from './uploader.ts'

const self: Name = nameOf('alice')
const PICTURE = new Uint8Array(90_000).fill(7)

let device: BareDevice
let keeper: FeedKeeper
let account: Account
let slots: number
let actError: ActError | undefined
beforeEach(async () => {
  const bare = await createBareDevice()
  keeper = createFeedKeeper(bare.clock)
  device = { ...bare, operator: { ...bare.operator, fingerprint: keeper.log.fingerprint } }
  device.rows.account.create(createPhrase(), createRegistrationId())
  account = createAccount(device)
  const identity = account.identity()
  assert.ok(identity)
  keeper.log.records.push({ name: self, identityKey: identity.identityKey, commitment: identity.commitment })
  device.rows.account.registered(self, 0)
  slots = 0
  actError = undefined
})
afterEach(() => device.close())

/** As after each start: nothing but the store is the same. */
function running() {
  const link: FeedLink = createFeedLink(device.clock, keeper.log.keys, keeper.request)
  const actor: Actor = {
    async useSlot() {
      if (actError) return { ok: false, error: actError }
      const proof = { root: ZERO, nullifier: ZERO, points: new Uint8Array(256) }
      return { ok: true, value: { day: 1, slot: slots++, proof } }
    },
    vote: async () => ({ ok: false, error: { type: 'failed' } }),
    judge: (error) => (error.type === 'refused' && error.code === 'nullifier-used' ? 'again' : undefined),
  }
  const uploads = createUploads(device)
  const { trusted } = createPeace({
    ...{ device, account, uploads },
    isInFlight: () => false,
    carry: () => {},
    carryAll: () => {},
  })
  const trust = createTrust(device)
  const monitor = createMonitor({
    ...{ device, account, trust },
    directory: () => keeper.request,
    keys: () => keeper.log.keys,
    isWrongOperator: () => false,
  })
  const keys = createFeedKeys({ device, link, actor })
  return {
    link,
    posting: createPosting({ device, account, uploads, trusted, carry: () => {} }),
    publisher: createPublisher({ device, link }),
    uploader: createUploader({ device, link, actor, onDone: () => {} }),
    reader: createFeedReader({ device, link, trust, monitor, keys, readTallies: async () => undefined }),
    views: createFeedViews({
      ...{ device, account },
      sync: () => ({ phase: 'never' }),
      settings: () => ({ prefetchImages: false }),
    }),
  }
}

const ZERO = new Uint8Array(32) as Hash

async function posted(
  { posting }: ReturnType<typeof running>,
  text: string,
  more: object = {},
): Promise<string> {
  const result = await posting.post({ to: 'world', text, ...more })
  assert.ok(result.ok, JSON.stringify(result))
  return result.value.post
}

const stateOf = ({ views }: ReturnType<typeof running>, post: string) => {
  const thread = views.thread(post)
  return thread.ok ? thread.value.posts.find((one) => one.post.post === post)?.post.state : thread.error.type
}
const kindsPublished = () => keeper.asked.filter(({ type }) => type === 'publish').length
/** The next requests of this type are answered so, one after the other. */
const bend = (type: Request['type'], ...answers: (Reply | 'offline')[]) =>
  keeper.bend((request) => (request.type === type ? answers.shift() : undefined))

test('one’s own post is in the feed at once, waiting, and published with its sequence', async () => {
  const comrad = running()
  const post = await posted(comrad, 'hello, world')
  assert.deepEqual(
    comrad.views.feed().posts.map(({ text, state, isMine, unread }) => [text, state?.phase, isMine, unread]),
    [['hello, world', 'waiting', true, false]],
  )
  assert.equal(await comrad.publisher.run(), 'done')
  assert.deepEqual(stateOf(comrad, post), { phase: 'published' })
  assert.equal(comrad.link.circuits(), 1)
  await comrad.reader.run()
  assert.equal(comrad.views.feed().posts.length, 1, 'the same in the feed')
})

test('a post that was answered when nobody listened is published once', async () => {
  const post = await posted(running(), 'once')
  const ended = running()
  const { request } = keeper
  // The Operator has it; the answer is lost, and the device is killed.
  let lost: Request | undefined
  keeper.bend((asked) => {
    if (asked.type !== 'publish') return undefined
    lost = asked
    return 'offline'
  })
  assert.equal(await ended.publisher.run(), 'retry')
  assert.deepEqual(stateOf(ended, post), { phase: 'waiting', reason: 'offline' })
  keeper.bend(undefined)
  assert.ok(lost)
  await request(lost)
  const again = running()
  assert.equal(await again.publisher.run(), 'done')
  assert.deepEqual(stateOf(again, post), { phase: 'published' })
  assert.equal(keeper.notes(), 1)
})

test('each note travels on a circuit of its own, in the order in which they were said', async () => {
  const comrad = running()
  for (const text of ['first', 'second', 'third']) await posted(comrad, text)
  await comrad.publisher.run()
  assert.equal(comrad.link.circuits(), 3)
  await comrad.reader.run()
  const sequences = ['first', 'second', 'third'].map((text) =>
    device.sql.get<{ sequence: number }>('select sequence from posts where text = ?', text),
  )
  assert.deepEqual(
    sequences.map((row) => row?.sequence),
    [1, 2, 3],
  )
})

test('what @Comrades refuses says why, and keeps its text', async () => {
  const refusals = [
    ['too-many-notes', 'too-many-notes'],
    ['clock-refused', 'clock-refused'],
    ['unknown-post', 'parent-gone'],
    ['expiry-refused', 'too-late'],
    ['author-refused', 'refused'],
  ] as const
  const comrad = running()
  for (const [code, reason] of refusals) {
    const post = await posted(comrad, code)
    bend('publish', refused(code))
    assert.equal(await comrad.publisher.run(), 'done')
    const state = stateOf(comrad, post)
    assert.ok(typeof state === 'object' && state.phase === 'refused')
    assert.equal(state.reason, reason)
    assert.ok(state.words.happened.length > 0)
  }
  assert.equal(comrad.views.feed().posts.length, refusals.length)
})

test('an Operator that is busy is asked again when it says so', async () => {
  const comrad = running()
  const post = await posted(comrad, 'patience')
  bend('publish', refused('busy', 7))
  assert.deepEqual(await comrad.publisher.run(), { retryInMs: 7_000 })
  assert.deepEqual(stateOf(comrad, post), { phase: 'waiting', reason: 'busy' })
  assert.equal(await comrad.publisher.run(), 'done')
})

test('deleting a post that never left drops it, and tells nobody', async () => {
  const comrad = running()
  const post = await posted(comrad, 'a mistake')
  assert.ok((await comrad.posting.deletePost(post)).ok)
  await comrad.publisher.run()
  assert.equal(kindsPublished(), 0)
  assert.deepEqual(comrad.views.feed().posts, [])
})

test('deleting a post that may have left sends its deletion behind it', async () => {
  const comrad = running()
  const post = await posted(comrad, 'a mistake')
  let lost: Request | undefined
  keeper.bend((asked) => {
    if (asked.type !== 'publish') return undefined
    lost = asked
    return 'offline'
  })
  await comrad.publisher.run()
  keeper.bend(undefined)
  assert.ok(lost)
  await keeper.request(lost)
  assert.ok((await comrad.posting.deletePost(post)).ok)
  await running().publisher.run()
  assert.equal(keeper.notes(), 2, 'the post and its deletion')
})

test('a deleted post is not brought back by the next look at the feed', async () => {
  const comrad = running()
  const post = await posted(comrad, 'gone')
  await comrad.publisher.run()
  await comrad.reader.run()
  assert.ok((await comrad.posting.deletePost(post)).ok)
  await posted(comrad, 'another')
  bend('publish', 'offline')
  await comrad.publisher.run()
  await comrad.reader.run()
  assert.deepEqual(
    comrad.views.feed().posts.map(({ text }) => text),
    ['another'],
  )
  keeper.bend(undefined)
  await comrad.publisher.run()
  await comrad.reader.run()
  assert.ok(!comrad.views.feed().posts.some(({ text }) => text === 'gone'))
})

test('a deletion waits for tomorrow where today’s notes are used up', async () => {
  const comrad = running()
  const post = await posted(comrad, 'gone')
  await comrad.publisher.run()
  await comrad.posting.deletePost(post)
  bend('publish', refused('too-many-notes'))
  assert.deepEqual(await comrad.publisher.run(), { retryInMs: 3_600_000 })
  assert.equal(await comrad.publisher.run(), 'done')
  assert.equal(keeper.notes(), 2)
})

test('what others wrote cannot be deleted', async () => {
  const bob = keeper.author('bob')
  keeper.post(bob, 'his')
  const comrad = running()
  await comrad.reader.run()
  const [post] = comrad.views.feed().posts
  assert.ok(post)
  assert.deepEqual(await comrad.posting.deletePost(post.post), { ok: false, error: { type: 'not-yours' } })
})

test('a reply waits until what it answers is there', async () => {
  const comrad = running()
  const parent = await posted(comrad, 'a picture', { image: PICTURE })
  const reply = await posted(comrad, 'about it', { replyTo: parent })
  await comrad.publisher.run()
  assert.equal(kindsPublished(), 0)
  assert.deepEqual(stateOf(comrad, parent), { phase: 'waiting', reason: 'image' })
  await comrad.uploader.run()
  assert.equal(await comrad.publisher.run(), 'done')
  assert.deepEqual(
    [stateOf(comrad, parent), stateOf(comrad, reply)],
    [{ phase: 'published' }, { phase: 'published' }],
  )
})

test('an image is brought before its post, on another circuit', async () => {
  const comrad = running()
  const post = await posted(comrad, '', { image: PICTURE })
  await comrad.uploader.run()
  const [chunks] = [...keeper.blobs.values()]
  assert.deepEqual(
    [...(chunks?.values() ?? [])].map((bytes) => bytes.length),
    [BLOB_CHUNK_BYTES, BLOB_CHUNK_BYTES],
  )
  await comrad.publisher.run()
  assert.deepEqual(stateOf(comrad, post), { phase: 'published' })
  assert.equal(comrad.link.circuits(), 2)
})

test('an upload that was killed in the middle goes on with the same act', async () => {
  await posted(running(), '', { image: PICTURE })
  let chunks = 0
  keeper.bend((request) => (request.type === 'put-chunk' && ++chunks === 2 ? 'offline' : undefined))
  assert.equal(await running().uploader.run(), 'retry')
  keeper.bend(undefined)
  assert.equal(await running().uploader.run(), 'done')
  const openings = keeper.asked.filter(({ type }) => type === 'open-blob')
  assert.equal(openings.length, 2)
  assert.deepEqual(openings[0], openings[1])
  assert.equal(slots, 1)
  assert.equal([...keeper.blobs.values()][0]?.size, 2)
})

test('an upload whose slot was used elsewhere takes the next one', async () => {
  await posted(running(), '', { image: PICTURE })
  bend('open-blob', refused('nullifier-used'))
  const { uploader } = running()
  assert.deepEqual(await uploader.run(), { retryInMs: 0 })
  assert.equal(await uploader.run(), 'done')
  assert.equal(slots, 2)
})

test('too few members to hide among: the image waits, and so does its post', async () => {
  actError = { type: 'too-few-members', members: 3, minimum: 20 }
  const comrad = running()
  const post = await posted(comrad, '', { image: PICTURE })
  assert.deepEqual(await comrad.uploader.run(), { retryInMs: 60_000 })
  await comrad.publisher.run()
  assert.deepEqual(stateOf(comrad, post), { phase: 'waiting', reason: 'image' })
  assert.equal(kindsPublished(), 0)
})

test('a deleted post’s image is deleted at the Operator, with the secret that only its author has', async () => {
  const comrad = running()
  const post = await posted(comrad, '', { image: PICTURE })
  await comrad.uploader.run()
  await comrad.publisher.run()
  assert.equal(keeper.blobs.size, 1)
  await comrad.posting.deletePost(post)
  await comrad.uploader.run()
  assert.equal(keeper.blobs.size, 0)
  assert.equal(device.sql.get('select 1 as found from uploads'), undefined)
  assert.equal(device.sql.get('select 1 as found from images'), undefined)
})

test('a face is shown, kept while it waits, and said again each week', async () => {
  const comrad = running()
  await comrad.posting.editProfile({ world: { text: 'baker' } })
  const ours = () => {
    const profile = comrad.views.profile()
    return profile.ok ? [profile.value.world?.text, profile.value.state] : undefined
  }
  assert.deepEqual(ours(), ['baker', 'waiting'])
  await comrad.publisher.run()
  assert.deepEqual(ours(), ['baker', 'shown'])
  comrad.posting.renew()
  await comrad.publisher.run()
  assert.equal(keeper.notes(), 1, 'not before its time')
  await device.clock.advance(startOfDay(8))
  comrad.posting.renew()
  await comrad.publisher.run()
  assert.equal(keeper.notes(), 2)
})

test('a photo stays through edits and renewals, also on a device that was off for long', async () => {
  const comrad = running()
  await comrad.posting.editProfile({ world: { text: 'baker', photo: PICTURE } })
  await comrad.uploader.run()
  await comrad.publisher.run()
  await device.clock.advance(startOfDay(40))
  device.sql.transaction(() => {
    device.rows.letterImages.forgetExpired(device.clock.now())
    device.rows.uploads.forgetExpired(device.clock.now())
  })
  comrad.posting.renew()
  await comrad.uploader.run()
  await comrad.publisher.run()
  const profile = comrad.views.profile()
  assert.ok(profile.ok && profile.value.world?.photo?.isHere)
  const image = device.rows.faces.find(self, 'world')?.face.image
  assert.ok(image && equalBytes(device.rows.letterImages.bytes(image.blob as BlobId) ?? ZERO, PICTURE))
  await comrad.posting.editProfile({ world: { photo: null } })
  assert.equal(device.rows.faces.find(self, 'world')?.face.image, undefined)
})

test('a face that was refused is said anew', async () => {
  const comrad = running()
  await comrad.posting.editProfile({ world: { text: 'baker' } })
  bend('publish', refused('expiry-refused'))
  await comrad.publisher.run()
  comrad.posting.renew()
  await comrad.publisher.run()
  assert.equal(keeper.notes(), 1)
})

test('what cannot be said is refused with its reason, before anything is stored', async () => {
  const { posting } = running()
  const say = async (wish: object) => {
    const result = await posting.post({ to: 'world', text: 'x', ...wish })
    return result.ok
      ? 'posted'
      : [result.error.type, 'reason' in result.error ? result.error.reason : undefined]
  }
  assert.deepEqual(await say({ text: '' }), ['text-invalid', 'empty'])
  assert.deepEqual(await say({ text: 'x'.repeat(1_001) }), ['text-invalid', 'too-long'])
  assert.deepEqual(await say({ text: 'x\u0000' }), ['text-invalid', 'characters'])
  assert.deepEqual(await say({ text: '\ud800' }), ['text-invalid', 'characters'])
  assert.deepEqual(await say({ expiresDays: 0 }), ['expiry-invalid', undefined])
  assert.deepEqual(await say({ expiresDays: 31 }), ['expiry-invalid', undefined])
  assert.deepEqual(await say({ expiresDays: 1.5 }), ['expiry-invalid', undefined])
  assert.deepEqual(await say({ replyTo: 'abcdef12' }), ['unknown-post', undefined])
  assert.equal(device.sql.get('select 1 as found from posts'), undefined)
  assert.equal(await say({ text: '🌹'.repeat(1_000) }), 'posted', '1,000 characters that are 4,000 bytes')
})
