/** Sealed images, in chunks. Synchronous; writes run in a transaction. */
import type { DatabaseSync } from 'node:sqlite'
import { equalBytes } from '@comrad/keymaker'
import type { BlobHeader, BlobId, Bytes, Hash } from '@comrad/protocol'

type BlobRow = {
  chunks: number
  hash: Hash
  expires: number
  deletion_hash: Hash
  stored: number
}

/** A blob that is not whole by then was given up. */
export const UNFINISHED_MS = 3_600_000

export function createBlobRows(db: DatabaseSync) {
  const select = db.prepare('SELECT chunks, hash, expires, deletion_hash, stored FROM blobs WHERE id = ?')
  const insert = db.prepare('INSERT INTO blobs VALUES (?, ?, ?, ?, ?, 0, ?)')
  const selectChunk = db.prepare('SELECT bytes FROM chunks WHERE id = ? AND place = ?')
  const insertChunk = db.prepare('INSERT INTO chunks VALUES (?, ?, ?)')
  const addStored = db.prepare('UPDATE blobs SET stored = stored + 1 WHERE id = ?')
  const deleteRow = db.prepare('DELETE FROM blobs WHERE id = ?')
  const deleteChunks = db.prepare('DELETE FROM chunks WHERE id = ?')
  const selectDead = db.prepare(`
    SELECT id FROM blobs WHERE expires <= ?1
    UNION SELECT id FROM blobs WHERE stored < chunks AND opened <= ?2
    LIMIT ?3
  `)

  return { open, put, chunk, isWhole, remove, removeBy, expire }

  function open(header: BlobHeader, now: number): 'opened' | 'repeated' | 'conflict' {
    const { id, chunks, hash, expiresAt, deletionHash } = header
    const known = find(id)
    if (!known) {
      insert.run(id, chunks, hash, expiresAt, deletionHash, now)
      return 'opened'
    }
    const isSame =
      known.chunks === chunks &&
      known.expires === expiresAt &&
      equalBytes(known.hash, hash) &&
      equalBytes(known.deletion_hash, deletionHash)
    return isSame ? 'repeated' : 'conflict'
  }

  function put({ id, index, bytes }: { id: BlobId; index: number; bytes: Bytes }) {
    const blob = find(id)
    if (!blob || index >= blob.chunks) return 'unknown-blob'
    const known = bytesOf(id, index)
    if (known) return equalBytes(known, bytes) ? 'repeated' : 'conflict'
    insertChunk.run(id, index, bytes)
    addStored.run(id)
    return 'stored'
  }

  function chunk(id: BlobId, index: number): Bytes | undefined {
    return isWhole(id) ? bytesOf(id, index) : undefined
  }

  function isWhole(id: BlobId): boolean {
    const blob = find(id)
    return blob !== undefined && blob.stored === blob.chunks
  }

  function removeBy(id: BlobId, deletionHash: Hash): boolean {
    const blob = find(id)
    if (!blob) return true
    if (!equalBytes(blob.deletion_hash, deletionHash)) return false
    remove(id)
    return true
  }

  function remove(id: BlobId): void {
    deleteRow.run(id)
    deleteChunks.run(id)
  }

  /** True when there may be more. */
  function expire(now: number, limit: number): boolean {
    const dead = selectDead.all(now, now - UNFINISHED_MS, limit) as { id: BlobId }[]
    for (const { id } of dead) remove(id)
    return dead.length === limit
  }

  function find(id: BlobId): BlobRow | undefined {
    return select.get(id) as BlobRow | undefined
  }

  function bytesOf(id: BlobId, index: number): Bytes | undefined {
    return (selectChunk.get(id, index) as { bytes: Bytes } | undefined)?.bytes
  }
}
