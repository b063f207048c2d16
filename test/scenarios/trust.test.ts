/** What goes to those one trusts, and images between two: ordinary letters, and blobs that nobody can name. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeFrame, decodeRequest, type Request } from '@comrad/protocol'
import { acquaint } from './acquaint.ts'
import {
  conversation,
  createWorld,
  nameOf,
  type Person,
  screen,
  send,
  settle,
  until,
  type World,
} from './world.ts'

const PICTURE = new Uint8Array(70_000).fill(7)

const posts = ({ comrad }: Person) => comrad.feed().posts.map(({ author, text }) => `${author}: ${text}`)

async function peopleOf(world: World, ...names: readonly string[]): Promise<Person[]> {
  const people: Person[] = []
  for (const name of names) people.push(await world.comrad(name))
  return people
}

async function sayTrusted(
  by: Person,
  text: string,
  given: { replyTo?: string; image?: typeof PICTURE } = {},
) {
  const posted = await by.comrad.post({ to: 'trusted', text, ...given })
  assert.ok(posted.ok, JSON.stringify(posted))
  return posted.value.post
}

/** What a device asked since then, on which lanes. */
const asked = ({ network }: World, who: Person, since: number) =>
  network.recorded.slice(since).flatMap(({ device, purpose, direction, frame }) => {
    const request = device === who.label && direction === 'request' ? requestIn(frame) : undefined
    return request && request.type !== 'hello' ? [{ lane: purpose.kind, request, bytes: frame.length }] : []
  })

function requestIn(bytes: Uint8Array): Request | undefined {
  const frame = decodeFrame(bytes)
  if (!frame.ok || frame.value.type !== 'request') return undefined
  const request = decodeRequest(frame.value.body)
  return request.ok ? request.value : undefined
}

test('a trusted post is read by those one trusts, answered, deleted; others never hear of it', async (t) => {
  const world = await createWorld(t)
  const [alice, bob, carol] = (await peopleOf(world, 'alice', 'bob', 'carol')) as [Person, Person, Person]
  await acquaint(alice, bob, carol)
  assert.ok((await alice.comrad.trust('bob')).ok)
  const post = await sayTrusted(alice, 'between us', { image: PICTURE })
  assert.equal(alice.comrad.feed().posts[0]?.state?.phase, 'waiting')
  await settle(alice, bob, carol)
  assert.equal(alice.comrad.feed().posts[0]?.state?.phase, 'published')
  assert.deepEqual(posts(bob), ['alice: between us'])
  assert.deepEqual(posts(carol), [])
  const seen = await bob.comrad.image(post)
  assert.ok(seen.ok)
  assert.deepEqual(seen.value, PICTURE)

  await sayTrusted(bob, 'and I answer', { replyTo: post })
  await settle(bob, alice, carol)
  assert.deepEqual(posts(alice), ['bob: and I answer', 'alice: between us'])
  const vote = await bob.comrad.vote(post, 'up')
  assert.deepEqual(!vote.ok && vote.error, { type: 'not-public' })

  assert.ok((await alice.comrad.deletePost(post, { atOnce: true })).ok)
  await settle(alice, bob)
  assert.deepEqual(posts(bob), ['bob: and I answer'])
  const gone = await bob.comrad.image(post)
  assert.deepEqual(!gone.ok && gone.error, { type: 'unknown-post' })
})

test('on the wire a trusted post is a message', async (t) => {
  const world = await createWorld(t)
  const [alice, bob] = (await peopleOf(world, 'alice', 'bob')) as [Person, Person]
  await acquaint(alice, bob)
  await send(alice, bob, 'a message')
  await settle(alice, bob)
  const shapeOf = (since: number) =>
    asked(world, alice, since)
      .filter(({ lane }) => lane === 'recipient')
      .map(({ lane, request, bytes }) => `${lane} ${request.type} ${bytes}`)
  const before = world.network.recorded.length
  await send(alice, bob, 'another')
  await settle(alice, bob)
  const message = shapeOf(before)
  assert.ok(message.length > 0)
  const wishes = [
    () => alice.comrad.trust('bob'),
    () => alice.comrad.post({ to: 'trusted', text: 'x'.repeat(1000) }),
    () => alice.comrad.editProfile({ trusted: { text: 'my other face' } }),
    () => alice.comrad.setTimer('bob', 3_600),
    () => alice.comrad.untrust('bob'),
  ]
  for (const [index, wish] of wishes.entries()) {
    const since = world.network.recorded.length
    assert.ok((await wish()).ok)
    await settle(alice, bob)
    const shape = shapeOf(since)
    assert.deepEqual(new Set(shape), new Set(message), `wish ${index}`)
    // To untrust is to delete a post and to withdraw a face: two letters.
    assert.equal(
      shape.length,
      index === wishes.length - 1 ? 2 * message.length : message.length,
      `wish ${index}`,
    )
    const others = asked(world, alice, since).filter(({ lane }) => lane === 'act')
    assert.deepEqual(others, [], 'and nothing else is done for it')
  }
})

test('two faces: the world sees one, those one trusts the other, until they are trusted no longer', async (t) => {
  const world = await createWorld(t)
  const [alice, bob] = (await peopleOf(world, 'alice', 'bob')) as [Person, Person]
  await acquaint(alice, bob)
  const edited = await alice.comrad.editProfile({ trusted: { text: 'Ali', photo: PICTURE } })
  assert.ok(edited.ok)
  await alice.comrad.trust('bob')
  await settle(alice, bob)
  const shown = bob.comrad.profile('alice')
  assert.ok(shown.ok)
  assert.equal(shown.value.trusted?.text, 'Ali')
  assert.deepEqual([shown.value.trustsYou, shown.value.youTrust], [true, false])
  const photo = await bob.comrad.photo(nameOf(alice) as never, 'trusted')
  assert.ok(photo.ok)
  assert.deepEqual(photo.value, PICTURE)
  await alice.comrad.untrust('bob')
  await settle(alice, bob)
  const after = bob.comrad.profile('alice')
  assert.ok(after.ok)
  assert.deepEqual([after.value.trusted, after.value.trustsYou], [undefined, false])
  const gone = await bob.comrad.photo(nameOf(alice) as never, 'trusted')
  assert.deepEqual(!gone.ok && gone.error, { type: 'no-image' })
})

test('an image goes with a message, is looked at when it is wanted, and disappears with it', async (t) => {
  const world = await createWorld(t)
  const [alice, bob] = (await peopleOf(world, 'alice', 'bob')) as [Person, Person]
  await acquaint(alice, bob)
  await alice.comrad.setTimer('bob', 60)
  const sent = await alice.comrad.send('bob', 'look', PICTURE)
  assert.ok(sent.ok)
  const [, queued] = conversation(alice, bob).entries
  assert.ok(queued?.type === 'sent' && queued.state.phase === 'queued' && queued.state.reason === 'image')
  await send(alice, bob, 'words need not wait')
  await settle(alice, bob)
  const received = conversation(bob, alice).entries.find((entry) => entry.type === 'received' && entry.image)
  assert.ok(received?.type === 'received' && received.image?.isHere === false)
  const looked = await bob.comrad.letterImage(received.letter)
  assert.ok(looked.ok)
  assert.deepEqual(looked.value, PICTURE)
  const since = world.network.recorded.length
  assert.ok((await bob.comrad.letterImage(received.letter)).ok)
  assert.equal(world.network.recorded.length, since, 'it is here now')

  await bob.comrad.markRead('alice')
  await world.clock.advance(60_000)
  await until('it has disappeared', () => screen(bob, alice).length === 1)
  const gone = await bob.comrad.letterImage(received.letter)
  assert.deepEqual(!gone.ok && gone.error, { type: 'unknown-letter' })
  for (const { store } of [alice, bob]) {
    assert.deepEqual(store.sql.all('select identity from images'), [])
    assert.deepEqual(store.sql.all(`select rowid from found where found match 'look'`), [])
  }
})

test('a message without an image, and one that is not here, have none to show', async (t) => {
  const world = await createWorld(t)
  const [alice, bob] = (await peopleOf(world, 'alice', 'bob')) as [Person, Person]
  await acquaint(alice, bob)
  const letter = await send(alice, bob, 'words')
  const none = await alice.comrad.letterImage(letter)
  assert.deepEqual(!none.ok && none.error, { type: 'no-image' })
  for (const key of ['00'.repeat(16), 'nothing', '']) {
    const unknown = await alice.comrad.letterImage(key)
    assert.deepEqual(!unknown.ok && unknown.error, { type: 'unknown-letter' })
  }
})

test('a device that is killed after it said something in trust says it when it comes back, once', async (t) => {
  const world = await createWorld(t)
  const [alice, bob] = (await peopleOf(world, 'alice', 'bob')) as [Person, Person]
  await acquaint(alice, bob)
  await alice.comrad.trust('bob')
  await settle(alice, bob)
  let chunks = 0
  alice.transport.intercept({
    onReply: ({ request }) => (request.type === 'put-chunk' && ++chunks === 1 ? 'cut' : 'pass'),
  })
  await sayTrusted(alice, 'kept', { image: PICTURE })
  await until('the image is half there', () => chunks === 1)
  await alice.close()
  const again = await world.stranger('alice', { store: alice.files })
  again.comrad.start()
  await settle(again, bob)
  assert.deepEqual(posts(bob), ['alice: kept'])
  const [post] = bob.comrad.feed().posts
  const image = await bob.comrad.image(post?.post ?? '')
  assert.ok(image.ok)
  assert.deepEqual(image.value, PICTURE)
})

test('whom one has asked can still answer when the token has changed in between', async (t) => {
  const world = await createWorld(t)
  const [alice, carol, mallory] = (await peopleOf(world, 'alice', 'carol', 'mallory')) as [
    Person,
    Person,
    Person,
  ]
  await acquaint(alice, mallory)
  assert.ok((await alice.comrad.meet('carol', 'hello')).ok)
  await until('carol is asked', () => carol.comrad.contacts().incoming.length > 0)
  carol.transport.setOnline(false)
  assert.ok((await carol.comrad.accept('alice')).ok)
  assert.ok((await alice.comrad.block('mallory')).ok)
  await settle(alice)
  carol.transport.setOnline(true)
  await until('they have met', () => alice.comrad.contacts().met.length === 1)
  await settle(carol, alice)
  await send(carol, alice, 'at last')
  await settle(carol, alice)
  assert.deepEqual(screen(alice, carol), ['! met', '< at last'])
  assert.deepEqual(screen(carol, alice), ['! met', '> at last'])
})
