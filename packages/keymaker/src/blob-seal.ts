/** An image as the Operator holds it: sealed, and as long as many others. docs/spec/feed.md §Images. */
import {
  BLOB_CHUNK_BYTES,
  BLOB_CHUNKS,
  type BlobChunks,
  type Bytes,
  encode,
  type Hash,
  SEAL_KEY_BYTES,
} from '@comrad/protocol'
import { AEAD_BYTES, openAead, sealAead } from './aead.ts'
import { concat, equalBytes, randomBytes, sha256, utf8 } from './primitives.ts'

export type SealedBlob = {
  readonly key: Bytes
  /** Each of `BLOB_CHUNK_BYTES`. */
  readonly chunks: readonly Bytes[]
  /** SHA-256 of the chunks, one behind the other. */
  readonly hash: Hash
}

const LENGTH_BYTES = 4
const CONTEXT = utf8('comrad image v1')
const DELETION_CONTEXT = utf8('comrad blob deletion v1\0')

/** `undefined` for what is longer than the largest class. */
export function sealBlob(content: Bytes): SealedBlob | undefined {
  const count = classFor(content.length)
  if (count === undefined) return undefined
  const padded = new Uint8Array(count * BLOB_CHUNK_BYTES - AEAD_BYTES)
  padded.set(encode((writer) => writer.uint32(content.length)))
  padded.set(content, LENGTH_BYTES)
  const key = randomBytes(SEAL_KEY_BYTES)
  const sealed = sealAead(key, CONTEXT, padded)
  const chunks = Array.from({ length: count }, (_, index) =>
    sealed.slice(index * BLOB_CHUNK_BYTES, (index + 1) * BLOB_CHUNK_BYTES),
  )
  return { key, chunks, hash: sha256(sealed) }
}

/** `undefined`: not what the reference promised. */
export function openBlob({ key, chunks, hash }: SealedBlob): Bytes | undefined {
  const sealed = concat(...chunks)
  if (!equalBytes(sha256(sealed), hash)) return undefined
  const padded = openAead(key, CONTEXT, sealed)
  if (!padded || padded.length < LENGTH_BYTES) return undefined
  const length = new DataView(padded.buffer, padded.byteOffset).getUint32(0)
  const end = LENGTH_BYTES + length
  if (end > padded.length || padded.subarray(end).some((byte) => byte !== 0)) return undefined
  return padded.slice(LENGTH_BYTES, end)
}

export const blobDeletionHash = (secret: Bytes): Hash => sha256(concat(DELETION_CONTEXT, secret))

const classFor = (length: number): BlobChunks | undefined =>
  BLOB_CHUNKS.find((count) => LENGTH_BYTES + length <= count * BLOB_CHUNK_BYTES - AEAD_BYTES)
