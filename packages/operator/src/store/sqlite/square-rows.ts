/** The square's part of the port, on SQLite: in the Operator's file, or in memory. */
import type { DatabaseSync } from 'node:sqlite'
import { dayOf } from '@comrad/protocol'
import type { NewBlob, SquareStore } from '../square-store.ts'
import { createBallotRows } from './ballot-rows.ts'
import { createBlobRows, unfinishedSince } from './blob-rows.ts'
import { createFeedRows } from './feed-rows.ts'
import { createSpentRows } from './spent-rows.ts'

/** How the driver runs what this one asks for: within its transactions. */
export type Runner = {
  read<T>(run: () => T): Promise<T>
  write<T>(run: () => T): Promise<T>
  /** A write that only adds, or mostly: refused while space is short. */
  grow<T>(run: () => T): Promise<T>
  /** The same for images, which are refused before all else. */
  growImages<T>(run: () => T): Promise<T>
}

/** What one step of expiry takes: so little that nobody waits for it. */
const STEP = { entries: 100, ballots: 500, blobs: 4, small: 1000 } as const

export function createSquareRows(db: DatabaseSync, { read, write, grow, growImages }: Runner): SquareStore {
  const spent = createSpentRows(db)
  const blobs = createBlobRows(db)
  const ballots = createBallotRows(db)
  const feed = createFeedRows(db, { ballots, blobs })
  const isAnythingDue = db.prepare(DUE)

  return {
    spend: (act) => write(() => spent.spend(act)),
    spentBy: (nullifier) => read(() => spent.messageOf(nullifier)),
    cohortRoots: () => read(spent.cohortRoots),
    keepCohortRoot: (cohort, root) => write(() => spent.keepCohortRoot(cohort, root)),

    keepFeedKey: (day, create) => write(() => feed.keepKey(day, create)),
    feedKeys: () => read(feed.keys),
    // On a full disk too one can take back what one said.
    append: (entry) => (entry.kind === 'deletion' ? write : grow)(() => feed.append(entry)),
    page: (page) => read(() => feed.page(page)),
    feed: () => read(feed.state),
    post: (id) => read(() => feed.post(id)),

    castBallot: (ballot) => grow(() => ballots.cast(ballot)),
    ballot: (post, nullifier) => read(() => ballots.find(post, nullifier)),
    tallies: (page) => read(() => ballots.tallies(page)),
    ballots: (post, after, limit) => read(() => ballots.behind(post, after, limit)),

    openBlob: (blob) => growImages(() => openBlob(blob)),
    chunksOpened: (day) => read(() => blobs.openedOn(day)),
    putChunk: (chunk) => growImages(() => blobs.put(chunk)),
    chunk: (id, index) => read(() => blobs.chunk(id, index)),
    isWhole: (id) => read(() => blobs.isWhole(id)),
    deleteBlob: (id, deletionHash) => write(() => blobs.removeBy(id, deletionHash)),

    expireSquare,
  }

  function openBlob({ header, act, now, chunksPerDay }: NewBlob) {
    const known = blobs.judge(header)
    if (known === 'new' && blobs.openedOn(dayOf(now)) + header.chunks > chunksPerDay) return 'full'
    const spending = spent.spend(act)
    if (spending === 'used' || (spending === 'repeated' && known === 'new')) return 'used'
    if (known !== 'new') return known
    blobs.open(header, now)
    return 'opened'
  }

  async function expireSquare(now: number): Promise<boolean> {
    // Most of the time nothing is due: then nothing is written, and no log must be scrubbed.
    if (!(await read(() => isDue(now)))) return false
    return write(() => {
      spent.expire(dayOf(now), STEP.small)
      feed.expire(now, STEP)
      ballots.expire(STEP.ballots)
      blobs.expire(now, STEP.blobs)
      return isDue(now)
    })
  }

  function isDue(now: number): boolean {
    if (spent.isDue(dayOf(now))) return true
    return isAnythingDue.get({ now, today: dayOf(now), unfinished: unfinishedSince(now) }) !== undefined
  }
}

/** Everything here is looked up in an index, or in a table of some rows. */
const DUE = `
  SELECT 1 WHERE EXISTS (SELECT 1 FROM feed WHERE expires IS NOT NULL AND expires <= :now)
    OR EXISTS (SELECT 1 FROM emptied)
    OR EXISTS (SELECT 1 FROM blobs WHERE expires <= :now)
    OR EXISTS (SELECT 1 FROM blobs WHERE opened IS NOT NULL AND opened <= :unfinished)
    OR EXISTS (SELECT 1 FROM gone WHERE until <= :now)
    OR EXISTS (SELECT 1 FROM rates WHERE day < :today)
    OR EXISTS (SELECT 1 FROM blob_days WHERE day < :today)
    OR EXISTS (SELECT 1 FROM feed_keys WHERE day < :today - 1
      AND NOT EXISTS (SELECT 1 FROM feed WHERE feed.day = feed_keys.day))
    OR EXISTS (SELECT 1 FROM (SELECT page, living FROM pages ORDER BY page LIMIT 1)
      WHERE living = 0 AND page < (SELECT max(page) FROM pages))
`
