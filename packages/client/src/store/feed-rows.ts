/** The feed's chain and keys, and which of its pages were read. */
import {
  type Bytes,
  type Day,
  type DayKey,
  decodeFeedHead,
  encodeFeedHead,
  type FeedHead,
  type Hash,
} from '@comrad/protocol'
import type { Sql } from './sql.ts'

/** The newest of what contacts have seen. */
export const HEADS_DUE_MAX = 100

export function createFeedRows(sql: Sql) {
  return {
    head: (sequence: number): Hash | undefined =>
      sql.get<{ hash: Hash }>('select hash from feed_heads where sequence = ?', sequence)?.hash,
    oldestHead: (): number =>
      sql.get<{ n: number }>('select coalesce(min(sequence), 0) as n from feed_heads')?.n ?? 0,
    setHead(sequence: number, hash: Hash): void {
      if (sequence === 0) return
      sql.run('insert or ignore into feed_heads (sequence, hash) values (?, ?)', sequence, hash)
    },
    closedPages(): ReadonlySet<number> {
      const rows = sql.all<{ page: number }>('select page from feed_pages where closed = 1')
      return new Set(rows.map(({ page }) => page))
    },
    isPageClosed: (page: number): boolean =>
      sql.get('select 1 as found from feed_pages where page = ? and closed = 1', page) !== undefined,
    isPageHere: (page: number): boolean =>
      sql.get('select 1 as found from feed_pages where page = ?', page) !== undefined,
    addPage(page: number, last: number, isClosed: boolean): void {
      sql.run(
        'insert or replace into feed_pages (page, last_sequence, closed) values (?, ?, ?)',
        page,
        last,
        isClosed ? 1 : 0,
      )
    },
    /** With their part of the chain: nobody can be asked for it any more. */
    forgetPagesBefore(page: number): void {
      const query = 'select max(last_sequence) as last from feed_pages where page < ?'
      const last = sql.get<{ last: number | null }>(query, page)?.last
      if (last === null || last === undefined) return
      sql.run('delete from feed_heads where sequence < ?', last)
      sql.run('delete from feed_pages where page < ?', page)
    },
    key: (day: Day): Bytes | undefined =>
      sql.get<{ key: Bytes }>('select key from feed_keys where day = ?', day)?.key,
    hasKeys: (): boolean => sql.get('select 1 from feed_keys limit 1') !== undefined,
    setKeys(keys: readonly DayKey[]): void {
      for (const { day, key } of keys) {
        sql.run('insert or replace into feed_keys (day, key) values (?, ?)', day, key)
      }
    },
    forgetKeysBefore(day: Day): void {
      sql.run('delete from feed_keys where day < ?', day)
    },
    /** Heads that contacts have seen, of a sequence that is not here. */
    owe(head: FeedHead): void {
      sql.run('insert or ignore into heads_due (head) values (?)', encodeFeedHead(head))
      sql.run(
        'delete from heads_due where rowid not in (select rowid from heads_due order by rowid desc limit ?)',
        HEADS_DUE_MAX,
      )
    },
    owed(): readonly FeedHead[] {
      return sql.all<{ head: Bytes }>('select head from heads_due').flatMap(({ head }) => {
        const decoded = decodeFeedHead(head)
        return decoded.ok ? [decoded.value] : []
      })
    },
    forgetOwed(head: FeedHead): void {
      sql.run('delete from heads_due where head = ?', encodeFeedHead(head))
    },
  }
}
