/** Entries, ballots and blobs for the store's tests: fixed bytes, which can be recognized wherever they lie. */
import { sha256 } from '@comrad/keymaker'
import {
  BLOB_CHUNK_BYTES,
  type BlobChunks,
  type BlobHeader,
  type BlobId,
  type Bytes,
  type Choice,
  dayOf,
  type Hash,
  type PostId,
  PROOF_POINTS_BYTES,
  startOfDay,
} from '@comrad/protocol'
import { nameOf, startOfToday, TODAY } from '../storage-fixture.ts'
import type { NewBallot, NewBlob, NewEntry } from './square-store.ts'

export const HOUR_MS = 3_600_000
export const inDays = (days: number): number => startOfDay(TODAY + days)

export const postIdOf = (index: number): PostId => marked(16, 0x11, index) as PostId
export const blobIdOf = (index: number): BlobId => marked(16, 0x22, index) as BlobId
export const nullifierOf = (index: number): Hash => marked(32, 0x33, index) as Hash
export const messageOf = (index: number): Hash => marked(32, 0x44, index) as Hash
export const sealedOf = (index: number, length = 600): Bytes => marked(length, 0x55, index)
export const pointsOf = (index: number): Bytes => marked(PROOF_POINTS_BYTES, 0x66, index)

/** A post of Alice's that lives for seven days, unless told otherwise. */
export const entryOf = (index: number, other: Partial<NewEntry> = {}): NewEntry => ({
  id: postIdOf(index),
  author: nameOf('alice'),
  kind: 'post',
  expiresAt: inDays(7),
  day: TODAY,
  perDay: 1000,
  seal: () => sealedOf(index),
  ...other,
})

export const deletionOf = (index: number, removes: number, other: Partial<NewEntry> = {}): NewEntry =>
  entryOf(index, { kind: 'deletion', removes: postIdOf(removes), ...other })

export function ballotOf(post: number, voter: number, choice: Choice, counter = 1): NewBallot {
  const proof = { root: marked(32, 0x77, 1) as Hash, nullifier: nullifierOf(voter), points: pointsOf(voter) }
  return { post: postIdOf(post), choice, counter, size: 100, cohort: 0, proof }
}

export function blobOf(index: number, chunks: BlobChunks = 2, expiresAt = inDays(7)) {
  const bytes = Array.from({ length: chunks }, (_, place) => chunkOf(index, place))
  const whole = new Uint8Array(chunks * BLOB_CHUNK_BYTES)
  for (const [place, chunk] of bytes.entries()) whole.set(chunk, place * BLOB_CHUNK_BYTES)
  const header: BlobHeader = {
    ...{ id: blobIdOf(index), chunks, hash: sha256(whole), expiresAt },
    deletionHash: marked(32, 0x88, index) as Hash,
  }
  return { header, chunks: bytes.map((one, place) => ({ id: header.id, index: place, bytes: one })) }
}

/** Each header has an act of its own that pays for it. */
export const openingOf = (header: BlobHeader, now = NOW, other: Partial<NewBlob> = {}): NewBlob => ({
  header,
  act: { nullifier: sha256(header.id), message: header.hash, until: dayOf(now) + 2 },
  now,
  chunksPerDay: 1_000_000,
  ...other,
})

export const chunkOf = (index: number, place: number): Bytes => marked(BLOB_CHUNK_BYTES, 0x90 + place, index)

export const NOW: number = startOfToday()

/** Kind and index, over and over, with the offset between them. */
function marked(length: number, kind: number, index: number): Bytes {
  const bytes = new Uint8Array(Math.ceil(length / 8) * 8)
  const view = new DataView(bytes.buffer)
  for (let offset = 0; offset < bytes.length; offset += 8) {
    view.setUint32(offset, (kind << 24) | (offset & 0xff_ff_ff))
    view.setUint32(offset + 4, index)
  }
  return bytes.slice(0, length)
}
