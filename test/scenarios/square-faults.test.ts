/** What goes wrong in the square between people: two devices of one of them, a parent that dies, pictures that are none. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Images } from '@comrad/client'
import { createImages } from '@comrad/images'
import { createMemoryStore } from '@comrad/operator/testing'
import { type Bytes, ok } from '@comrad/protocol'
import {
  concat,
  exif,
  extendedWebp,
  halves,
  jpeg,
  latin,
  png,
  pngHeader,
  pngOf,
  webp,
  withSegment,
} from '../../packages/images/src/picture-fixture.ts'
import { createWorld, type Person, settle, until, type World } from './world.ts'

async function posted(by: Person, text: string, wish: { image?: Bytes; days?: number } = {}) {
  const { image, days = 7 } = wish
  const made = await by.comrad.post({ to: 'world', text, expiresDays: days, ...(image && { image }) })
  assert.ok(made.ok, JSON.stringify(made))
  await settle(by)
  return made.value.post
}

const mine = ({ comrad }: Person) => comrad.feed().posts[0]?.votes?.mine.phase

/** Pauses after failures pass too. */
async function settledInTime({ clock }: World, what: string, holds: () => boolean) {
  await until(what, () => {
    void clock.advance(1_000)
    return holds()
  })
}

test('two votes raced from two devices of one account leave one ballot, and both devices know', async (t) => {
  const world = await createWorld(t)
  const [alice, bob] = [await world.comrad('alice'), await world.comrad('bob')]
  const post = await posted(bob, 'Shall we?')
  const other = await world.stranger('alice, elsewhere')
  const phrase = alice.comrad.recoveryPhrase()
  assert.ok(phrase)
  alice.transport.setOnline(false)
  const recovered = await other.comrad.recover(phrase)
  assert.ok(recovered.ok, JSON.stringify(recovered))
  // The Operator gives an account one named lane. Votes need none.
  other.transport.intercept({ onRequest: ({ purpose }) => (purpose.kind === 'named' ? 'drop' : 'pass') })
  alice.transport.setOnline(true)
  other.comrad.start()
  for (const { comrad } of [alice, other]) {
    comrad.refreshFeed()
    await until('the post is here', () => comrad.feed().posts.length === 1)
  }
  const [up, down] = await Promise.all([alice.comrad.vote(post, 'up'), other.comrad.vote(post, 'down')])
  assert.ok(up.ok && down.ok)
  await settledInTime(world, 'both are cast', () => [alice, other].every((one) => mine(one) === 'cast'))
  await world.clock.advance(16 * 60_000)
  await until('both have looked', () => [alice, other].every((one) => mine(one) === 'cast'))
  const audit = await bob.comrad.audit(post)
  assert.ok(audit.ok, JSON.stringify(audit))
  const { counted, agrees, groups } = audit.value
  assert.equal(counted.up + counted.down, 1, 'one person, one ballot')
  assert.equal(agrees, true)
  assert.deepEqual(
    groups.map(({ ballots }) => ballots),
    [1],
  )
})

test('a reply whose parent died before it could be sent says so, and keeps its text', async (t) => {
  const store = createMemoryStore()
  const world = await createWorld(t, store)
  const [alice, bob] = [await world.comrad('alice'), await world.comrad('bob')]
  const parent = await posted(alice, 'for a day', { days: 1 })
  await settle(bob)
  bob.transport.setOnline(false)
  const made = await bob.comrad.post({ to: 'world', text: 'I agree', replyTo: parent })
  assert.ok(made.ok)
  await world.clock.advance(86_400_000)
  while (await store.expireSquare(world.clock.now()));
  bob.transport.setOnline(true)
  await settledInTime(world, 'bob is told', () => bob.comrad.feed().posts[0]?.state?.phase === 'refused')
  const [own] = bob.comrad.feed().posts
  assert.ok(own?.state?.phase === 'refused')
  assert.deepEqual([own.text, own.state.reason], ['I agree', 'parent-gone'])
  const late = await bob.comrad.post({ to: 'world', text: 'so do I', replyTo: parent })
  assert.ok(!late.ok && ['expired', 'unknown-post'].includes(late.error.type), JSON.stringify(late))
  await settle(alice)
  assert.deepEqual(alice.comrad.feed().posts, [])
})

test('a photo leaves without the place where it was taken, and arrives as the same picture', async (t) => {
  const images = createImages()
  t.after(() => images.close())
  const world = await createWorld(t)
  const [alice, bob] = [await world.comrad('alice', { images }), await world.comrad('bob', { images })]
  const place = 'Comradgrad 52.52 13.40'
  const camera = concat(latin('Exif\0\0'), exif(1, place))
  const photo = withSegment(await jpeg(halves(64, 32)), 0xe1, camera)
  assert.ok(Buffer.from(photo).includes(place))
  const post = await posted(alice, 'the bridge', { image: photo })
  await settle(bob)
  const fetched = await bob.comrad.image(post)
  assert.ok(fetched.ok, JSON.stringify(fetched))
  assert.ok(!Buffer.from(fetched.value).includes(place))
  const shown = await images.decode(fetched.value, 64)
  assert.ok(shown.ok)
  assert.deepEqual([shown.value.width, shown.value.height], [64, 32])
})

test('what is no picture, lies about itself or would burst is refused to its sender with the reason', async (t) => {
  const images = createImages()
  t.after(() => images.close())
  const world = await createWorld(t)
  const alice = await world.comrad('alice', { images })
  const whole = await jpeg(halves(64, 32))
  const files: readonly (readonly [file: Bytes, reason: string])[] = [
    [
      pngOf([
        ['IHDR', pngHeader(60_000, 60_000)],
        ['IDAT', new Uint8Array(55)],
      ]),
      'too-many-pixels',
    ],
    [whole.slice(0, whole.length / 2), 'truncated'],
    [latin('GIF89a\x01\0\x01\0\0\0\0'), 'unsupported'],
    [latin('photo.jpg'), 'not-an-image'],
    // The first bytes of a JPEG, the rest of a PNG.
    [concat(latin('\xff\xd8\xff'), png(halves(8, 8)).slice(3)), 'truncated'],
    [new Uint8Array(30_000_001), 'too-large'],
  ]
  for (const [image, reason] of files) {
    const made = await alice.comrad.post({ to: 'world', text: 'look', image })
    assert.deepEqual(!made.ok && made.error, { type: 'image-refused', reason })
  }
  assert.deepEqual(alice.comrad.feed().posts, [])
  await posted(alice, 'look', { image: whole })
})

test('whatever a hostile device sends as an image is opened by nothing that holds a key', async (t) => {
  const images = createImages()
  t.after(() => images.close())
  const world = await createWorld(t)
  const anything: Images = {
    prepare: async (bytes) => ok({ bytes, width: 4, height: 3, placeholder: new Uint8Array(5) }),
  }
  const mallory = await world.comrad('mallory', { images: anything })
  const bob = await world.comrad('bob', { images })
  const picture = await webp(halves(64, 32))
  const bomb = extendedWebp(picture, { ...halves(1, 1), width: 16_000, height: 16_000 }, [])
  const sent: readonly (readonly [image: Bytes, reason: string | undefined])[] = [
    [bomb, 'too-many-pixels'],
    [picture.slice(0, picture.length - 20), 'truncated'],
    [png(halves(8, 8)), 'unsupported'],
    [latin('<svg onload="alert(1)"/>'), 'not-an-image'],
    [picture, undefined],
  ]
  for (const [image, reason] of sent) {
    const post = await posted(mallory, `look ${reason}`, { image })
    await settle(bob)
    const fetched = await bob.comrad.image(post)
    assert.ok(fetched.ok, JSON.stringify(fetched))
    assert.deepEqual(fetched.value, image)
    const shown = await images.decode(fetched.value, 1_280)
    assert.equal(shown.ok ? undefined : shown.error.type, reason)
  }
})

test('images come when they are looked at, or with their posts for whoever chose that', async (t) => {
  const world = await createWorld(t)
  const [alice, bob, carol] = [
    await world.comrad('alice'),
    await world.comrad('bob'),
    await world.comrad('carol'),
  ]
  assert.ok((await carol.comrad.changeSettings({ prefetchImages: true })).ok)
  const fetchedBy = (person: Person) => {
    const seen = { chunks: 0 }
    person.transport.intercept({
      onRequest({ request }) {
        if (request.type === 'chunk') seen.chunks++
        return 'pass'
      },
    })
    return seen
  }
  const [byBob, byCarol] = [fetchedBy(bob), fetchedBy(carol)]
  const post = await posted(alice, 'look', { image: new Uint8Array(60_000).fill(7) })
  await settle(bob, carol)
  await until('carol has it', () => carol.comrad.feed().posts[0]?.image?.isHere === true)
  assert.deepEqual([byBob.chunks, byCarol.chunks], [0, 2])
  assert.equal(bob.comrad.feed().posts[0]?.image?.isHere, false)
  assert.ok((await bob.comrad.image(post)).ok)
  assert.equal(byBob.chunks, 2)
})
