/** Posts that their author has deleted a moment ago, and can still have back. */
import type { PostId } from '@comrad/protocol'
import type { Sql } from './sql.ts'

export type PendingDeletion = { readonly post: PostId; readonly dueAt: number }

export function createDeletionRows(sql: Sql) {
  return {
    /** Said twice, it is due when it was due. */
    add(post: PostId, dueAt: number): void {
      sql.run('insert or ignore into deletions_due (post, due_at) values (?, ?)', post, dueAt)
    },
    /** Answers whether it was there. */
    remove: (post: PostId): boolean => sql.run('delete from deletions_due where post = ?', post) === 1,
    has: (post: PostId): boolean =>
      sql.get('select 1 as found from deletions_due where post = ?', post) !== undefined,
    /** The next one first. */
    all: (): readonly PendingDeletion[] =>
      sql
        .all<{ post: PostId; due_at: number }>(
          'select post, due_at from deletions_due order by due_at, rowid',
        )
        .map(({ post, due_at }) => ({ post, dueAt: due_at })),
  }
}
