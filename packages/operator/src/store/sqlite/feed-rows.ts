/** The feed: entries in the order of their commits, in pages, under a chain of hashes. Synchronous; writes run in a transaction. */
import type { DatabaseSync } from 'node:sqlite'
import { EMPTY_FEED_HEAD, feedEntryHash, feedHeadAfter } from '@comrad/keymaker'
import {
  type BlobId,
  type Bytes,
  type Day,
  type DayKey,
  dayOf,
  type FeedItem,
  type Hash,
  type Name,
  PAGE_ENTRIES,
  PAGE_SEALED_BYTES,
  type PostId,
} from '@comrad/protocol'
import type { AppendOutcome, FeedState, NewEntry, StoredPage, StoredPost } from '../square-store.ts'

type StateRow = { sequence: number; head: Hash }
type PageRow = { page: number; first_sequence: number; head_before: Hash; entries: number; bytes: number }
type ItemRow = { hash: Hash; day: Day | null; sealed: Bytes | null }
type EntryRow = {
  sequence: number
  page: number
  id: PostId
  author: Name
  kind: NewEntry['kind']
  expires: number
  blob: BlobId | null
}

export function createFeedRows(db: DatabaseSync, onBlobGone: (blob: BlobId) => void) {
  const selectState = db.prepare('SELECT sequence, head FROM feed_state')
  const writeState = db.prepare('INSERT OR REPLACE INTO feed_state VALUES (1, ?, ?)')
  const lastPage = db.prepare('SELECT * FROM pages ORDER BY page DESC LIMIT 1')
  const selectPage = db.prepare('SELECT * FROM pages WHERE page = ?')
  const insertPage = db.prepare('INSERT INTO pages VALUES (?, ?, ?, 0, 0, 0)')
  const fillPage = db.prepare(
    'UPDATE pages SET entries = entries + 1, bytes = bytes + ?, living = living + 1 WHERE page = ?',
  )
  const emptyPage = db.prepare('UPDATE pages SET living = living - 1 WHERE page = ?')
  const oldestPage = db.prepare('SELECT page, living FROM pages ORDER BY page LIMIT 1')
  const dropPage = db.prepare('DELETE FROM pages WHERE page = ?')
  const dropEntries = db.prepare('DELETE FROM feed WHERE page = ?')
  const selectItems = db.prepare('SELECT hash, day, sealed FROM feed WHERE page = ? ORDER BY sequence')
  const selectEntry = db.prepare(
    'SELECT sequence, page, id, author, kind, expires, blob FROM feed WHERE id = ?',
  )
  const selectProfile = db.prepare(
    "SELECT sequence, page, id, author, kind, expires, blob FROM feed WHERE kind = 'profile' AND author = ?",
  )
  const selectExpired = db.prepare(`
    SELECT sequence, page, id, author, kind, expires, blob FROM feed
    WHERE expires IS NOT NULL AND expires <= ? ORDER BY expires LIMIT ?
  `)
  const insertEntry = db.prepare(`
    INSERT INTO feed (sequence, page, hash, id, author, kind, day, expires, blob, sealed)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  `)
  const makeGap = db.prepare(`
    UPDATE feed SET id = NULL, author = NULL, kind = NULL, day = NULL, expires = NULL, blob = NULL,
      sealed = NULL, up = 0, down = 0
    WHERE sequence = ?
  `)
  const insertEmptied = db.prepare('INSERT OR IGNORE INTO emptied VALUES (?)')
  const insertGone = db.prepare('INSERT OR REPLACE INTO gone VALUES (?, ?)')
  const selectGone = db.prepare('SELECT 1 FROM gone WHERE id = ?')
  const deleteGone = db.prepare('DELETE FROM gone WHERE until <= ?')
  const selectRate = db.prepare('SELECT notes FROM rates WHERE author = ? AND day = ?')
  const addRate = db.prepare(`
    INSERT INTO rates VALUES (?, ?, 1) ON CONFLICT (author, day) DO UPDATE SET notes = notes + 1
  `)
  const deleteRates = db.prepare('DELETE FROM rates WHERE day < ?')
  const selectKey = db.prepare('SELECT key FROM feed_keys WHERE day = ?')
  const insertKey = db.prepare('INSERT INTO feed_keys VALUES (?, ?)')
  const selectKeys = db.prepare('SELECT day, key FROM feed_keys ORDER BY day')
  const deleteKeys = db.prepare(`
    DELETE FROM feed_keys WHERE day < ? AND day NOT IN (SELECT day FROM feed WHERE day IS NOT NULL)
  `)

  return { append, page, state, post, keepKey, keys, expire }

  function append(entry: NewEntry): AppendOutcome {
    const known = find(entry.id)
    if (known) return { type: 'known', sequence: known.sequence }
    if (selectGone.get(entry.id)) return { type: 'gone' }
    const rate = selectRate.get(entry.author, entry.day) as { notes: number } | undefined
    if ((rate?.notes ?? 0) >= entry.perDay) return { type: 'rate' }
    const removed = entry.removes && find(entry.removes)
    if (removed && removed.author !== entry.author) return { type: 'not-yours' }
    if (removed) remove(removed)
    if (entry.kind === 'profile') {
      const older = selectProfile.get(entry.author) as EntryRow | undefined
      if (older) remove(older)
    }
    addRate.run(entry.author, entry.day)
    return { type: 'appended', sequence: add(entry) }
  }

  function add({ id, author, kind, day, expiresAt, blob, seal }: NewEntry): number {
    const { sequence: last, head } = stateRow()
    const sequence = last + 1
    const sealed = seal(sequence)
    const hash = feedEntryHash(sealed)
    const page = pageFor(sealed.length, sequence, head)
    insertEntry.run(sequence, page, hash, id, author, kind, day, expiresAt, blob ?? null, sealed)
    fillPage.run(sealed.length, page)
    writeState.run(sequence, feedHeadAfter(head, hash))
    return sequence
  }

  function pageFor(length: number, sequence: number, head: Hash): number {
    const last = lastPage.get() as PageRow | undefined
    if (last && last.entries < PAGE_ENTRIES && last.bytes + length <= PAGE_SEALED_BYTES) return last.page
    const page = last ? last.page + 1 : 0
    insertPage.run(page, sequence, head)
    return page
  }

  /** A post that replies, or was voted on, leaves nothing but a gap too. */
  function remove({ sequence, page, id, expires, blob }: EntryRow): void {
    makeGap.run(sequence)
    emptyPage.run(page)
    insertEmptied.run(sequence)
    insertGone.run(id, expires)
    if (blob) onBlobGone(blob)
  }

  function page(wanted: number | 'latest'): StoredPage | undefined {
    const row = (wanted === 'latest' ? lastPage.get() : selectPage.get(wanted)) as PageRow | undefined
    if (!row) return undefined
    const items = (selectItems.all(row.page) as ItemRow[]).map(itemOf)
    return { number: row.page, firstSequence: row.first_sequence, headBefore: row.head_before, items }
  }

  function state(): FeedState {
    const { sequence, head } = stateRow()
    const oldest = oldestPage.get() as { page: number } | undefined
    const latest = lastPage.get() as PageRow | undefined
    return { sequence, head, oldestPage: oldest?.page ?? 0, latestPage: latest?.page ?? 0 }
  }

  function stateRow(): StateRow {
    return (selectState.get() as StateRow | undefined) ?? { sequence: 0, head: EMPTY_FEED_HEAD }
  }

  function find(id: PostId): EntryRow | undefined {
    return selectEntry.get(id) as EntryRow | undefined
  }

  function post(id: PostId): StoredPost | undefined {
    const row = find(id)
    return (
      row && {
        sequence: row.sequence,
        page: row.page,
        author: row.author,
        kind: row.kind,
        expiresAt: row.expires,
      }
    )
  }

  function keepKey(day: Day, create: () => Bytes): Bytes {
    const kept = selectKey.get(day) as { key: Bytes } | undefined
    if (kept) return kept.key
    const key = create()
    insertKey.run(day, key)
    return key
  }

  function keys(): readonly DayKey[] {
    return (selectKeys.all() as DayKey[]).map(({ day, key }) => ({ day, key }))
  }

  /** True when there may be more. */
  function expire(now: number, limit: number): boolean {
    const expired = selectExpired.all(now, limit) as EntryRow[]
    for (const entry of expired) remove(entry)
    const today = dayOf(now)
    deleteGone.run(now)
    deleteRates.run(today)
    if (expired.length === limit) return true
    // Yesterday's ticket holders may ask until midnight has passed everywhere.
    deleteKeys.run(today - 1)
    return dropOldest()
  }

  /** The newest page stays, so that its number and its place in the chain are known. */
  function dropOldest(): boolean {
    const oldest = oldestPage.get() as { page: number; living: number } | undefined
    const latest = lastPage.get() as PageRow | undefined
    if (!oldest || !latest || oldest.living > 0 || oldest.page === latest.page) return false
    dropEntries.run(oldest.page)
    dropPage.run(oldest.page)
    return true
  }
}

const itemOf = ({ hash, day, sealed }: ItemRow): FeedItem =>
  day === null || sealed === null ? { type: 'gap', hash } : { type: 'entry', day, sealed }
