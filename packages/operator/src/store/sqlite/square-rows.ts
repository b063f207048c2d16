/** The square's part of the port, on SQLite: in the Operator's file, or in memory. */
import type { DatabaseSync } from 'node:sqlite'
import { equalBytes } from '@comrad/keymaker'
import { dayOf, type Hash } from '@comrad/protocol'
import type { Spending, SquareStore } from '../square-store.ts'
import { createBallotRows } from './ballot-rows.ts'
import { createBlobRows, UNFINISHED_MS } from './blob-rows.ts'
import { createFeedRows } from './feed-rows.ts'

/** How the driver runs what this one asks for: within its transactions, and knowing what leaves traces. */
export type Runner = {
  read<T>(run: () => T): Promise<T>
  write<T>(run: () => T): Promise<T>
  /** A write that deletes or replaces something. */
  erase<T>(run: () => T): Promise<T>
}

/** What one step of expiry looks at. */
const ENTRIES_PER_STEP = 100
const BALLOTS_PER_STEP = 500
const BLOBS_PER_STEP = 10

export function createSquareRows(db: DatabaseSync, { read, write, erase }: Runner): SquareStore {
  const blobs = createBlobRows(db)
  const feed = createFeedRows(db, blobs.remove)
  const ballots = createBallotRows(db)
  const selectSpent = db.prepare('SELECT message FROM spent WHERE nullifier = ?')
  const insertSpent = db.prepare('INSERT INTO spent VALUES (?, ?, ?)')
  const deleteSpent = db.prepare('DELETE FROM spent WHERE until <= ?')
  const selectRoots = db.prepare('SELECT root FROM cohorts ORDER BY cohort')
  const insertRoot = db.prepare('INSERT OR IGNORE INTO cohorts VALUES (?, ?)')
  const due = db.prepare(`
    SELECT 1 WHERE EXISTS (SELECT 1 FROM feed WHERE expires IS NOT NULL AND expires <= :now)
      OR EXISTS (SELECT 1 FROM emptied)
      OR EXISTS (SELECT 1 FROM blobs WHERE expires <= :now)
      OR EXISTS (SELECT 1 FROM blobs WHERE stored < chunks AND opened <= :unfinished)
      OR EXISTS (SELECT 1 FROM spent WHERE until <= :today)
      OR EXISTS (SELECT 1 FROM gone WHERE until <= :now)
      OR EXISTS (SELECT 1 FROM rates WHERE day < :today)
      OR EXISTS (SELECT 1 FROM feed_keys WHERE day < :today - 1
        AND day NOT IN (SELECT day FROM feed WHERE day IS NOT NULL))
  `)

  return {
    spend: (act) => write(() => spend(act)),
    spentBy: (nullifier) => read(() => messageOf(nullifier)),
    cohortRoots: () => read(() => (selectRoots.all() as { root: Hash }[]).map(({ root }) => root)),
    keepCohortRoot: (cohort, root) => write(() => void insertRoot.run(cohort, root)),

    keepFeedKey: (day, create) => write(() => feed.keepKey(day, create)),
    feedKeys: () => read(feed.keys),
    append: (entry) => erase(() => feed.append(entry)),
    page: (page) => read(() => feed.page(page)),
    feed: () => read(feed.state),
    post: (id) => read(() => feed.post(id)),

    castBallot: (ballot) => erase(() => ballots.cast(ballot)),
    ballot: (post, nullifier) => read(() => ballots.find(post, nullifier)),
    tallies: (page) => read(() => ballots.tallies(page)),
    ballots: (post, after, limit) => read(() => ballots.behind(post, after, limit)),

    openBlob: (header, now) => write(() => blobs.open(header, now)),
    putChunk: (chunk) => write(() => blobs.put(chunk)),
    chunk: (id, index) => read(() => blobs.chunk(id, index)),
    isWhole: (id) => read(() => blobs.isWhole(id)),
    deleteBlob: (id, deletionHash) => erase(() => blobs.removeBy(id, deletionHash)),

    expireSquare,
  }

  function spend({ nullifier, message, until }: Spending): 'spent' | 'repeated' | 'used' {
    const known = messageOf(nullifier)
    if (known) return equalBytes(known, message) ? 'repeated' : 'used'
    insertSpent.run(nullifier, message, until)
    return 'spent'
  }

  function messageOf(nullifier: Hash): Hash | undefined {
    return (selectSpent.get(nullifier) as { message: Hash } | undefined)?.message
  }

  async function expireSquare(now: number): Promise<boolean> {
    if (!(await read(() => isDue(now)))) return false
    return erase(() => {
      deleteSpent.run(dayOf(now))
      const hasEntries = feed.expire(now, ENTRIES_PER_STEP)
      const hasBallots = ballots.empty(BALLOTS_PER_STEP)
      const hasBlobs = blobs.expire(now, BLOBS_PER_STEP)
      return hasEntries || hasBallots || hasBlobs
    })
  }

  /** Most of the time nothing is: then nothing is written, and no log must be scrubbed. */
  function isDue(now: number): boolean {
    return due.get({ now, today: dayOf(now), unfinished: now - UNFINISHED_MS }) !== undefined
  }
}
