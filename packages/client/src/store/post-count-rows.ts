/**
 * How many posts the feed shows, and how many of them are unread: asked at every change, so answered from sums that triggers keep
 * beside the posts (`migrations.ts`), by author, audience and score.
 */
import type { Name } from '@comrad/protocol'
import type { Sql, SqlValue } from './sql.ts'

export type PostCounts = { readonly posts: number; readonly unread: number }

export type PostCountQuery = {
  readonly now: number
  readonly hideBelow: number | undefined
  /** Whose posts are never hidden. */
  readonly self: Name | undefined
}

/** The sums of all authors together stand under no name. */
const EVERYBODY = ''

export function createPostCountRows(sql: Sql) {
  return {
    /** What `PostRows.query` would show of all that is here. */
    shown({ now, hideBelow, self }: PostCountQuery): PostCounts {
      const [shows, ...threshold] = shownAt(hideBelow, self)
      const all = sum(`author = ? and ${shows}`, EVERYBODY, ...threshold)
      // Of everybody's sums nobody knows whose they are: one's own that fell below the threshold are added again.
      const own =
        hideBelow === undefined || self === undefined
          ? NONE
          : sum(`author = ? and audience = 'world' and score < ?`, self, hideBelow)
      const quiet = sum(`author in (${QUIET}) and ${shows}`, ...threshold)
      const hidden = (where: string) =>
        get(
          `select count(*) as posts, coalesce(sum(unread), 0) as unread from posts
            where ${where} and author not in (${QUIET}) and ${shows}`,
          ...[now, ...threshold],
        )
      // Not swept away yet.
      const dead = hidden('expires_at <= ?')
      const deleted = hidden('expires_at > ? and id in (select post from deletions_due)')
      const of = (which: keyof PostCounts) =>
        all[which] + own[which] - quiet[which] - dead[which] - deleted[which]
      return { posts: of('posts'), unread: of('unread') }
    },
  }

  function sum(where: string, ...values: SqlValue[]): PostCounts {
    const query = `select coalesce(sum(posts), 0) as posts, coalesce(sum(unread), 0) as unread
      from post_counts where ${where}`
    return get(query, ...values)
  }

  function get(query: string, ...values: SqlValue[]): PostCounts {
    return sql.get<{ posts: number; unread: number }>(query, ...values) ?? NONE
  }
}

const NONE: PostCounts = { posts: 0, unread: 0 }

const QUIET = 'select name from muted union select name from blocked'

/** The condition, and its values. */
const shownAt = (hideBelow: number | undefined, self: Name | undefined): [string, ...SqlValue[]] =>
  hideBelow === undefined
    ? ['true']
    : [`(score >= ? or audience = 'trusted' or author = ?)`, hideBelow, self ?? null]
