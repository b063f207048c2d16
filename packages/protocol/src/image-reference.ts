/** Where an image lies and what opens it. docs/spec/feed.md §Images. */
import { type Bytes, MalformedError, type Reader, type Writer } from './bytes.ts'
import { type BlobId, type Hash, readBlobId, readHash } from './keys.ts'
import { BLOB_CHUNKS, IMAGE_SIDE, PLACEHOLDER_BYTES, SEAL_KEY_BYTES } from './limits.ts'

export type BlobChunks = (typeof BLOB_CHUNKS)[number]

export type ImageReference = {
  readonly blob: BlobId
  readonly chunks: BlobChunks
  readonly key: Bytes
  /** SHA-256 of the sealed chunks, one behind the other. */
  readonly hash: Hash
  readonly width: number
  readonly height: number
  /** A thumbhash: a blur of some bytes, for the time before the image is looked at. */
  readonly placeholder: Bytes
}

export const readImageReference = (reader: Reader): ImageReference => ({
  blob: readBlobId(reader),
  chunks: readChunks(reader),
  key: reader.bytes(SEAL_KEY_BYTES),
  hash: readHash(reader),
  width: readSide(reader),
  height: readSide(reader),
  placeholder: reader.opaque(PLACEHOLDER_BYTES),
})

export function writeImageReference(writer: Writer, image: ImageReference): void {
  writer.bytes(image.blob).uint8(image.chunks).bytes(image.key).bytes(image.hash)
  writer.uint16(image.width).uint16(image.height).opaque(image.placeholder)
}

export function readChunks(reader: Reader): BlobChunks {
  const count = reader.uint8()
  const chunks = BLOB_CHUNKS.find((one) => one === count)
  if (chunks === undefined) throw new MalformedError('not a size class')
  return chunks
}

function readSide(reader: Reader): number {
  const side = reader.uint16()
  if (side < 1 || side > IMAGE_SIDE) throw new MalformedError('side out of range')
  return side
}
