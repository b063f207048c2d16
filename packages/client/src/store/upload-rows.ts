/** Images of one's own on their way to the Operator, or to be deleted there. */
import type { BlobId, Bytes } from '@comrad/protocol'
import type { WaitingReason } from '../acts/waiting.ts'
import type { Audience } from '../views/feed-view.ts'
import type { Sql } from './sql.ts'

export type StoredUpload = {
  readonly blob: BlobId
  readonly phase: 'waiting' | 'deleting'
  readonly chunks: Bytes
  readonly header: Bytes
  readonly opening: Bytes | undefined
  readonly secret: Bytes
  readonly expiresAt: number
}

/** By the next face for these. */
const REPLACED_BY: Readonly<Record<Audience, number>> = { world: 1, trusted: 2 }

export function createUploadRows(sql: Sql) {
  return {
    /** What is to be done, what is to be deleted first. */
    all(): readonly StoredUpload[] {
      type Row = {
        blob: BlobId
        phase: string
        chunks: Bytes
        header: Bytes
        opening: Bytes | null
        deletion_secret: Bytes
        expires_at: number
      }
      const query = `select * from uploads where phase <> 'done' order by phase, rowid`
      return sql.all<Row>(query).map((row) => ({
        blob: row.blob,
        phase: row.phase as StoredUpload['phase'],
        chunks: row.chunks,
        header: row.header,
        opening: row.opening ?? undefined,
        secret: row.deletion_secret,
        expiresAt: row.expires_at,
      }))
    },
    setOpening(blob: BlobId, opening: Bytes | null): void {
      sql.run('update uploads set opening = ? where blob = ?', opening, blob)
    },
    /** Answers whether that is something new. */
    wait(blob: BlobId, reason: WaitingReason): boolean {
      return (
        sql.run('update uploads set reason = ? where blob = ? and reason is not ?', reason, blob, reason) > 0
      )
    },
    /** Of one that is on its way, why it waits: 'image' where nobody knows yet. */
    waitOf(blob: BlobId): WaitingReason | 'image' | undefined {
      type Row = { reason: WaitingReason | null }
      const row = sql.get<Row>(`select reason from uploads where blob = ? and phase = 'waiting'`, blob)
      return row && (row.reason ?? 'image')
    },
    /** The secret is kept: with it the image can be deleted there. */
    done(blob: BlobId): void {
      sql.run(`update uploads set phase = 'done', chunks = x'' where blob = ? and phase = 'waiting'`, blob)
    },
    isDone(blob: BlobId): boolean {
      return (
        sql.get(`select 1 as found from uploads where blob = ? and phase = 'waiting'`, blob) === undefined
      )
    },
    /** A photo of a face that another takes the place of. Answers whether it is at the Operator. */
    replace(blob: BlobId, audience: Audience): boolean {
      const by = REPLACED_BY[audience]
      return sql.run(`update uploads set replaced = ? where blob = ? and phase = 'done'`, by, blob) > 0
    },
    /** What took the place of these photos can be seen. Answers whether there are any. */
    deleteReplaced(audience: Audience): boolean {
      const by = REPLACED_BY[audience]
      return sql.run(`update uploads set phase = 'deleting' where replaced = ? and phase = 'done'`, by) > 0
    },
    forget(blob: BlobId): void {
      sql.run('delete from uploads where blob = ?', blob)
    },
    forgetExpired(now: number): void {
      sql.run(`delete from uploads where phase = 'done' and expires_at <= ?`, now)
    },
  }
}
