/**
 * What the feed must remember although it is not to be read: ids that must not come again, and how many notes an author has
 * written today. Synchronous; writes run in a transaction.
 */
import type { DatabaseSync } from 'node:sqlite'
import { type Day, dayOf, type Name, type PostId } from '@comrad/protocol'

type Written = { readonly author: Name; readonly day: Day }

export function createGoneRows(db: DatabaseSync) {
  const insertGone = db.prepare(
    'INSERT INTO gone VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET until = max(until, excluded.until)',
  )
  const selectGone = db.prepare('SELECT 1 FROM gone WHERE id = ?')
  const deleteGone = db.prepare(
    'DELETE FROM gone WHERE id IN (SELECT id FROM gone WHERE until <= ? ORDER BY until LIMIT ?)',
  )
  const selectRate = db.prepare('SELECT notes FROM rates WHERE day = ? AND author = ?')
  const addRate = db.prepare(
    'INSERT INTO rates VALUES (?, ?, 1) ON CONFLICT (day, author) DO UPDATE SET notes = notes + 1',
  )
  const deleteRates = db.prepare(`
    DELETE FROM rates WHERE (day, author) IN (SELECT day, author FROM rates WHERE day < ? LIMIT ?)
  `)

  return {
    /** Until its own time has passed, when it is refused for that. */
    add: (id: PostId, until: number): void => void insertGone.run(id, until),
    has: (id: PostId): boolean => selectGone.get(id) !== undefined,

    notesOf({ author, day }: Written): number {
      return (selectRate.get(day, author) as { notes: number } | undefined)?.notes ?? 0
    },
    count: ({ author, day }: Written): void => void addRate.run(day, author),

    expire(now: number, limit: number): void {
      deleteGone.run(now, limit)
      deleteRates.run(dayOf(now), limit)
    },
  }
}
