/** Every row of the Operator's files, and whether those of the ballots lead to a name, by whatever they hold. */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export type Row = { readonly table: string; readonly values: readonly string[] }

/** As they are compared: bytes in hexadecimal, text as it is. */
export function readRows(directory: string): readonly Row[] {
  const db = new DatabaseSync(join(directory, 'operator.sqlite'), { readOnly: true })
  try {
    const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all()
    return tables.flatMap(({ name }) =>
      db
        .prepare(`SELECT * FROM ${name}`)
        .all()
        .map((row) => ({ table: String(name), values: Object.values(row).flatMap(textsOf) })),
    )
  } finally {
    db.close()
  }
}

export type Sought = {
  /** What whoever voted has spent. */
  readonly nullifiers: readonly string[]
  /** Names, keys, commitments. */
  readonly marks: readonly string[]
}

/** The tables of the rows that are somebody's vote, and of those the ones that hold a name or share a value with a row that does. */
export function findVoters(
  rows: readonly Row[],
  { nullifiers, marks }: Sought,
): { readonly votes: readonly string[]; readonly traces: readonly string[] } {
  const has = ({ values }: Row, wanted: ReadonlySet<string>) => values.some((value) => wanted.has(value))
  const spent = new Set(nullifiers)
  const known = new Set(marks)
  const votes = rows.filter((row) => has(row, spent))
  const named = rows.filter((row) => has(row, known))
  // Short values are numbers and days: whatever is an id, a key or a hash is longer.
  const links = new Set([
    ...marks,
    ...named.flatMap(({ values }) => values.filter(({ length }) => length >= 32)),
  ])
  const traces = votes.filter((row) => has(row, links))
  return { votes: votes.map(({ table }) => table), traces: traces.map(({ table }) => table) }
}

function textsOf(value: unknown): readonly string[] {
  if (value instanceof Uint8Array) return [Buffer.from(value).toString('hex')]
  return typeof value === 'string' ? [value] : []
}
