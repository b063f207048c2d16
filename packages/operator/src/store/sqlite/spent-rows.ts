/**
 * Nullifiers that were spent, and the roots of whole cohorts. All that are forgotten on one day lie in a table of that day, which is
 * emptied in steps and then dropped whole: in a table that lives on, copies of deleted rows stay in the gaps of its pages.
 * docs/decisions/0012. Synchronous; writes run in a transaction.
 */
import type { DatabaseSync } from 'node:sqlite'
import { equalBytes } from '@comrad/keymaker'
import type { Day, Hash } from '@comrad/protocol'
import type { Spending } from '../square-store.ts'

export const spentTable = (until: Day): string => `spent_${until}`

export const createSpentTable = (until: Day): string => `
  CREATE TABLE IF NOT EXISTS ${spentTable(until)} (
    nullifier BLOB PRIMARY KEY,
    message BLOB NOT NULL
  ) STRICT, WITHOUT ROWID;
`

export function createSpentRows(db: DatabaseSync) {
  // Asked for each time: a transaction that is rolled back takes its new table with it.
  const selectDays = db.prepare(`
    SELECT CAST(substr(name, 7) AS INTEGER) AS until FROM sqlite_schema
    WHERE type = 'table' AND name GLOB 'spent_[0-9]*' ORDER BY until
  `)
  const tables = new Map<Day, ReturnType<typeof openTable>>()
  const selectRoots = db.prepare('SELECT root FROM cohorts ORDER BY cohort')
  const insertRoot = db.prepare('INSERT OR IGNORE INTO cohorts VALUES (?, ?)')

  return {
    spend({ nullifier, message, until }: Spending): 'spent' | 'repeated' | 'used' {
      const known = messageOf(nullifier)
      if (known) return equalBytes(known, message) ? 'repeated' : 'used'
      if (!days().includes(until)) db.exec(createSpentTable(until))
      tableOf(until).insert.run(nullifier, message)
      return 'spent'
    },
    messageOf,
    isDue: (today: Day): boolean => days().some((until) => until <= today),
    expire,

    cohortRoots: (): readonly Hash[] => (selectRoots.all() as { root: Hash }[]).map(({ root }) => root),
    keepCohortRoot: (cohort: number, root: Hash): void => void insertRoot.run(cohort, root),
  }

  function messageOf(nullifier: Hash): Hash | undefined {
    for (const until of days()) {
      const row = tableOf(until).select.get(nullifier) as { message: Hash } | undefined
      if (row) return row.message
    }
    return undefined
  }

  function expire(today: Day, limit: number): void {
    const [oldest] = days()
    if (oldest === undefined || oldest > today) return
    if (Number(tableOf(oldest).deleteSome.run(limit).changes) === limit) return
    tables.delete(oldest)
    db.exec(`DROP TABLE ${spentTable(oldest)}`)
  }

  /** Some, all told: those of today and of the days beside it, and what has not been dropped yet. */
  function days(): readonly Day[] {
    return (selectDays.all() as { until: Day }[]).map(({ until }) => until)
  }

  function tableOf(until: Day) {
    const table = tables.get(until) ?? openTable(until)
    tables.set(until, table)
    return table
  }

  function openTable(until: Day) {
    const name = spentTable(until)
    return {
      select: db.prepare(`SELECT message FROM ${name} WHERE nullifier = ?`),
      insert: db.prepare(`INSERT INTO ${name} VALUES (?, ?)`),
      deleteSome: db.prepare(
        `DELETE FROM ${name} WHERE nullifier IN (SELECT nullifier FROM ${name} LIMIT ?)`,
      ),
    }
  }
}
