import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { randomBytes } from '@comrad/keymaker'
import type {
  BlobId,
  Hash,
  ImageReference,
  Letter,
  LetterBody,
  LetterId,
  PostId,
  TrustedPost,
} from '@comrad/protocol'
import { type BareComrad, carry, createBareComrad, hand, haveMet, PREPARED } from '../testing/bare-comrad.ts'
import { TRUSTED_POSTS_MAX } from './trusted-letters.ts'

const DAY_MS = 86_400_000
let alice: BareComrad
let bob: BareComrad
let carol: BareComrad

beforeEach(async () => {
  alice = await createBareComrad('alice')
  bob = await createBareComrad('bob')
  carol = await createBareComrad('carol')
  haveMet(alice, bob)
  haveMet(alice, carol)
})
afterEach(() => {
  for (const { device } of [alice, bob, carol]) device.close()
})

const postsOf = ({ device }: BareComrad) =>
  device.sql.all<{ text: string }>('select text from posts order by text').map(({ text }) => text)
const faceAt = ({ device }: BareComrad, of: BareComrad) => device.rows.trustedFaces.find(of.name)?.face.text
const kindsTo = (from: BareComrad, to: BareComrad) =>
  from.device.rows.outgoing.ofContact(to.name).map(({ kind }) => kind)
const inDays = (of: BareComrad, days: number) => of.device.clock.now() + days * DAY_MS

async function say(text: string, replyTo?: PostId, from = alice) {
  const said = await from.trusted.posts.post({
    text,
    expiresAt: inDays(from, 7),
    ...(replyTo && { replyTo }),
  })
  assert.ok(said.ok, JSON.stringify(said))
  return said.value
}

function letterOf(body: LetterBody, at = 0): Letter {
  const sequence = body.kind === 'text' ? 1 : 0
  return { id: randomBytes(16) as LetterId, sequence, sentAt: at, checkpoint: new Uint8Array(0), body }
}

function postOf(of: BareComrad, given: Partial<TrustedPost> = {}): TrustedPost {
  return { id: randomBytes(16) as PostId, content: { text: 'said' }, expiresAt: inDays(of, 7), ...given }
}

test('whom one trusts is told so, even where the face is empty', async () => {
  assert.ok((await alice.peace.trust('bob')).ok)
  carry(alice, bob)
  assert.equal(faceAt(bob, alice), '')
  assert.equal(alice.device.rows.contacts.find(bob.name)?.trusted, true)
})

test('only whom one has met can be trusted', async () => {
  const unknown = await alice.peace.trust('dave')
  assert.deepEqual(!unknown.ok && unknown.error, { type: 'unknown-contact' })
  alice.device.rows.contacts.setPhase(bob.name, 'requested', 0)
  const unmet = await alice.peace.trust('bob')
  assert.deepEqual(!unmet.ok && unmet.error, { type: 'not-met' })
})

test('a new face goes to those whom one trusts, and to nobody else', async () => {
  await alice.peace.trust('bob')
  await alice.trusted.face.edit({ text: 'second of my kind' })
  assert.deepEqual(kindsTo(alice, bob), ['profile'], 'the older one would say less')
  assert.deepEqual(kindsTo(alice, carol), [])
  carry(alice, bob)
  assert.equal(faceAt(bob, alice), 'second of my kind')
  await alice.trusted.face.edit({ text: '' })
  carry(alice, bob)
  assert.equal(faceAt(bob, alice), '')
})

test('a photo is kept, replaced and taken away', async () => {
  const photo = () => alice.device.rows.trustedFaces.find(alice.name)?.face.image?.blob
  await alice.trusted.face.edit({ text: 'me', photo: PREPARED })
  const first = photo()
  assert.ok(first)
  alice.finishUploads()
  await alice.trusted.face.edit({ text: 'me, still' })
  assert.deepEqual(photo(), first)
  await alice.trusted.face.edit({ photo: PREPARED })
  const second = photo()
  assert.ok(second)
  assert.notDeepEqual(second, first)
  assert.ok(alice.isRemoved(first), 'there is nobody who reads it')
  await alice.trusted.face.edit({ photo: null })
  assert.equal(photo(), undefined)
  assert.ok(alice.isRemoved(second))
  assert.equal(alice.device.rows.trustedFaces.find(alice.name)?.face.text, 'me, still')
})

test('a photo stays where it is until the next one is on its way to everybody', async () => {
  const photo = () => alice.device.rows.trustedFaces.find(alice.name)?.face.image?.blob
  for (const name of ['bob', 'carol']) await alice.peace.trust(name)
  await alice.trusted.face.edit({ photo: PREPARED })
  alice.finishUploads()
  for (const one of [bob, carol]) carry(alice, one)
  const first = photo()
  await alice.trusted.face.edit({ photo: PREPARED })
  const second = photo()
  assert.ok(first && second)
  alice.finishUploads()
  carry(alice, bob)
  assert.ok(!alice.isRemoved(first), 'carol has not heard of another one')
  carry(alice, carol)
  assert.ok(alice.isRemoved(first))
  assert.ok(!alice.isRemoved(second))
  // Somebody who is not trusted any more is not waited for.
  await alice.trusted.face.edit({ photo: PREPARED })
  alice.finishUploads()
  carry(alice, bob)
  await alice.peace.untrust('carol')
  assert.ok(!alice.isRemoved(second))
  carry(alice, carol)
  assert.ok(alice.isRemoved(second))
})

test('a photo is brought again before it ends, and those one trusts are told where it is', async () => {
  await alice.peace.trust('bob')
  await alice.trusted.face.edit({ photo: PREPARED })
  alice.finishUploads()
  carry(alice, bob)
  const before = bob.device.rows.trustedFaces.find(alice.name)?.face.image
  await alice.device.clock.advance(20 * DAY_MS)
  alice.trusted.face.renew()
  assert.deepEqual(kindsTo(alice, bob), [])
  // Other words beside it give the photo no longer life.
  await alice.trusted.face.edit({ text: 'older' })
  carry(alice, bob)
  await alice.device.clock.advance(2 * DAY_MS)
  alice.trusted.face.renew()
  alice.trusted.face.renew()
  alice.finishUploads()
  assert.equal(carry(alice, bob).length, 1)
  const after = bob.device.rows.trustedFaces.find(alice.name)?.face.image
  assert.ok(before && after)
  assert.notDeepEqual(after.blob, before.blob)
  assert.deepEqual(alice.device.rows.images.bytes(after), PREPARED.bytes)
})

test('a trusted post goes to each whom one trusts, by one letter', async () => {
  await alice.peace.trust('bob')
  const post = await say('between us')
  carry(alice, bob)
  carry(alice, carol)
  assert.deepEqual(postsOf(bob), ['between us'])
  assert.deepEqual(postsOf(carol), [])
  assert.deepEqual(alice.device.rows.trustedPosts.readers(post), [bob.name])
})

test('with nobody to read it, a trusted post is refused', async () => {
  const said = await alice.trusted.posts.post({ text: 'hello?', expiresAt: inDays(alice, 7) })
  assert.deepEqual(!said.ok && said.error, { type: 'nobody-trusted' })
  assert.deepEqual(postsOf(alice), [])
})

test('a post is on its way until the Operator has the first letter with it', async () => {
  await alice.peace.trust('bob')
  await say('on its way')
  const state = () => alice.device.sql.get<{ state: string }>('select state from posts')?.state
  assert.equal(state(), 'waiting')
  carry(alice, bob)
  assert.equal(state(), 'published')
})

test('a post with an image waits until the image is at the Operator, and holds nothing else back', async () => {
  await alice.peace.trust('bob')
  carry(alice, bob)
  const posted = await alice.trusted.posts.post({
    text: 'look',
    image: PREPARED,
    expiresAt: inDays(alice, 1),
  })
  assert.ok(posted.ok)
  const image = alice.device.rows.posts.find(posted.value)?.image
  assert.ok(image && alice.device.rows.images.isHere(image))
  await alice.writing.send('bob', 'written after')
  assert.deepEqual(
    carry(alice, bob).map(({ letter }) => letter.body.kind),
    ['text'],
  )
  alice.finishUploads()
  assert.deepEqual(
    carry(alice, bob).map(({ letter }) => letter.body.kind),
    ['post'],
  )
})

test('whoever is trusted later is not sent what was said before', async () => {
  await alice.peace.trust('bob')
  await say('early')
  await alice.peace.trust('carol')
  carry(alice, carol)
  assert.deepEqual(postsOf(carol), [])
})

test('whom one trusts no longer loses the face and the posts', async () => {
  await alice.peace.trust('bob')
  await alice.trusted.face.edit({ text: 'my other face' })
  await say('one')
  await say('two')
  carry(alice, bob)
  assert.deepEqual(postsOf(bob), ['one', 'two'])
  assert.ok((await alice.peace.untrust('bob')).ok)
  carry(alice, bob)
  assert.deepEqual(postsOf(bob), [])
  assert.equal(faceAt(bob, alice), undefined)
  assert.deepEqual(postsOf(alice), ['one', 'two'], 'they are still hers')
})

test('what had not left when trust ended never leaves', async () => {
  await alice.peace.trust('bob')
  await say('too soon')
  await alice.peace.untrust('bob')
  const kinds = carry(alice, bob).map(({ letter }) => letter.body.kind)
  assert.deepEqual(kinds, ['profile-withdrawal'])
})

test('a post that is deleted is deleted with all who have it', async () => {
  await alice.peace.trust('bob')
  await alice.peace.trust('carol')
  const post = await say('regretted')
  carry(alice, bob)
  assert.ok(await alice.trusted.posts.remove(post))
  const kinds = (to: BareComrad) => carry(alice, to).map(({ letter }) => letter.body.kind)
  assert.deepEqual(kinds(bob), ['post-deletion'])
  assert.deepEqual(kinds(carol), ['profile'], 'it never left for her')
  assert.deepEqual([postsOf(alice), postsOf(bob), postsOf(carol)], [[], [], []])
  assert.equal(await alice.trusted.posts.remove(post), false)
})

test('a deletion goes only to those who are still met, and is not made of what is not one’s own', async () => {
  await alice.peace.trust('bob')
  const post = await say('hers')
  carry(alice, bob)
  assert.equal(await bob.trusted.posts.remove(post), false)
  assert.deepEqual(postsOf(bob), ['hers'])
})

test('a reply goes to the author of what it answers; in one’s own thread also to all whom one trusts', async () => {
  haveMet(bob, carol)
  await alice.peace.trust('bob')
  await alice.peace.trust('carol')
  await bob.peace.trust('carol')
  const post = await say('root')
  carry(alice, bob)
  carry(alice, carol)
  carry(bob, carol)
  const reply = await say('reply of bob', post, bob)
  assert.deepEqual(bob.device.rows.trustedPosts.readers(reply), [alice.name])
  carry(bob, alice)
  const answer = await say('answer of alice', reply)
  assert.deepEqual(alice.device.rows.trustedPosts.readers(answer), [bob.name, carol.name])
  const further = await say('bob again', reply, bob)
  assert.deepEqual(bob.device.rows.trustedPosts.readers(further), [alice.name], 'to whom his reply went')
})

test('a thread that goes round is nobody’s: a reply in it goes only to whom it answers', async () => {
  await alice.peace.trust('carol')
  // Ids of trusted posts are whatever a hostile contact says; bob says his again, as an answer to the answer.
  const id = randomBytes(16) as PostId
  assert.equal(hand(alice, bob.name, letterOf({ kind: 'post', post: postOf(alice, { id }) })).type, 'taken')
  const answer = await say('answer of alice', id)
  assert.ok(alice.device.rows.trustedPosts.remove(id, bob.name))
  const again = postOf(alice, { id, replyTo: answer })
  assert.equal(hand(alice, bob.name, letterOf({ kind: 'post', post: again })).type, 'taken')
  for (const post of [id, answer]) {
    const reply = await say('and more', post)
    assert.deepEqual(alice.device.rows.trustedPosts.readers(reply), [bob.name])
  }
})

test('a post that lives longer than any may is dropped', () => {
  const long = postOf(bob, { expiresAt: inDays(bob, 32) })
  assert.equal(hand(bob, alice.name, letterOf({ kind: 'post', post: long })).type, 'dropped')
  assert.deepEqual(postsOf(bob), [])
})

test('a clock that is a little ahead drops nothing, and lengthens no life', () => {
  const post = postOf(bob, { expiresAt: inDays(bob, 30.5) })
  assert.equal(hand(bob, alice.name, letterOf({ kind: 'post', post }, inDays(bob, 0.5))).type, 'taken')
  const row = bob.device.sql.get<{ expires_at: number; written_at: number }>('select * from posts')
  assert.deepEqual([row?.expires_at, row?.written_at], [inDays(bob, 30), bob.device.clock.now()])
})

test('a post that has expired on its way is confirmed and not shown', () => {
  const late = postOf(bob, { expiresAt: bob.device.clock.now() })
  const received = hand(bob, alice.name, letterOf({ kind: 'post', post: late }))
  assert.ok(received.type === 'taken' && received.confirm && received.announce.length === 0)
  assert.deepEqual(postsOf(bob), [])
})

test('of ten thousand posts of one contact 500 are kept, and the others’ still come', () => {
  haveMet(bob, carol)
  let dropped = 0
  for (let index = 0; index < 2 * TRUSTED_POSTS_MAX; index++) {
    const received = hand(bob, alice.name, letterOf({ kind: 'post', post: postOf(bob) }))
    if (received.type === 'dropped') dropped++
  }
  assert.equal(dropped, TRUSTED_POSTS_MAX)
  assert.equal(hand(bob, carol.name, letterOf({ kind: 'post', post: postOf(bob) })).type, 'taken')
})

test("nobody speaks under the id of another's post, nor deletes it", () => {
  haveMet(bob, carol)
  const post = postOf(bob)
  hand(bob, alice.name, letterOf({ kind: 'post', post }))
  const forged = letterOf({ kind: 'post', post: { ...post, content: { text: 'forged' } } })
  assert.equal(hand(bob, carol.name, forged).type, 'dropped')
  assert.equal(hand(bob, carol.name, letterOf({ kind: 'post-deletion', post: post.id })).type, 'dropped')
  assert.deepEqual(postsOf(bob), ['said'])
  assert.equal(hand(bob, alice.name, letterOf({ kind: 'post', post })).type, 'taken', 'a copy is no forgery')
})

test('a world post cannot be overwritten or deleted by letter', () => {
  const id = randomBytes(16) as PostId
  bob.device.sql.run(
    `insert into posts (id, audience, author, text, written_at, expires_at) values (?, 'world', 'alice', 'to all', 0, ?)`,
    id,
    inDays(bob, 1),
  )
  assert.equal(hand(bob, alice.name, letterOf({ kind: 'post', post: postOf(bob, { id }) })).type, 'dropped')
  assert.equal(hand(bob, alice.name, letterOf({ kind: 'post-deletion', post: id })).type, 'dropped')
  assert.deepEqual(postsOf(bob), ['to all'])
})

test('nobody keeps a world post from being read by speaking under its id first', () => {
  const forged = postOf(bob)
  hand(bob, alice.name, letterOf({ kind: 'post', post: forged }))
  const facts = { writtenAt: 0, expiresAt: inDays(bob, 1), page: 0, sequence: 1, replyTo: undefined }
  const world = { ...facts, id: forged.id, author: carol.name, content: { text: 'to all' } }
  assert.ok(bob.device.rows.posts.addWorld(world))
  assert.deepEqual(postsOf(bob), ['to all'])
})

test('nobody whom one has not met shows a face, posts or deletes', () => {
  const bodies: LetterBody[] = [
    { kind: 'post', post: postOf(bob) },
    { kind: 'post-deletion', post: randomBytes(16) as PostId },
    { kind: 'profile', face: { text: 'trust me' } },
    { kind: 'profile-withdrawal' },
  ]
  for (const phase of ['requested', 'incoming', 'declined', 'refused'] as const) {
    bob.device.rows.contacts.setPhase(alice.name, phase, 0)
    for (const body of bodies) {
      assert.equal(hand(bob, alice.name, letterOf(body)).type, 'stranger', `${phase} ${body.kind}`)
    }
  }
  assert.deepEqual(postsOf(bob), [])
})

test('the image of a deleted post is not kept', () => {
  const image = anImage()
  const post = postOf(bob, { content: { text: '', image } })
  hand(bob, alice.name, letterOf({ kind: 'post', post }))
  bob.device.rows.images.keep(image, new Uint8Array([1]))
  hand(bob, alice.name, letterOf({ kind: 'post-deletion', post: post.id }))
  assert.equal(bob.device.rows.images.isHere(image), false)
})

test('whoever names one’s photo, and takes away what named it, takes no photo away', async () => {
  await alice.trusted.face.edit({ photo: PREPARED })
  const image = alice.device.rows.trustedFaces.find(alice.name)?.face.image
  assert.ok(image)
  const isHere = () => alice.device.rows.images.isHere(image)
  const post = postOf(alice, { content: { text: 'look', image } })
  const told: readonly [string, ...LetterBody[]][] = [
    ['post', { kind: 'post', post }, { kind: 'post-deletion', post: post.id }],
    [
      'face',
      { kind: 'profile', face: { text: '', image } },
      { kind: 'profile', face: { text: '', image: anImage() } },
    ],
    ['withdrawn face', { kind: 'profile', face: { text: '', image } }, { kind: 'profile-withdrawal' }],
  ]
  for (const [what, ...bodies] of told) {
    for (const body of bodies) assert.equal(hand(alice, bob.name, letterOf(body)).type, 'taken', what)
    assert.equal(isHere(), true, what)
  }
  await alice.device.clock.advance(22 * DAY_MS)
  alice.trusted.face.renew()
  const renewed = alice.device.rows.trustedFaces.find(alice.name)?.face.image
  assert.notDeepEqual(renewed?.blob, image.blob, 'it is renewed as ever')
  assert.equal(isHere(), false, 'the old one is nobody’s now')
})

function anImage(): ImageReference {
  return {
    ...{ blob: randomBytes(16) as BlobId, chunks: 1, key: randomBytes(32), hash: randomBytes(32) as Hash },
    ...{ width: 1, height: 1, placeholder: new Uint8Array(0) },
  }
}
