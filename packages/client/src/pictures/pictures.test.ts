/** Images as they are asked for: by whom one looks at, and never as anything but bytes. */
import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { randomBytes, sealBlob } from '@comrad/keymaker'
import {
  BLOB_CHUNK_BYTES,
  type BlobId,
  type Bytes,
  type Content,
  err,
  type Hash,
  type ImageReference,
  type LetterId,
  ok,
  type PostId,
  type Reply,
  type Request,
} from '@comrad/protocol'
import { type BareDevice, createBareDevice, nameOf } from '../testing/bare-device.ts'
import { refused } from '../testing/feed-keeper.ts'
import { createFeedLink, type FeedLink } from '../testing/feed-link.ts'
import { createLogKeeper } from '../testing/log-keeper.ts'
import { letterKeyOf } from '../views/conversation-view.ts'
import { postKeyOf } from '../views/feed-view.ts'
import { createPictures } from './pictures.ts'

const bob = nameOf('bob')
const DAY_MS = 86_400_000

let device: BareDevice
let link: FeedLink
let pictures: ReturnType<typeof createPictures>
/** The Operator's, by id: those that are whole. */
let blobs: Map<string, readonly Bytes[]>
/** Answers first, where it answers. */
let bend: (request: Extract<Request, { type: 'chunk' }>) => Reply | 'offline' | undefined
let asked: number
let posts: number

beforeEach(async () => {
  device = await createBareDevice()
  blobs = new Map()
  bend = () => undefined
  asked = 0
  posts = 0
  link = createFeedLink(device.clock, createLogKeeper().keys, async (request) => {
    assert.ok(request.type === 'chunk')
    asked++
    const bent = bend(request)
    if (bent === 'offline') return err({ type: 'closed' })
    const bytes = blobs.get(hex(request.blob))?.[request.index]
    return ok(bent ?? (bytes ? { type: 'chunk', bytes } : refused('unknown-blob')))
  })
  const images = {
    prepare: () => {
      throw new Error('what others have sent is not opened here')
    },
  }
  pictures = createPictures({ ...device, images }, link)
})
afterEach(() => device.close())

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

function uploaded(content: Bytes): ImageReference {
  const sealed = sealBlob(content)
  assert.ok(sealed)
  const blob = randomBytes(16) as BlobId
  blobs.set(hex(blob), sealed.chunks)
  const { key, hash, chunks } = sealed
  const shown = { width: 4, height: 3, placeholder: new Uint8Array(5) }
  return { blob, chunks: chunks.length as 1, key, hash, ...shown }
}

function post(image: ImageReference | undefined, days = 7): string {
  const id = device.random(16) as PostId
  const now = device.clock.now() + ++posts
  const content: Content = { text: 'look', ...(image && { image }) }
  device.rows.posts.addWorld({
    ...{ id, author: bob, content, replyTo: undefined, page: 0, sequence: posts },
    ...{ writtenAt: now, expiresAt: now + days * DAY_MS },
  })
  return postKeyOf(id)
}

async function look(key: string): Promise<string | Bytes> {
  const got = await pictures.image(key)
  return got.ok ? got.value : got.error.type
}

const kept = () => device.sql.get<{ n: number }>('select count(*) as n from images')?.n
const circuits = () => link.circuits()

test('an image is fetched when it is looked at, on a circuit of its own, and once', async () => {
  const [small, large] = [randomBytes(100), randomBytes(200_000)]
  const [first, second] = [post(uploaded(small)), post(uploaded(large))]
  assert.equal(asked, 0, 'that it is there is no reason')
  assert.deepEqual(await look(first), small)
  assert.deepEqual([asked, circuits()], [1, 1])
  assert.deepEqual(await look(second), large)
  assert.deepEqual([asked, circuits()], [1 + 5, 2])
  assert.deepEqual(await look(first.slice(0, 8)), small)
  assert.equal(asked, 6, 'it is here now')
})

test('who chose it is brought the images of the newest posts, each on a circuit of its own, and of no other', async () => {
  const images = Array.from({ length: 22 }, () => uploaded(randomBytes(10)))
  const keys = images.map((image) => post(image))
  post(undefined)
  const newest = keys.at(-1) ?? ''
  await look(newest)
  assert.equal(await pictures.prefetch(), 'done')
  assert.deepEqual([asked, circuits(), kept()], [21, 21, 21])
  assert.equal(await pictures.prefetch(), 'done')
  assert.equal(kept(), 22)
  assert.equal(await pictures.prefetch(), 'done')
  assert.equal(asked, 22, 'what is here is not brought again')
})

test('one image that is gone does not keep back the others', async () => {
  const gone = uploaded(randomBytes(10))
  post(uploaded(randomBytes(10)))
  post(gone)
  post(uploaded(randomBytes(10)))
  blobs.delete(hex(gone.blob))
  await pictures.prefetch()
  assert.equal(kept(), 2)
})

test('as many as one pass brings may be gone: the next pass brings those behind them, and whoever looks asks again', async () => {
  const behind = post(uploaded(randomBytes(10)))
  const gone = Array.from({ length: 20 }, () => uploaded(randomBytes(10)))
  const keys = gone.map((image) => post(image))
  for (const image of gone) blobs.delete(hex(image.blob))
  await pictures.prefetch()
  assert.deepEqual([asked, kept()], [20, 0])
  await pictures.prefetch()
  assert.deepEqual([asked, kept()], [21, 1])
  assert.ok((await look(behind)) instanceof Uint8Array)
  await pictures.prefetch()
  assert.equal(asked, 21, 'what was gone is not asked for again')
  assert.equal(await look(keys[0] ?? ''), 'image-gone')
  assert.equal(asked, 22)
})

test('what could not be reached ahead of time is tried again', async () => {
  post(uploaded(randomBytes(10)))
  bend = () => 'offline'
  await pictures.prefetch()
  bend = () => undefined
  await pictures.prefetch()
  assert.equal(kept(), 1)
})

test('what is not what its post promised is not shown, and not kept', async () => {
  const content = randomBytes(100_000)
  const image = uploaded(content)
  const chunks = blobs.get(hex(image.blob)) as readonly [Bytes, Bytes]
  const [first, second] = chunks
  const other = uploaded(randomBytes(100_000))
  const shown: Readonly<Record<string, readonly Bytes[]>> = {
    'a byte was changed': [first, second.with(9, (second[9] ?? 0) ^ 1) as Bytes],
    'in another order': [second, first],
    'one chunk twice': [first, first],
    'another image': blobs.get(hex(other.blob)) ?? [],
    zeros: [new Uint8Array(BLOB_CHUNK_BYTES), new Uint8Array(BLOB_CHUNK_BYTES)],
    'the second is missing': [first],
  }
  const key = post(image)
  for (const [what, instead] of Object.entries(shown)) {
    blobs.set(hex(image.blob), instead)
    assert.equal(await look(key), 'image-gone', what)
    assert.equal(kept(), 0, what)
  }
  blobs.set(hex(image.blob), chunks)
  assert.deepEqual(await look(key), content, 'it is asked for again')
})

test('a reference with another key, hash or class opens nothing', async () => {
  const image = uploaded(randomBytes(60_000))
  for (const wrong of [
    { ...image, key: randomBytes(32) },
    { ...image, hash: randomBytes(32) as Hash },
    { ...image, chunks: 1 as const },
    { ...image, chunks: 3 as const },
  ]) {
    assert.equal(await look(post(wrong)), 'image-gone')
  }
  assert.equal(kept(), 0)
})

test('bytes that are no image, or a bomb, are handed on as they are: nothing here opens them', async () => {
  const bomb = Buffer.from(`RIFF\xff\xff\xff\xffWEBPVP8X\x0a\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff`, 'latin1')
  for (const content of [new Uint8Array(bomb), new Uint8Array(0), randomBytes(262_144)]) {
    assert.deepEqual(await look(post(uploaded(content))), content)
  }
})

test('what has expired at the Operator is gone, and with its post here too', async () => {
  const image = uploaded(randomBytes(10))
  const key = post(image, 1)
  const late = post(uploaded(randomBytes(10)), 2)
  await look(key)
  await device.clock.advance(DAY_MS + 1)
  assert.equal(await look(key), 'expired')
  device.sql.transaction(() => {
    device.rows.posts.removeExpired(device.clock.now())
    device.rows.images.forgetUnnamed()
  })
  assert.equal(kept(), 0)
  blobs.clear()
  assert.equal(await look(late), 'image-gone')
})

test('an image lives as long as the last that names it', async () => {
  const image = uploaded(randomBytes(10))
  const [short, long] = [post(image, 1), post(image, 3)]
  await look(short)
  const pass = async (days: number) => {
    await device.clock.advance(days * DAY_MS + 1)
    device.sql.transaction(() => {
      device.rows.posts.removeExpired(device.clock.now())
      device.rows.images.forgetUnnamed()
    })
  }
  await pass(1)
  assert.equal(kept(), 1)
  blobs.clear()
  assert.notEqual(await look(long), 'image-gone', 'it is here')
  await pass(2)
  assert.equal(kept(), 0)
})

test('a reference to another’s blob with a key and a hash of its own is shown nothing of what is here', async () => {
  const image = uploaded(randomBytes(10))
  await look(post(image))
  const { key, hash } = uploaded(randomBytes(20))
  assert.equal(await look(post({ ...image, key, hash })), 'image-gone')
})

test('what is opened under another’s blob id does not take that one’s place', async () => {
  const [image, other] = [uploaded(randomBytes(10)), uploaded(randomBytes(20))]
  const sealed = blobs.get(hex(image.blob)) ?? []
  // An Operator that is in it hands out the one for the other.
  blobs.set(hex(image.blob), blobs.get(hex(other.blob)) ?? [])
  const forged = await look(post({ ...other, blob: image.blob }))
  assert.equal(forged.length, 20)
  blobs.set(hex(image.blob), sealed)
  assert.equal((await look(post(image))).length, 10)
})

test('no connection and a busy Operator are said as what they are', async () => {
  const key = post(uploaded(randomBytes(10)))
  bend = () => 'offline'
  assert.equal(await look(key), 'offline')
  bend = () => refused('busy', 5)
  assert.deepEqual(await pictures.image(key), { ok: false, error: { type: 'busy', retryAfterSeconds: 5 } })
  bend = () => ({ type: 'done' })
  assert.equal(await look(key), 'protocol')
})

test('without an image there is none, and without a post neither', async () => {
  assert.equal(await look(post(undefined)), 'no-image')
  assert.equal(await look('00000000'), 'unknown-post')
  const none = await pictures.photo(bob, 'world')
  assert.deepEqual(!none.ok && none.error, { type: 'no-image' })
})

test('a message that disappears while its image is fetched leaves none behind', async () => {
  const image = uploaded(randomBytes(10))
  const letter = randomBytes(16) as LetterId
  const at = device.clock.now()
  device.rows.entries.addSent({ contact: bob, letter, content: { text: 'look', image }, at, timer: 60 })
  bend = () => {
    device.sql.transaction(() => device.rows.entries.eraseConversation(bob))
    return undefined
  }
  const looked = await pictures.letterImage(letterKeyOf(letter))
  assert.deepEqual(!looked.ok && looked.error, { type: 'unknown-letter' })
  assert.equal(kept(), 0)
})

test('a post that is deleted or expires while its image is fetched leaves none behind', async () => {
  const [deleted, expired] = [post(uploaded(randomBytes(10))), post(uploaded(randomBytes(10)), 1)]
  bend = () => {
    const [stored] = device.rows.posts.matching(deleted)
    device.sql.transaction(() => stored && device.rows.posts.remove(stored.id))
    return undefined
  }
  assert.equal(await look(deleted), 'unknown-post')
  const { now } = device.clock
  let isLate = false
  device.clock.now = () => now() + (isLate ? 2 * DAY_MS : 0)
  bend = () => {
    isLate = true
    return undefined
  }
  assert.equal(await look(expired), 'expired')
  assert.equal(kept(), 0)
})

test('a photo that is replaced while it is fetched leaves none behind', async () => {
  const [old, young] = [uploaded(randomBytes(10)), uploaded(randomBytes(20))]
  const show = (image: ImageReference) =>
    device.sql.transaction(() =>
      device.rows.trustedFaces.set(bob, { text: '', image }, { at: device.clock.now() }),
    )
  show(old)
  bend = () => {
    show(young)
    return undefined
  }
  const replaced = await pictures.photo(bob, 'trusted')
  assert.deepEqual(!replaced.ok && replaced.error, { type: 'image-gone' })
  assert.equal(kept(), 0)
  assert.ok((await pictures.photo(bob, 'trusted')).ok)
})
