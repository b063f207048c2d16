/** Images of letters: whether they are here, and whether they have reached the Operator. */
import type { BlobId, Bytes } from '@comrad/protocol'
import type { Sql } from './sql.ts'

export function createLetterImageRows(sql: Sql) {
  return {
    isHere: (blob: BlobId) => sql.get('select 1 as found from images where blob = ?', blob) !== undefined,
    isUploading: (blob: BlobId) =>
      sql.get(`select 1 as found from uploads where blob = ? and phase = 'waiting'`, blob) !== undefined,
    bytes: (blob: BlobId) =>
      sql.get<{ bytes: Bytes }>('select bytes from images where blob = ?', blob)?.bytes,
    keep(blob: BlobId, bytes: Bytes, expiresAt: number): void {
      sql.run(
        'insert or ignore into images (blob, bytes, expires_at) values (?, ?, ?)',
        blob,
        bytes,
        expiresAt,
      )
    },
    forgetExpired(now: number): void {
      sql.run('delete from images where expires_at <= ?', now)
    },
    forget: (blob: BlobId) => sql.run('delete from images where blob = ?', blob),
  }
}
