/**
 * Sealed images, in chunks. Here and not in slots as letters: a blob costs its sender a proof, and a
 * day has room for so many.
 * docs/decisions/0011. Synchronous; writes run in a transaction.
 */
import type { DatabaseSync } from 'node:sqlite'
import { equalBytes, sha256 } from '@comrad/keymaker'
import {
  BLOB_CHUNK_BYTES,
  type BlobHeader,
  type BlobId,
  type Bytes,
  type Day,
  dayOf,
  type Hash,
} from '@comrad/protocol'

type BlobRow = {
  chunks: number
  hash: Hash
  expires: number
  deletion_hash: Hash
  stored: number
}

export type BlobRows = ReturnType<typeof createBlobRows>

const HOUR_MS = 3_600_000

/** Whole hours, as they are stored: a blob that was opened in this one or before, and is not whole, was given up. */
export const unfinishedSince = (now: number): number => hourOf(now) - 2

const hourOf = (now: number): number => Math.floor(now / HOUR_MS)

export function createBlobRows(db: DatabaseSync) {
  const select = db.prepare('SELECT chunks, hash, expires, deletion_hash, stored FROM blobs WHERE id = ?')
  const insert = db.prepare('INSERT INTO blobs VALUES (?, ?, ?, ?, ?, 0, ?, NULL)')
  const selectChunk = db.prepare('SELECT bytes FROM chunks WHERE id = ? AND place = ?')
  const insertChunk = db.prepare('INSERT INTO chunks VALUES (?, ?, ?)')
  const addStored = db.prepare(`
    UPDATE blobs SET stored = stored + 1, opened = CASE WHEN stored + 1 < chunks THEN opened END WHERE id = ?
  `)
  const claimFor = db.prepare('UPDATE blobs SET owner = ?1 WHERE id = ?2 AND (owner IS NULL OR owner = ?3)')
  const isOwner = db.prepare('SELECT 1 FROM blobs WHERE id = ? AND owner = ?')
  const deleteRow = db.prepare('DELETE FROM blobs WHERE id = ?')
  const deleteChunks = db.prepare('DELETE FROM chunks WHERE id = ?')
  const selectDead = db.prepare(`
    SELECT id FROM blobs WHERE expires <= ?1
    UNION SELECT id FROM blobs WHERE opened IS NOT NULL AND opened <= ?2
    LIMIT ?3
  `)

  const selectOpened = db.prepare('SELECT chunks FROM blob_days WHERE day = ?')
  const addOpened = db.prepare(`
    INSERT INTO blob_days VALUES (?1, ?2) ON CONFLICT (day) DO UPDATE SET chunks = chunks + excluded.chunks
  `)
  const deleteOpened = db.prepare('DELETE FROM blob_days WHERE day < ?')

  return { judge, open, openedOn, put, chunk, isWhole, claim, removeOf, removeBy, expire }

  /** What is here under its id already. */
  function judge({ id, chunks, hash, expiresAt, deletionHash }: BlobHeader): 'new' | 'repeated' | 'conflict' {
    const known = find(id)
    if (!known) return 'new'
    const isSame =
      known.chunks === chunks &&
      known.expires === expiresAt &&
      equalBytes(known.hash, hash) &&
      equalBytes(known.deletion_hash, deletionHash)
    return isSame ? 'repeated' : 'conflict'
  }

  /** A new one. */
  function open({ id, chunks, hash, expiresAt, deletionHash }: BlobHeader, now: number): void {
    insert.run(id, chunks, hash, expiresAt, deletionHash, hourOf(now))
    addOpened.run(dayOf(now), chunks)
  }

  function openedOn(day: Day): number {
    return (selectOpened.get(day) as { chunks: number } | undefined)?.chunks ?? 0
  }

  function put({ id, index, bytes }: { id: BlobId; index: number; bytes: Bytes }) {
    const blob = find(id)
    if (!blob || index >= blob.chunks) return 'unknown-blob'
    const known = bytesOf(id, index)
    if (known) return equalBytes(known, bytes) ? 'repeated' : 'conflict'
    const isLast = blob.stored + 1 === blob.chunks
    if (isLast && !equalBytes(hashWith(id, blob.chunks, index, bytes), blob.hash)) return 'conflict'
    insertChunk.run(id, index, bytes)
    addStored.run(id)
    return 'stored'
  }

  function hashWith(id: BlobId, chunks: number, last: number, bytes: Bytes): Hash {
    const whole = new Uint8Array(chunks * BLOB_CHUNK_BYTES)
    for (let index = 0; index < chunks; index++) {
      const chunk = index === last ? bytes : bytesOf(id, index)
      if (chunk) whole.set(chunk, index * BLOB_CHUNK_BYTES)
    }
    return sha256(whole)
  }

  function chunk(id: BlobId, index: number): Bytes | undefined {
    return isWhole(id) ? bytesOf(id, index) : undefined
  }

  function isWhole(id: BlobId): boolean {
    const blob = find(id)
    return blob !== undefined && blob.stored === blob.chunks
  }

  /**
   * It goes with the entry `owner` from now on, unless it goes with another one: whoever names somebody else's image must not be
   * able to delete it. `before`: the entry that this one takes the place of.
   */
  function claim(id: BlobId, owner: number, before: number | undefined): void {
    claimFor.run(owner, id, before ?? null)
  }

  function removeOf(id: BlobId, owner: number): void {
    if (isOwner.get(id, owner)) remove(id)
  }

  function removeBy(id: BlobId, deletionHash: Hash): boolean {
    const blob = find(id)
    if (!blob) return true
    if (!equalBytes(blob.deletion_hash, deletionHash)) return false
    remove(id)
    return true
  }

  function expire(now: number, limit: number): void {
    const dead = selectDead.all(now, unfinishedSince(now), limit) as { id: BlobId }[]
    for (const { id } of dead) remove(id)
    deleteOpened.run(dayOf(now))
  }

  function remove(id: BlobId): void {
    deleteRow.run(id)
    deleteChunks.run(id)
  }

  function find(id: BlobId): BlobRow | undefined {
    return select.get(id) as BlobRow | undefined
  }

  function bytesOf(id: BlobId, index: number): Bytes | undefined {
    return (selectChunk.get(id, index) as { bytes: Bytes } | undefined)?.bytes
  }
}
