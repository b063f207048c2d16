import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BLOB_CHUNK_BYTES, type Bytes, IMAGE_BYTES } from '@comrad/protocol'
import { AEAD_BYTES, sealAead } from './aead.ts'
import { blobDeletionHash, openBlob, sealBlob } from './blob-seal.ts'
import { concat, randomBytes, sha256, utf8 } from './primitives.ts'

const sealed = (content: Bytes) => {
  const blob = sealBlob(content)
  assert.ok(blob)
  return blob
}
const LENGTH_BYTES = 4
const room = (chunks: number) => chunks * BLOB_CHUNK_BYTES - AEAD_BYTES - LENGTH_BYTES

test('an image comes back as it was, in the smallest class that holds it', () => {
  const classes: readonly (readonly [length: number, chunks: number])[] = [
    [0, 1],
    [1, 1],
    [room(1), 1],
    [room(1) + 1, 2],
    [room(2), 2],
    [room(2) + 1, 3],
    [room(3), 3],
    [room(3) + 1, 5],
    [IMAGE_BYTES, 5],
    [room(5), 5],
  ]
  for (const [length, chunks] of classes) {
    const content = randomBytes(length)
    const blob = sealed(content)
    assert.equal(blob.chunks.length, chunks, `${length} bytes`)
    assert.ok(blob.chunks.every((chunk) => chunk.length === BLOB_CHUNK_BYTES))
    assert.deepEqual(blob.hash, sha256(concat(...blob.chunks)))
    assert.deepEqual(openBlob(blob), content)
  }
})

test('what no class holds is not sealed', () => {
  assert.equal(sealBlob(new Uint8Array(room(5) + 1)), undefined)
})

test('two seals of one image have nothing in common', () => {
  const image = randomBytes(500)
  const [one, two] = [sealed(image), sealed(image)]
  assert.notDeepEqual(one.key, two.key)
  assert.notDeepEqual(one.hash, two.hash)
})

test('chunks that are changed, missing, doubled or in another order are refused by their hash', () => {
  const blob = sealed(randomBytes(room(2)))
  const [first, second] = blob.chunks as readonly [Bytes, Bytes]
  const others = [
    [first],
    [second, first],
    [first, second, second],
    [first, second.with(9, (second[9] ?? 0) ^ 1) as Bytes],
    [],
  ]
  for (const chunks of others) assert.equal(openBlob({ ...blob, chunks }), undefined)
})

test('a hash that fits does not help without the key', () => {
  const blob = sealed(randomBytes(10))
  assert.equal(openBlob({ ...blob, key: randomBytes(32) }), undefined)
  const chunks = [randomBytes(BLOB_CHUNK_BYTES)]
  assert.equal(openBlob({ key: blob.key, chunks, hash: sha256(concat(...chunks)) }), undefined)
})

test('a hostile sender’s length and padding are refused: nothing rides behind an image', () => {
  const key = randomBytes(32)
  const open = (padded: Bytes) => {
    const chunk = sealAead(key, utf8('comrad image v1'), padded)
    return openBlob({ key, chunks: [chunk], hash: sha256(chunk) })
  }
  assert.deepEqual(open(new Uint8Array([0, 0, 0, 1, 7, 0, 0])), new Uint8Array([7]))
  assert.equal(open(new Uint8Array([0, 0, 0, 1, 7, 0, 1])), undefined, 'something in the padding')
  assert.equal(open(new Uint8Array([0, 0, 0, 4, 7, 0, 0])), undefined, 'a length beyond the end')
  assert.equal(open(new Uint8Array([0xff, 0xff, 0xff, 0xff, 7])), undefined, 'four gigabytes')
  assert.equal(open(new Uint8Array([0, 0, 0])), undefined, 'no length')
})

test('who knows the deletion’s secret is told by its hash, and the hash tells nothing', () => {
  const secret = randomBytes(32)
  assert.deepEqual(blobDeletionHash(secret), sha256(concat(utf8('comrad blob deletion v1\0'), secret)))
  assert.notDeepEqual(blobDeletionHash(secret), sha256(secret))
})
