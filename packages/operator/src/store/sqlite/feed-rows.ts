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
import type { BallotRows } from './ballot-rows.ts'
import type { BlobRows } from './blob-rows.ts'
import { createGoneRows } from './gone-rows.ts'

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

export function createFeedRows(
  db: DatabaseSync,
  { ballots, blobs }: { readonly ballots: BallotRows; readonly blobs: BlobRows },
) {
  const ENTRY = 'SELECT sequence, page, id, author, kind, expires, blob FROM feed'
  const gone = createGoneRows(db)
  const selectState = db.prepare('SELECT sequence, head FROM feed_state')
  const writeState = db.prepare('INSERT OR REPLACE INTO feed_state VALUES (1, ?, ?)')
  const latestPage = db.prepare('SELECT * FROM pages ORDER BY page DESC LIMIT 1')
  const oldestPage = db.prepare('SELECT page FROM pages ORDER BY page LIMIT 1')
  const selectPage = db.prepare('SELECT * FROM pages WHERE page = ?')
  const insertPage = db.prepare('INSERT INTO pages VALUES (?, ?, ?, 0, 0, 0)')
  const fillPage = db.prepare(
    'UPDATE pages SET entries = entries + 1, bytes = bytes + ?, living = living + 1 WHERE page = ?',
  )
  const emptyPage = db.prepare('UPDATE pages SET living = living - 1 WHERE page = ?')
  const dropPage = db.prepare(`
    DELETE FROM pages WHERE living = 0 AND page = (SELECT min(page) FROM pages)
      AND page < (SELECT max(page) FROM pages)
    RETURNING first_sequence AS first, first_sequence + entries AS behind
  `)
  const dropGaps = db.prepare('DELETE FROM feed WHERE sequence >= ? AND sequence < ?')
  const selectItems = db.prepare(
    'SELECT hash, day, sealed FROM feed WHERE sequence >= ? AND sequence < ? ORDER BY sequence',
  )
  const selectEntry = db.prepare(`${ENTRY} WHERE id = ?`)
  const selectProfile = db.prepare(`${ENTRY} WHERE kind = 'profile' AND author = ?`)
  const selectExpired = db.prepare(
    `${ENTRY} WHERE expires IS NOT NULL AND expires <= ? ORDER BY expires LIMIT ?`,
  )
  const insertEntry = db.prepare(`
    INSERT INTO feed (sequence, page, hash, id, author, kind, day, expires, blob, sealed)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  `)
  const makeGap = db.prepare(`
    UPDATE feed SET id = NULL, author = NULL, kind = NULL, day = NULL, expires = NULL, blob = NULL, sealed = NULL
    WHERE sequence = ?
  `)
  const selectKey = db.prepare('SELECT key FROM feed_keys WHERE day = ?')
  const insertKey = db.prepare('INSERT INTO feed_keys VALUES (?, ?)')
  const selectKeys = db.prepare('SELECT day, key FROM feed_keys ORDER BY day')
  const deleteKeys = db.prepare(`
    DELETE FROM feed_keys WHERE day < ? AND NOT EXISTS (SELECT 1 FROM feed WHERE feed.day = feed_keys.day)
  `)

  return { append, page, state, post, keepKey, keys, expire }

  function append(entry: NewEntry): AppendOutcome {
    const known = find(entry.id)
    if (known) return { type: 'known', sequence: known.sequence }
    if (gone.has(entry.id)) return { type: 'gone' }
    const named = entry.removes && find(entry.removes)
    if (named && named.author !== entry.author) return { type: 'not-yours' }
    // Whoever has said much today can still take it back.
    const takesBack = named !== undefined && named.kind !== 'deletion'
    if (!takesBack && gone.notesOf(entry) >= entry.perDay) return { type: 'rate' }
    gone.count(entry)
    if (entry.removes && !named) gone.add(entry.removes, entry.expiresAt)
    const replaced = takesBack ? named : profileBefore(entry)
    const { page, sequence } = add(entry)
    if (entry.kind === 'post') ballots.open({ page, sequence })
    if (entry.blob) blobs.claim(entry.blob, sequence, replaced?.sequence)
    if (replaced) remove(replaced)
    return { type: 'appended', sequence }
  }

  function profileBefore({ kind, author }: NewEntry): EntryRow | undefined {
    return kind === 'profile' ? (selectProfile.get(author) as EntryRow | undefined) : undefined
  }

  function add({ id, author, kind, day, expiresAt, blob, seal }: NewEntry) {
    const { sequence: last, head } = stateRow()
    const sequence = last + 1
    const sealed = seal(sequence)
    const hash = feedEntryHash(sealed)
    const page = pageFor(sealed.length, sequence, head)
    insertEntry.run(sequence, page, hash, id, author, kind, day, expiresAt, blob ?? null, sealed)
    fillPage.run(sealed.length, page)
    writeState.run(sequence, feedHeadAfter(head, hash))
    return { page, sequence }
  }

  function pageFor(length: number, sequence: number, head: Hash): number {
    const last = latestPage.get() as PageRow | undefined
    if (last && last.entries < PAGE_ENTRIES && last.bytes + length <= PAGE_SEALED_BYTES) return last.page
    const page = last ? last.page + 1 : 0
    insertPage.run(page, sequence, head)
    return page
  }

  function remove({ sequence, page, id, expires, blob }: EntryRow): void {
    makeGap.run(sequence)
    emptyPage.run(page)
    ballots.close({ page, sequence })
    gone.add(id, expires)
    if (blob) blobs.removeOf(blob, sequence)
  }

  function page(wanted: number | 'latest'): StoredPage | undefined {
    const row = (wanted === 'latest' ? latestPage.get() : selectPage.get(wanted)) as PageRow | undefined
    if (!row) return undefined
    const firstSequence = row.first_sequence
    const items = selectItems.all(firstSequence, firstSequence + row.entries) as ItemRow[]
    return { number: row.page, firstSequence, headBefore: row.head_before, items: items.map(itemOf) }
  }

  function state(): FeedState {
    const { sequence, head } = stateRow()
    const oldest = oldestPage.get() as { page: number } | undefined
    const latest = latestPage.get() as PageRow | undefined
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
    if (!row) return undefined
    const { sequence, page, author, kind, expires } = row
    return { sequence, page, author, kind, expiresAt: expires }
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

  function expire(now: number, limits: { readonly entries: number; readonly small: number }): void {
    for (const entry of selectExpired.all(now, limits.entries) as EntryRow[]) remove(entry)
    gone.expire(now, limits.small)
    // Yesterday's stays: whoever has been given it may read what somebody posts at midnight by another clock.
    deleteKeys.run(dayOf(now) - 1)
    // The newest page stays, so that the next one knows its number and its place in the chain.
    const dropped = dropPage.get() as { first: number; behind: number } | undefined
    if (dropped) dropGaps.run(dropped.first, dropped.behind)
  }
}

const itemOf = ({ hash, day, sealed }: ItemRow): FeedItem =>
  day === null || sealed === null ? { type: 'gap', hash } : { type: 'entry', day, sealed }
