/** A sealed image on its way to the Operator, in chunks of one size. docs/spec/feed.md §Images. */
import { type ActProof, readActProof, readSlot, type Slot, writeActProof, writeSlot } from './act.ts'
import { type Bytes, encode, MalformedError, type Reader, type Writer } from './bytes.ts'
import { type BlobChunks, readChunks } from './image-reference.ts'
import { type BlobId, type Hash, readBlobId, readHash } from './keys.ts'
import { BLOB_CHUNK_BYTES } from './limits.ts'

export type BlobHeader = {
  readonly id: BlobId
  readonly chunks: BlobChunks
  /** SHA-256 of all chunks, one behind the other. */
  readonly hash: Hash
  /** Milliseconds since 1970, a whole hour: a finer time would tell which post it belongs to. */
  readonly expiresAt: number
  /** Whoever shows what it is the hash of may delete the blob. */
  readonly deletionHash: Hash
}

/** Opens a place for a blob; its chunks follow, each by itself, and any may be sent again. */
export type BlobOpening = Slot & BlobHeader & { readonly proof: ActProof }
export type BlobChunk = { readonly id: BlobId; readonly index: number; readonly bytes: Bytes }

/** What the proof of an opening is bound to. */
export const blobPayload = (header: BlobHeader): Bytes => encode((writer) => writeHeader(writer, header))

const HOUR_MS = 3_600_000

export const readBlobOpening = (reader: Reader): BlobOpening => ({
  ...readSlot(reader),
  ...readBlobHeader(reader),
  proof: readActProof(reader),
})

export function writeBlobOpening(writer: Writer, opening: BlobOpening): void {
  writeSlot(writer, opening)
  writeHeader(writer, opening)
  writeActProof(writer, opening.proof)
}

export const readBlobChunk = (reader: Reader): BlobChunk => ({
  id: readBlobId(reader),
  index: reader.uint8(),
  bytes: reader.bytes(BLOB_CHUNK_BYTES),
})

export function writeBlobChunk(writer: Writer, chunk: BlobChunk): void {
  writer.bytes(chunk.id).uint8(chunk.index).bytes(chunk.bytes)
}

/** What the proof of an opening is bound to, read back. */
export function readBlobHeader(reader: Reader): BlobHeader {
  const header = {
    id: readBlobId(reader),
    chunks: readChunks(reader),
    hash: readHash(reader),
    expiresAt: reader.uint64(),
    deletionHash: readHash(reader),
  }
  if (header.expiresAt % HOUR_MS !== 0) throw new MalformedError('not a whole hour')
  return header
}

function writeHeader(writer: Writer, header: BlobHeader): void {
  writer.bytes(header.id).uint8(header.chunks).bytes(header.hash)
  writer.uint64(header.expiresAt).bytes(header.deletionHash)
}
