/** Posts of both audiences as the feed reads them. What went to those one trusts is written by `trusted-post-rows.ts`. */
import {
  type Bytes,
  type Content,
  type ImageReference,
  type Name,
  POST_ID_BYTES,
  type PostId,
} from '@comrad/protocol'
import type { PostRefusal } from '../views/feed-view.ts'
import { imageColumnOf, imageOfColumn } from './image-column.ts'
import type { Sql, SqlValue } from './sql.ts'

export type StoredPost = {
  readonly number: number
  readonly id: PostId
  readonly audience: 'world' | 'trusted'
  readonly author: Name
  readonly text: string
  readonly image: ImageReference | undefined
  readonly replyTo: PostId | undefined
  readonly writtenAt: number
  readonly expiresAt: number
  readonly unread: boolean
  readonly up: number
  readonly down: number
  readonly state: 'waiting' | 'published' | 'refused' | undefined
  readonly reason: PostRefusal | undefined
  readonly page: number | undefined
}

export type WorldPost = {
  readonly id: PostId
  readonly author: Name
  readonly content: Content
  readonly replyTo: PostId | undefined
  readonly writtenAt: number
  readonly expiresAt: number
  readonly page: number
  readonly sequence: number
}

/** A post of the feed, where it stands. */
export type PlacedPost = { readonly id: PostId; readonly sequence: number; readonly expiresAt: number }

export type FeedQuery = {
  readonly order: 'new' | 'votes'
  readonly audience?: 'world' | 'trusted' | undefined
  readonly author?: Name | undefined
  readonly hideBelow?: number | undefined
  /** Whose posts are never hidden. */
  readonly self: Name | undefined
  readonly now: number
  readonly limit: number
  readonly before?: FeedPlace | undefined
}

/** Where a page ended. */
export type FeedPlace = { readonly score: number; readonly at: number; readonly number: number }

type PostRow = {
  number: number
  id: PostId
  audience: string
  author: string
  text: string
  image: Bytes | null
  reply_to: PostId | null
  written_at: number
  expires_at: number
  unread: number
  up: number
  down: number
  state: string | null
  reason: PostRefusal | null
  page: number | null
}

export function createPostRows(sql: Sql) {
  return {
    /** Answers false for what its author has deleted, and for what was shown at another place before. */
    addWorld(post: WorldPost): boolean {
      const { id, author, content, replyTo, writtenAt, expiresAt, page, sequence } = post
      if (isBuried(id, author)) return false
      // Its id is the hash of what it says: whoever sent something else under it, by letter, has forged that.
      sql.run(`delete from posts where id = ? and audience = 'trusted'`, id)
      const changed = sql.run(
        `insert into posts (id, audience, author, text, image, reply_to, written_at, expires_at, page, sequence)
         values (?, 'world', ?, ?, ?, ?, ?, ?, ?, ?)
         on conflict (id) do update set page = excluded.page, sequence = excluded.sequence, gap = 0,
           state = case when state is null then null else 'published' end
         where audience = 'world' and coalesce(sequence, excluded.sequence) = excluded.sequence`,
        ...[id, author, content.text, imageColumnOf(content.image), replyTo ?? null],
        ...[writtenAt, expiresAt, page, sequence],
      )
      return changed === 1
    },
    /** Deleted by its author: it goes, and does not come back whatever is shown. */
    bury(id: PostId, author: Name, expiresAt: number): void {
      const query = 'insert or replace into deleted_posts (post, author, expires_at) values (?, ?, ?)'
      sql.run(query, id, author, expiresAt)
      const post = one('where id = ?', id)
      if (post?.author === author && post.audience === 'world') this.remove(id)
    },
    /** One's own, on its way. */
    addOwn(post: Omit<WorldPost, 'page' | 'sequence'>): void {
      const { id, author, content, replyTo, writtenAt, expiresAt } = post
      sql.run(
        `insert into posts (id, audience, author, text, image, reply_to, written_at, expires_at, unread, state)
         values (?, 'world', ?, ?, ?, ?, ?, ?, 0, 'waiting')`,
        ...[id, author, content.text, imageColumnOf(content.image), replyTo ?? null, writtenAt, expiresAt],
      )
    },
    /** Answers false when the post is not here any more. */
    setPublished: (id: PostId, sequence: number): boolean =>
      sql.run(
        `update posts set state = 'published', sequence = coalesce(sequence, ?), reason = null where id = ?`,
        sequence,
        id,
      ) === 1,
    setRefused(id: PostId, reason: PostRefusal): void {
      sql.run(`update posts set state = 'refused', reason = ? where id = ?`, reason, id)
    },
    find: (id: PostId): StoredPost | undefined => one('where id = ?', id),
    /** By the beginning of its id, in hexadecimal. */
    matching(prefix: string): readonly StoredPost[] {
      return many('where id between ? and ? limit 2', bound(prefix, '0'), bound(prefix, 'f'))
    },
    between(first: number, last: number): readonly PlacedPost[] {
      const query = 'select id, sequence, expires_at as expiresAt from posts where sequence between ? and ?'
      return sql.all<PlacedPost>(query, first, last)
    },
    /** There is a gap in its place, and no deletion by its author has been read yet. */
    markGap(id: PostId): void {
      sql.run('update posts set gap = 1 where id = ?', id)
    },
    gaps: (): readonly PlacedPost[] =>
      sql.all<PlacedPost>(
        'select id, sequence, expires_at as expiresAt from posts where gap = 1 order by sequence',
      ),
    isGap: (id: PostId): boolean =>
      sql.get('select 1 as found from posts where id = ? and gap = 1', id) !== undefined,
    /** Of the feed's posts on pages before this one, the first that lives longer than this. */
    firstBefore(page: number, time: number): PlacedPost | undefined {
      const query = `select id, sequence, expires_at as expiresAt from posts
        where page < ? and sequence is not null and audience = 'world' and expires_at > ? order by sequence limit 1`
      return sql.get<PlacedPost>(query, page, time)
    },
    /** Answers whether it was here. */
    remove(id: PostId): boolean {
      sql.run('delete from votes where post = ?', id)
      return sql.run('delete from posts where id = ?', id) === 1
    },
    removeExpired(now: number): void {
      const dead = sql.all<{ id: PostId }>('select id from posts where expires_at <= ?', now)
      for (const { id } of dead) this.remove(id)
      sql.run('delete from deleted_posts where expires_at <= ?', now)
    },
    markRead(id: PostId): void {
      sql.run('update posts set unread = 0 where id = ? and unread = 1', id)
    },
    replies: (id: PostId, now: number): readonly StoredPost[] =>
      many(
        `where reply_to = ? and expires_at > ? and ${IS_SHOWN} order by written_at, number limit 500`,
        id,
        now,
      ),
    countReplies: (id: PostId, now: number): number =>
      sql.get<{ n: number }>(
        `select count(*) as n from posts where reply_to = ? and expires_at > ? and ${IS_SHOWN}`,
        id,
        now,
      )?.n ?? 0,
    /** Newest first. */
    pagesWithPosts(now: number): readonly number[] {
      const query = `select distinct page from posts
        where page is not null and audience = 'world' and expires_at > ? order by page desc`
      return sql.all<{ page: number }>(query, now).map(({ page }) => page)
    },
    setTally(sequence: number, up: number, down: number): void {
      sql.run('update posts set up = ?, down = ? where sequence = ?', up, down, sequence)
    },
    addVotes(id: PostId, up: number, down: number): void {
      sql.run('update posts set up = max(0, up + ?), down = max(0, down + ?) where id = ?', up, down, id)
    },
    query,
  }

  function isBuried(id: PostId, author: Name): boolean {
    const query = 'select 1 as found from deleted_posts where post = ? and author = ?'
    return sql.get(query, id, author) !== undefined
  }

  function query(wish: FeedQuery): readonly StoredPost[] {
    const { order, audience, author, hideBelow, self, now, limit, before } = wish
    const values: SqlValue[] = [now]
    const conditions = ['expires_at > ?', IS_SHOWN]
    const where = (condition: string, ...given: SqlValue[]) => {
      conditions.push(condition)
      values.push(...given)
    }
    where('author not in (select name from blocked)')
    if (author === undefined) where('author not in (select name from muted)')
    else where('author = ?', author)
    if (audience) where('audience = ?', audience)
    if (hideBelow !== undefined) {
      where(`(score >= ? or audience = 'trusted' or author = ?)`, hideBelow, self ?? '')
    }
    if (before && order === 'new') where('(written_at, number) < (?, ?)', before.at, before.number)
    if (before && order === 'votes') {
      where('(score, written_at, number) < (?, ?, ?)', before.score, before.at, before.number)
    }
    const by = order === 'new' ? '' : 'score desc, '
    return many(
      `where ${conditions.join(' and ')} order by ${by}written_at desc, number desc limit ?`,
      ...values,
      limit,
    )
  }

  function one(rest: string, ...values: SqlValue[]): StoredPost | undefined {
    return many(rest, ...values)[0]
  }

  function many(rest: string, ...values: SqlValue[]): readonly StoredPost[] {
    return sql.all<PostRow>(`select ${COLUMNS} from posts ${rest}`, ...values).map(postOf)
  }
}

/** The least, or the greatest, id that begins so. */
const bound = (prefix: string, rest: '0' | 'f'): Bytes =>
  new Uint8Array(Buffer.from(prefix.padEnd(2 * POST_ID_BYTES, rest), 'hex'))

/** Not deleted a moment ago. */
const IS_SHOWN = 'id not in (select post from deletions_due)'

const COLUMNS = `number, id, audience, author, text, image, reply_to, written_at, expires_at, unread, up, down,
  state, reason, page`

const postOf = (row: PostRow): StoredPost => ({
  number: row.number,
  id: row.id,
  audience: row.audience as StoredPost['audience'],
  author: row.author as Name,
  text: row.text,
  image: imageOfColumn(row.image),
  replyTo: row.reply_to ?? undefined,
  writtenAt: row.written_at,
  expiresAt: row.expires_at,
  unread: row.unread === 1,
  up: row.up,
  down: row.down,
  state: (row.state ?? undefined) as StoredPost['state'],
  reason: row.reason ?? undefined,
  page: row.page ?? undefined,
})
