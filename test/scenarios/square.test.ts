/** The public square: posts, the feed, votes and recounts, by people who only see their own screens. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { realProofs } from '@comrad/client/testing'
import type { Reply } from '@comrad/protocol'
import { createWorld, meet, nameOf, type Person, settle, until, type World } from './world.ts'

const texts = ({ comrad }: Person, wish = {}) => comrad.feed(wish).posts.map(({ text }) => text)

async function posted(
  by: Person,
  text: string,
  wish: { days?: number; replyTo?: string; image?: Uint8Array<ArrayBuffer> } = {},
) {
  const { days = 7, replyTo, image } = wish
  const made = await by.comrad.post({
    to: 'world',
    text,
    expiresDays: days,
    ...(replyTo !== undefined && { replyTo }),
    ...(image && { image }),
  })
  assert.ok(made.ok, JSON.stringify(made))
  await settle(by)
  return made.value.post
}

async function peopleOf(world: World, ...names: readonly string[]): Promise<readonly Person[]> {
  const people: Person[] = []
  for (const name of names) people.push(await world.comrad(name))
  return people
}

test('a post to the world is read by somebody who knows nobody, with its author verified', async (t) => {
  const world = await createWorld(t, undefined, { proofs: realProofs() })
  const [alice, bob] = (await peopleOf(world, 'alice', 'bob')) as [Person, Person]
  await posted(alice, 'Bread and roses')
  assert.deepEqual(texts(alice), ['Bread and roses'])
  assert.equal(alice.comrad.feed().posts[0]?.state?.phase, 'published')
  await settle(bob)
  const [post] = bob.comrad.feed().posts
  assert.ok(post)
  assert.deepEqual(
    [post.author, post.text, post.isMine, post.unread, post.audience],
    ['alice', 'Bread and roses', false, true, 'world'],
  )
  assert.equal(bob.comrad.feed().unread, 1)
  assert.ok((await bob.comrad.markPostsRead([post.post])).ok)
  assert.equal(bob.comrad.feed().unread, 0)
  assert.equal(bob.comrad.status().square.members, 2)
})

test('one pass publishes a post that is the first thing since the start', async (t) => {
  const world = await createWorld(t)
  const alice = await world.comrad('alice')
  await settle(alice)
  await alice.close()
  const again = await world.stranger('alice', { store: alice.files })
  assert.ok((await again.comrad.post({ to: 'world', text: 'Bread', expiresDays: 7 })).ok)
  again.comrad.start()
  assert.ok((await again.comrad.sync()).ok)
  assert.deepEqual(again.comrad.feed().posts[0]?.state, { phase: 'published' })
})

test('what cannot be posted is refused with its reason, before anything is stored', async (t) => {
  const world = await createWorld(t)
  const alice = await world.comrad('alice')
  const refusal = async (wish: Partial<Parameters<typeof alice.comrad.post>[0]>) => {
    const made = await alice.comrad.post({ to: 'world', text: 'x', ...wish })
    return made.ok ? 'posted' : made.error.type === 'text-invalid' ? made.error.reason : made.error.type
  }
  assert.equal(await refusal({ text: 'x'.repeat(1001) }), 'too-long')
  assert.equal(await refusal({ text: '' }), 'empty')
  assert.equal(await refusal({ text: 'half \ud800' }), 'characters')
  assert.equal(await refusal({ text: 'bell \u0007' }), 'characters')
  assert.equal(await refusal({ expiresDays: 0 }), 'expiry-invalid')
  assert.equal(await refusal({ expiresDays: 31 }), 'expiry-invalid')
  assert.equal(await refusal({ replyTo: 'abcdef01' }), 'unknown-post')
  assert.equal(await refusal({ to: 'trusted' }), 'nobody-trusted')
  assert.deepEqual(texts(alice), [])
  assert.equal(await refusal({ text: '🌹'.repeat(1000) }), 'posted', '4,000 bytes are 1,000 characters')
  assert.equal(await refusal({ text: 'e\u0301\u202e!' }), 'posted', 'marks and directions are text')
  await settle(alice)
  assert.equal(texts(alice).length, 2)
})

test('replies form a thread, a deleted post goes everywhere, an expired one by itself', async (t) => {
  const world = await createWorld(t)
  const [alice, bob] = (await peopleOf(world, 'alice', 'bob')) as [Person, Person]
  const first = await posted(alice, 'Who brings the banners?')
  await settle(bob)
  const reply = await posted(bob, 'I do.', { replyTo: first })
  await settle(alice)
  const again = await posted(alice, 'Thank you.', { replyTo: reply })
  await settle(bob)
  const thread = bob.comrad.thread(reply.slice(0, 8))
  assert.ok(thread.ok)
  assert.deepEqual(
    thread.value.posts.map(({ depth, post }) => `${depth} ${post.author}: ${post.text}`),
    ['0 alice: Who brings the banners?', '1 bob: I do.', '2 alice: Thank you.'],
  )
  assert.equal((await bob.comrad.deletePost(first)).ok, false, 'it is not his')
  assert.ok((await alice.comrad.deletePost(again, { atOnce: true })).ok)
  await settle(alice, bob)
  assert.deepEqual(texts(bob).sort(), ['I do.', 'Who brings the banners?'])
  await world.clock.advance(7 * 86_400_000 + 1)
  assert.deepEqual([texts(alice), texts(bob)], [[], []])
})

test('votes are counted once each, changed, taken back, and recounted by anybody', async (t) => {
  const world = await createWorld(t, undefined, { proofs: realProofs() })
  const [alice, bob, carol] = (await peopleOf(world, 'alice', 'bob', 'carol')) as [Person, Person, Person]
  const post = await posted(alice, 'Shall we strike on Friday?')
  await settle(bob, carol)
  for (const person of [alice, bob, carol]) assert.ok((await person.comrad.vote(post, 'up')).ok)
  assert.equal(bob.comrad.feed().posts[0]?.votes?.up, 1, 'one’s own is shown at once')
  await settle(alice, bob, carol)
  assert.ok((await carol.comrad.vote(post, 'down')).ok)
  await settle(carol, bob)
  const votes = bob.comrad.feed().posts[0]?.votes
  assert.deepEqual([votes?.up, votes?.down, votes?.mine.phase], [2, 1, 'cast'])
  const audit = await alice.comrad.audit(post)
  assert.ok(audit.ok, JSON.stringify(audit))
  const { shown, counted, invalid, agrees, mine, groups } = audit.value
  assert.deepEqual(
    { shown, counted, invalid, agrees, mine },
    {
      shown: { up: 2, down: 1 },
      counted: { up: 2, down: 1, taken: 0 },
      invalid: 0,
      agrees: true,
      mine: 'counted',
    },
  )
  assert.deepEqual(
    groups.map(({ members }) => members),
    [3],
  )
  assert.ok((await bob.comrad.vote(post, 'none')).ok)
  await settle(bob, alice)
  assert.deepEqual(
    [alice.comrad.feed().posts[0]?.votes?.up, alice.comrad.feed().posts[0]?.votes?.down],
    [1, 1],
  )
})

test('an Operator that drops a ballot is noticed by its voter, and the ballot is cast again', async (t) => {
  const world = await createWorld(t)
  const [alice, bob] = (await peopleOf(world, 'alice', 'bob')) as [Person, Person]
  const post = await posted(alice, 'Count honestly.')
  await settle(bob)
  assert.ok((await bob.comrad.vote(post, 'up')).ok)
  await settle(bob)
  // The Operator said that it has the ballot, and shows the box without it.
  const emptied: Reply = { type: 'ballots', ballots: [], more: false }
  bob.transport.intercept({
    onReply: ({ reply }) => (reply.type === 'ballots' ? { instead: emptied } : 'pass'),
  })
  await world.clock.advance(16 * 60_000)
  await until('bob is told', () => bob.comrad.feed().posts[0]?.votes?.mine.phase === 'dropped')
  assert.match(JSON.stringify(bob.comrad.feed().posts[0]?.votes?.mine), /does not show it/)
  bob.transport.intercept(undefined)
  await settle(bob)
  await world.clock.advance(16 * 60_000)
  await until('bob’s ballot is seen', () => bob.comrad.feed().posts[0]?.votes?.mine.phase === 'cast')
  const audit = await alice.comrad.audit(post)
  assert.ok(audit.ok && audit.value.counted.up === 1)
})

test('a post to the trusted reaches them as a letter and nobody else', async (t) => {
  const world = await createWorld(t)
  const [alice, bob, carol] = (await peopleOf(world, 'alice', 'bob', 'carol')) as [Person, Person, Person]
  await meet(alice, bob)
  assert.ok((await alice.comrad.trust(nameOf(bob))).ok)
  const made = await alice.comrad.post({ to: 'trusted', text: 'Behind the bakery, at nine.' })
  assert.ok(made.ok, JSON.stringify(made))
  await settle(alice, bob, carol)
  assert.deepEqual(texts(bob), ['Behind the bakery, at nine.'])
  assert.deepEqual(texts(carol), [])
  assert.equal(bob.comrad.feed().posts[0]?.audience, 'trusted')
})

test('a face is shown to the world, and another one to the trusted', async (t) => {
  const world = await createWorld(t)
  const [alice, bob, carol] = (await peopleOf(world, 'alice', 'bob', 'carol')) as [Person, Person, Person]
  await meet(alice, bob)
  const photo = new Uint8Array(5_000).fill(7)
  const edited = await alice.comrad.editProfile({
    world: { text: 'Printer.', photo },
    trusted: { text: 'Printer of leaflets.' },
  })
  assert.ok(edited.ok, JSON.stringify(edited))
  assert.ok((await alice.comrad.trust(nameOf(bob))).ok)
  await settle(alice, bob, carol)
  const seenBy = ({ comrad }: Person) => {
    const profile = comrad.profile('alice')
    assert.ok(profile.ok)
    return [profile.value.world?.text, profile.value.trusted?.text]
  }
  assert.deepEqual(seenBy(bob), ['Printer.', 'Printer of leaflets.'])
  assert.deepEqual(seenBy(carol), ['Printer.', undefined])
  const fetched = await carol.comrad.photo('alice' as never, 'world')
  assert.ok(fetched.ok, JSON.stringify(fetched))
  assert.deepEqual(fetched.value, photo)
})

test('an image goes with a post, is fetched when it is looked at, and is gone with it', async (t) => {
  const world = await createWorld(t)
  const [alice, bob] = (await peopleOf(world, 'alice', 'bob')) as [Person, Person]
  const image = new Uint8Array(90_000).map((_, index) => index % 251)
  const post = await posted(alice, 'Look', { image })
  await settle(bob)
  const [view] = bob.comrad.feed().posts
  assert.equal(view?.image?.isHere, false)
  const fetched = await bob.comrad.image(post)
  assert.ok(fetched.ok, JSON.stringify(fetched))
  assert.deepEqual(fetched.value, image)
  assert.equal(bob.comrad.feed().posts[0]?.image?.isHere, true)
  assert.ok((await alice.comrad.deletePost(post, { atOnce: true })).ok)
  await settle(alice, bob)
  assert.deepEqual(texts(bob), [])
})

test('a post that was deleted just before the device went off is gone when it comes on, for everybody', async (t) => {
  const world = await createWorld(t)
  const [alice, bob] = (await peopleOf(world, 'alice', 'bob')) as [Person, Person]
  const post = await posted(alice, 'A slip of the tongue')
  await settle(bob)
  assert.deepEqual(texts(bob), ['A slip of the tongue'])
  assert.ok((await alice.comrad.deletePost(post)).ok)
  assert.deepEqual(texts(alice), [])
  await alice.close()
  const again = await world.stranger('alice', { store: alice.files })
  assert.deepEqual(texts(again), [])
  assert.equal(again.comrad.deletions().length, 1)
  again.comrad.start()
  await world.clock.advance(6_000)
  await until('it is deleted', () => again.comrad.deletions().length === 0)
  await settle(again, bob)
  assert.deepEqual(texts(bob), [])
})

test('two feeds shown to two people are found out by the first letter between them', async (t) => {
  const world = await createWorld(t)
  const [alice, bob] = (await peopleOf(world, 'alice', 'bob')) as [Person, Person]
  await meet(alice, bob)
  await posted(alice, 'seen by both')
  let shown: Reply | undefined
  bob.transport.intercept({
    onReply({ reply }) {
      if (reply.type === 'feed-head') shown ??= reply
      return 'pass'
    },
  })
  await settle(bob)
  const old = shown
  assert.ok(old)
  // From now on bob is shown the feed as it was, rightly signed.
  bob.transport.intercept({
    onReply: ({ reply }) => (reply.type === 'feed-head' ? { instead: old } : 'pass'),
  })
  await posted(alice, 'kept from bob')
  assert.ok((await alice.comrad.send(nameOf(bob), 'have you seen it?')).ok)
  await settle(alice, bob)
  const [alarm] = bob.comrad.alarms()
  assert.equal(alarm?.alarm.kind, 'feed-forked')
  assert.equal(alarm?.endsTrust, false, 'messages go on')
  assert.deepEqual(alice.comrad.alarms(), [])
})

test('a search finds posts and messages on this device, whatever is typed', async (t) => {
  const world = await createWorld(t)
  const [alice, bob] = (await peopleOf(world, 'alice', 'bob')) as [Person, Person]
  await meet(alice, bob)
  await posted(alice, 'The canteen strikes on Friday')
  await alice.comrad.send(nameOf(bob), 'bring the Canteen keys')
  await settle(alice, bob)
  const found = (words: string) => bob.comrad.search(words).found.map((one) => `${one.type}: ${one.text}`)
  assert.deepEqual(found('canteen').sort(), [
    'message: bring the Canteen keys',
    'post: The canteen strikes on Friday',
  ])
  assert.deepEqual(found('cant'), found('canteen'), 'the last word may be a beginning')
  assert.deepEqual(found('strikes friday'), ['post: The canteen strikes on Friday'])
  for (const hostile of [
    '"',
    "'",
    'canteen" OR "x',
    'NEAR(',
    '*',
    'a^b',
    '( )',
    '\u0000',
    '🌹',
    'AND OR NOT',
    '-',
  ]) {
    bob.comrad.search(hostile)
  }
})
