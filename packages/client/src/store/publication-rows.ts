/** One's notes to the world that are not in the feed yet. */
import type { BlobId, Bytes, PostId } from '@comrad/protocol'
import type { Sql } from './sql.ts'

export type Publication = {
  readonly number: number
  readonly kind: 'post' | 'deletion' | 'profile'
  readonly post: PostId | undefined
  readonly note: Bytes
  readonly blob: BlobId | undefined
  readonly reason: string | undefined
}

export function createPublicationRows(sql: Sql) {
  return {
    add({ kind, post, note, blob }: Omit<Publication, 'number' | 'reason'>, at: number): void {
      sql.run(
        'insert into publications (kind, post, note, blob, at) values (?, ?, ?, ?, ?)',
        ...[kind, post ?? null, note, blob ?? null, at],
      )
    },
    all(): readonly Publication[] {
      type Row = {
        number: number
        kind: string
        post: PostId | null
        note: Bytes
        blob: BlobId | null
        reason: string | null
      }
      return sql.all<Row>('select * from publications order by number').map((row) => ({
        number: row.number,
        kind: row.kind as Publication['kind'],
        post: row.post ?? undefined,
        note: row.note,
        blob: row.blob ?? undefined,
        reason: row.reason ?? undefined,
      }))
    },
    remove(number: number): void {
      sql.run('delete from publications where number = ?', number)
    },
    removePost(post: PostId): boolean {
      return sql.run(`delete from publications where post = ? and kind = 'post'`, post) > 0
    },
    removeProfiles(): void {
      sql.run(`delete from publications where kind = 'profile'`)
    },
    wait(number: number, reason: string): void {
      sql.run('update publications set reason = ? where number = ?', reason, number)
    },
    reasonOf(post: PostId): string | undefined {
      const query = `select reason from publications where post = ? and kind = 'post'`
      return sql.get<{ reason: string | null }>(query, post)?.reason ?? undefined
    },
  }
}
