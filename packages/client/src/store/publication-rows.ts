/** One's notes to the world that are not in the feed yet. */
import type { BlobId, Bytes, PostId } from '@comrad/protocol'
import type { PostWaitReason } from '../views/feed-view.ts'
import type { Sql, SqlValue } from './sql.ts'

export type Publication = {
  readonly number: number
  readonly kind: 'post' | 'deletion' | 'profile'
  readonly post: PostId | undefined
  readonly note: Bytes
  readonly blob: BlobId | undefined
  /** It was sent, and may be there although nothing was answered. */
  readonly attempted: boolean
  readonly reason: PostWaitReason | undefined
}

type NewPublication = Pick<Publication, 'kind' | 'post' | 'note' | 'blob'>

type Row = {
  number: number
  kind: string
  post: PostId | null
  note: Bytes
  blob: BlobId | null
  attempted: number
  reason: PostWaitReason | null
}

export function createPublicationRows(sql: Sql) {
  return {
    add({ kind, post, note, blob }: NewPublication, at: number): void {
      sql.run(
        'insert into publications (kind, post, note, blob, at) values (?, ?, ?, ?, ?)',
        ...[kind, post ?? null, note, blob ?? null, at],
      )
    },
    /** In the order in which they were said. */
    after: (number: number) => one('where number > ? order by number limit 1', number),
    ofPost: (post: PostId) => one(`where post = ? and kind = 'post'`, post),
    profile: () => one(`where kind = 'profile'`),
    attempt(number: number): void {
      sql.run('update publications set attempted = 1 where number = ? and attempted = 0', number)
    },
    remove(number: number): void {
      sql.run('delete from publications where number = ?', number)
    },
    removeProfiles(): void {
      sql.run(`delete from publications where kind = 'profile'`)
    },
    wait(number: number, reason: PostWaitReason): void {
      sql.run('update publications set reason = ? where number = ?', reason, number)
    },
  }

  function one(rest: string, ...values: SqlValue[]): Publication | undefined {
    const row = sql.get<Row>(`select * from publications ${rest}`, ...values)
    return (
      row && {
        number: row.number,
        kind: row.kind as Publication['kind'],
        post: row.post ?? undefined,
        note: row.note,
        blob: row.blob ?? undefined,
        attempted: row.attempted === 1,
        reason: row.reason ?? undefined,
      }
    )
  }
}
