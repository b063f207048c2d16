import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { createPhrase, createRegistrationId, equalBytes } from '@comrad/keymaker'
import {
  BLOB_CHUNK_BYTES,
  decodeSignedNote,
  type Hash,
  type Name,
  type PostId,
  type Reply,
  type Request,
  startOfDay,
} from '@comrad/protocol'
import { type Account, createAccount } from '../account/account.ts'
import type { ActError, Actor } from '../acts/actor.ts'
import { createPeace } from '../peace/create-peace.ts'
import { createUploads } from '../peace/uploads.ts'
import { createMonitor } from '../register/monitor.ts'
import { createSearch } from '../search/search.ts'
import { type BareDevice, createBareDevice, nameOf } from '../testing/bare-device.ts'
import { createFeedKeeper, type FeedKeeper, refused } from '../testing/feed-keeper.ts'
import { createFeedLink, type FeedLink } from '../testing/feed-link.ts'
import { createTrust } from '../trust.ts'
import { createDeletions, UNDO_MS } from './deletions.ts'
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
    reading: (use) => use(keeper.request),
    onBehind: () => {},
    keys: () => keeper.log.keys,
    isWrongOperator: () => false,
  })
  const keys = createFeedKeys({ device, link, actor })
  const posting = createPosting({ device, account, uploads, trusted, carry: () => {} })
  return {
    link,
    posting,
    deletions: createDeletions({ device, account, deleteNow: posting.deletePost, carry: () => {} }),
    publisher: createPublisher({ device, link, carry: () => {} }),
    uploader: createUploader({ device, link, actor, onDone: () => {} }),
    reader: createFeedReader({ device, link, trust, monitor, keys, readTallies: async () => undefined }),
    views: createFeedViews({
      castStep: () => undefined,
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
const whyWaits = (comrad: ReturnType<typeof running>, post: string) => {
  const state = stateOf(comrad, post)
  return typeof state === 'object' && state.phase === 'waiting'
    ? [state.reason, state.words?.happened]
    : state
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

test('a post of one day lives a whole day, however the time passes while it is written', async () => {
  const { clock } = device
  let looks = 0
  device = { ...device, clock: { ...clock, now: () => clock.now() + looks++ } }
  await posted(running(), 'gone tomorrow', { expiresDays: 1 })
  const signed = decodeSignedNote(device.rows.publications.after(0)?.note ?? new Uint8Array())
  assert.ok(signed.ok)
  const { writtenAt, expiresAt } = signed.value.note
  assert.equal(expiresAt - writtenAt, startOfDay(1))
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
  assert.equal(await ended.publisher.run(), 'offline')
  assert.deepEqual(whyWaits(ended, post), ['offline', 'There is no connection.'])
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
  assert.deepEqual(whyWaits(comrad, post), ['busy', 'The Operator has not taken it yet.'])
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

const textsOf = ({ views }: ReturnType<typeof running>) => views.feed().posts.map(({ text }) => text)

test('a deleted post is off the screens at once, and can be had back until its moment', async () => {
  const comrad = running()
  const post = await posted(comrad, 'a mistake')
  const reply = await posted(comrad, 'about it', { replyTo: post })
  assert.ok((await comrad.deletions.begin(post)).ok)
  assert.deepEqual(textsOf(comrad), ['about it'])
  assert.deepEqual(comrad.views.thread(post), { ok: false, error: { type: 'unknown-post' } })
  const thread = comrad.views.thread(reply)
  assert.ok(thread.ok)
  assert.deepEqual(
    thread.value.posts.map((one) => one.post.replyTo),
    [{ post }],
    'without whose it was',
  )
  assert.deepEqual(createSearch(device).search('mistake').found, [])
  assert.equal(comrad.views.counts().posts, 1)
  assert.deepEqual(await comrad.deletions.run(), { retryInMs: UNDO_MS })
  await device.clock.advance(UNDO_MS - 1)
  assert.deepEqual(await comrad.deletions.run(), { retryInMs: 1 })
  assert.deepEqual(comrad.deletions.pending(), [{ post, dueAt: device.clock.now() + 1 }])
  assert.ok((await comrad.deletions.keep(post)).ok)
  await device.clock.advance(UNDO_MS)
  assert.equal(await comrad.deletions.run(), 'done')
  assert.deepEqual(textsOf(comrad).sort(), ['a mistake', 'about it'])
})

test('a deletion outlives its screen and its device: after a kill the post goes at its moment', async () => {
  const before = running()
  const post = await posted(before, 'a mistake')
  await before.publisher.run()
  assert.ok((await before.deletions.begin(post)).ok)
  const after = running()
  assert.deepEqual(textsOf(after), [], 'and is shown to nobody until then')
  await device.clock.advance(UNDO_MS)
  assert.equal(await after.deletions.run(), 'done')
  assert.deepEqual(after.deletions.pending(), [])
  assert.deepEqual(await after.deletions.keep(post), { ok: false, error: { type: 'unknown-post' } })
  await after.publisher.run()
  assert.equal(keeper.notes(), 2, 'the post and its deletion')
})

test('what is being taken back is not published meanwhile', async () => {
  const comrad = running()
  const post = await posted(comrad, 'a mistake')
  await comrad.deletions.begin(post)
  await comrad.publisher.run()
  assert.equal(kindsPublished(), 0)
  await comrad.deletions.keep(post)
  await comrad.publisher.run()
  assert.equal(keeper.notes(), 1)
})

test('a deletion said twice is due once, when it was first said', async () => {
  const comrad = running()
  const post = await posted(comrad, 'a mistake')
  await comrad.deletions.begin(post)
  const [first] = comrad.deletions.pending()
  await device.clock.advance(1_000)
  await comrad.deletions.begin(post.slice(0, 8))
  assert.deepEqual(comrad.deletions.pending(), [first])
})

test('a clock that is set back does not keep a deleted post for a year', async () => {
  const comrad = running()
  const post = await posted(comrad, 'a mistake')
  device.rows.deletions.add(
    Buffer.from(post, 'hex') as unknown as PostId,
    device.clock.now() + startOfDay(365),
  )
  assert.equal(await comrad.deletions.run(), 'done')
  assert.deepEqual(textsOf(comrad), [])
})

test('the deletion of what expired meanwhile is over', async () => {
  const comrad = running()
  const post = await posted(comrad, 'a mistake')
  await comrad.deletions.begin(post)
  await device.clock.advance(startOfDay(8))
  device.rows.posts.removeExpired(device.clock.now())
  assert.equal(await comrad.deletions.run(), 'done')
  assert.deepEqual(comrad.deletions.pending(), [])
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
  for (const remove of [comrad.posting.deletePost, comrad.deletions.begin]) {
    assert.deepEqual(await remove(post.post), { ok: false, error: { type: 'not-yours' } })
  }
})

test('a reply waits until what it answers is there', async () => {
  const comrad = running()
  const parent = await posted(comrad, 'a picture', { image: PICTURE })
  const reply = await posted(comrad, 'about it', { replyTo: parent })
  await comrad.publisher.run()
  assert.equal(kindsPublished(), 0)
  assert.deepEqual(whyWaits(comrad, parent), ['image', 'Its image goes first.'])
  assert.deepEqual(whyWaits(comrad, reply), ['parent', 'What it answers is not published yet.'])
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
  assert.equal(await running().uploader.run(), 'offline')
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
  actError = { type: 'too-few-members', members: 3, minimum: 20, asks: 'operator' }
  const comrad = running()
  const post = await posted(comrad, '', { image: PICTURE })
  await comrad.publisher.run()
  assert.deepEqual(whyWaits(comrad, post), ['image', 'Its image goes first.'])
  assert.deepEqual(await comrad.uploader.run(), { retryInMs: 60_000 })
  const few = 'Its image would not be anonymous yet: too few comrads are registered.'
  assert.deepEqual(whyWaits(comrad, post), ['too-few-members', few])
  assert.deepEqual(whyWaits(running(), post), ['too-few-members', few], 'after a start too')
  assert.equal(kindsPublished(), 0)

  actError = undefined
  bend('put-chunk', refused('busy', 7), 'offline')
  assert.deepEqual(await comrad.uploader.run(), { retryInMs: 7_000 })
  assert.deepEqual(whyWaits(comrad, post), ['busy', 'Its image could not be sent yet.'])
  assert.equal(await comrad.uploader.run(), 'offline')
  assert.deepEqual(whyWaits(comrad, post), ['offline', 'There is no connection.'])
  await comrad.uploader.run()
  await comrad.publisher.run()
  assert.deepEqual(stateOf(comrad, post), { phase: 'published' })
})

test('a photo that is held back says why on one’s own profile, and to nobody else', async () => {
  actError = { type: 'no-slot' }
  const comrad = running()
  const words = () => {
    const profile = comrad.views.profile()
    return profile.ok && profile.value.words?.happened
  }
  await comrad.posting.editProfile({ world: { photo: PICTURE } })
  assert.equal(words(), undefined, 'nobody has tried')
  assert.deepEqual(await comrad.uploader.run(), { retryInMs: 3_600_000 })
  assert.equal(words(), 'Its image waits: as many as anybody may send in a day were sent.')
  actError = undefined
  await comrad.uploader.run()
  assert.equal(words(), undefined)
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
    device.rows.images.forgetUnnamed()
    device.rows.uploads.forgetExpired(device.clock.now())
  })
  comrad.posting.renew()
  await comrad.uploader.run()
  await comrad.publisher.run()
  const profile = comrad.views.profile()
  assert.ok(profile.ok && profile.value.world?.photo?.isHere)
  const image = device.rows.faces.find(self, 'world')?.face.image
  assert.ok(image && equalBytes(device.rows.images.bytes(image) ?? ZERO, PICTURE))
  await comrad.posting.editProfile({ world: { photo: null } })
  assert.equal(device.rows.faces.find(self, 'world')?.face.image, undefined)
})

test('a photo that is renewed or changed is at the Operator until the next face is published, whatever breaks off between', async () => {
  const comrad = running()
  await comrad.posting.editProfile({ world: { photo: PICTURE } })
  await comrad.uploader.run()
  await comrad.publisher.run()
  const [first = ''] = keeper.blobs.keys()

  await device.clock.advance(startOfDay(8))
  comrad.posting.renew()
  bend('put-chunk', 'offline')
  assert.equal(await running().uploader.run(), 'offline', 'the new photo is on its way')
  assert.equal(keeper.blobs.get(first)?.size, 2)
  bend('publish', 'offline')
  assert.equal(await running().uploader.run(), 'done')
  assert.equal(await running().publisher.run(), 'offline', 'the new photo is there, its face is not')
  assert.equal(keeper.blobs.get(first)?.size, 2)

  // Another change meanwhile: what is read is still the first.
  await comrad.posting.editProfile({ world: { photo: PICTURE.slice(1) } })
  assert.equal(await running().uploader.run(), 'done')
  assert.equal(keeper.blobs.size, 3)
  keeper.bend(undefined)
  await running().publisher.run()
  await running().uploader.run()
  const shown = device.rows.faces.find(self, 'world')?.face.image?.blob
  assert.deepEqual([...keeper.blobs.keys()], [Buffer.from(shown ?? []).toString('hex')])
})

test('a photo that was taken away is deleted at once', async () => {
  const comrad = running()
  await comrad.posting.editProfile({ world: { photo: PICTURE } })
  await comrad.uploader.run()
  await comrad.publisher.run()
  await comrad.posting.editProfile({ world: { photo: null } })
  await comrad.uploader.run()
  assert.equal(keeper.blobs.size, 0)
})

test('a note that names one’s photo, and dies, takes no photo away', async () => {
  const comrad = running()
  await comrad.posting.editProfile({ world: { photo: PICTURE } })
  await comrad.uploader.run()
  await comrad.publisher.run()
  const photo = () => device.rows.faces.find(self, 'world')?.face.image
  const image = photo()
  assert.ok(image)
  const mallory = keeper.author('mallory')
  const theft = keeper.note(mallory, { kind: 'post', content: { text: 'mine', image } }, { days: 20 })
  const disguise = keeper.note(mallory, { kind: 'profile', face: { text: '', image } }, { days: 20 })
  const sequence = keeper.append(theft)
  keeper.append(disguise)
  await comrad.reader.run()
  assert.equal(comrad.views.feed().posts.length, 1, 'it is read')
  await device.clock.advance(1_000)
  keeper.remove(sequence)
  keeper.append(keeper.note(mallory, { kind: 'deletion', post: theft.id }))
  keeper.append(keeper.note(mallory, { kind: 'profile', face: { text: 'undisguised' } }))
  await comrad.reader.run()
  assert.equal(comrad.views.feed().posts.length, 0, 'it is gone')
  assert.deepEqual(device.rows.faces.find(mallory.record.name, 'world')?.face, { text: 'undisguised' })

  await device.clock.advance(startOfDay(8))
  comrad.posting.renew()
  const renewed = photo()
  assert.notDeepEqual(renewed?.blob, image.blob)
  assert.ok(renewed && equalBytes(device.rows.images.bytes(renewed) ?? ZERO, PICTURE))
  assert.equal(device.rows.images.isHere(image), false, 'what nothing names any more is gone')
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
