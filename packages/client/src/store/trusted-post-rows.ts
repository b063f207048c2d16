/** Posts that went to those whom their author trusts, and to whom one's own went. The feed reads the same table. */
import type { BlobId, Bytes, Name, PostId, TrustedPost } from '@comrad/protocol'
import { imageColumnOf, imageOfColumn } from './image-column.ts'
import type { Sql } from './sql.ts'

export type NewTrustedPost = {
  readonly author: Name
  readonly post: TrustedPost
  readonly writtenAt: number
  /** One's own is on its way until the Operator has a letter with it. */
  readonly isMine: boolean
}

export type KnownPost = {
  readonly author: Name
  readonly audience: 'world' | 'trusted'
  readonly replyTo?: PostId
  readonly expiresAt: number
}

export function createTrustedPostRows(sql: Sql) {
  return {
    add({ author, post, writtenAt, isMine }: NewTrustedPost): void {
      const { id, content, replyTo, expiresAt } = post
      sql.run(
        `insert into posts (id, audience, author, text, image, reply_to, written_at, expires_at, unread, state)
         values (?, 'trusted', ?, ?, ?, ?, ?, ?, ?, ?)`,
        id,
        author,
        content.text,
        imageColumnOf(content.image),
        replyTo ?? null,
        writtenAt,
        expiresAt,
        isMine ? 0 : 1,
        isMine ? 'waiting' : null,
      )
    },
    /** Of either audience: an id is one post's. */
    find(id: PostId): KnownPost | undefined {
      const row = sql.get<{ author: string; audience: string; reply_to: PostId | null; expires_at: number }>(
        'select author, audience, reply_to, expires_at from posts where id = ?',
        id,
      )
      if (!row) return undefined
      return {
        author: row.author as Name,
        audience: row.audience as KnownPost['audience'],
        expiresAt: row.expires_at,
        ...(row.reply_to && { replyTo: row.reply_to }),
      }
    },
    countLiving(author: Name, now: number): number {
      const query = `select count(*) as n from posts where author = ? and audience = 'trusted' and expires_at > ?`
      return sql.get<{ n: number }>(query, author, now)?.n ?? 0
    },
    setPublished(id: PostId): void {
      sql.run(`update posts set state = 'published' where id = ? and state = 'waiting'`, id)
    },
    /** Answers whether there was such a trusted post of this author, and where its image lay. */
    remove(id: PostId, author: Name): { readonly blob?: BlobId } | undefined {
      const which = `id = ? and author = ? and audience = 'trusted'`
      const row = sql.get<{ image: Bytes | null }>(`select image from posts where ${which}`, id, author)
      if (!row) return undefined
      sql.run(`delete from posts where ${which}`, id, author)
      const blob = imageOfColumn(row.image)?.blob
      return blob ? { blob } : {}
    },
    addReader(post: PostId, name: Name): void {
      sql.run('insert or ignore into post_readers (post, name) values (?, ?)', post, name)
    },
    readers(post: PostId): Name[] {
      const query = 'select name from post_readers where post = ? order by name'
      return sql.all<{ name: string }>(query, post).map(({ name }) => name as Name)
    },
    /** One's living posts that this person was sent. */
    readBy(name: Name, now: number): PostId[] {
      const query = `select p.id from post_readers r join posts p on p.id = r.post
        where r.name = ? and p.expires_at > ? order by p.written_at`
      return sql.all<{ id: PostId }>(query, name, now).map(({ id }) => id)
    },
    forgetReader(name: Name): void {
      sql.run('delete from post_readers where name = ?', name)
    },
    forgetReaders(post: PostId): void {
      sql.run('delete from post_readers where post = ?', post)
    },
    /** Of posts that are gone. */
    forgetStrayReaders(): void {
      sql.run('delete from post_readers where post not in (select id from posts)')
    },
  }
}
