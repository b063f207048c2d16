/** Nullifiers that were spent, and the roots of whole cohorts. Synchronous; writes run in a transaction. */
import type { DatabaseSync } from 'node:sqlite'
import { equalBytes } from '@comrad/keymaker'
import type { Day, Hash } from '@comrad/protocol'
import type { Spending } from '../square-store.ts'

export function createSpentRows(db: DatabaseSync) {
  const select = db.prepare('SELECT message FROM spent WHERE nullifier = ?')
  const insert = db.prepare('INSERT INTO spent VALUES (?, ?, ?)')
  const deleteSome = db.prepare(
    'DELETE FROM spent WHERE nullifier IN (SELECT nullifier FROM spent WHERE until <= ? LIMIT ?)',
  )
  const selectRoots = db.prepare('SELECT root FROM cohorts ORDER BY cohort')
  const insertRoot = db.prepare('INSERT OR IGNORE INTO cohorts VALUES (?, ?)')

  return {
    spend({ nullifier, message, until }: Spending): 'spent' | 'repeated' | 'used' {
      const known = messageOf(nullifier)
      if (known) return equalBytes(known, message) ? 'repeated' : 'used'
      insert.run(nullifier, message, until)
      return 'spent'
    },
    messageOf,
    expire: (today: Day, limit: number): void => void deleteSome.run(today, limit),

    cohortRoots: (): readonly Hash[] => (selectRoots.all() as { root: Hash }[]).map(({ root }) => root),
    keepCohortRoot: (cohort: number, root: Hash): void => void insertRoot.run(cohort, root),
  }

  function messageOf(nullifier: Hash): Hash | undefined {
    return (select.get(nullifier) as { message: Hash } | undefined)?.message
  }
}
