/** A device's database as it was before one of its migrations: `migrate` brings it to the present. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MIGRATIONS, migrate } from '../store/migrations.ts'
import { openSql, type Sql } from '../store/sql.ts'

/** `words`: of that migration, and of none before. */
export function openStoreBefore(t: { after(act: () => void): void }, words: string): Sql {
  const before = MIGRATIONS.findIndex((step) => step.includes(words))
  if (before < 0) throw new Error(`no migration has “${words}”`)
  const directory = mkdtempSync(join(tmpdir(), 'comrad-store-'))
  const sql = openSql(join(directory, 'comrad.db'), new Uint8Array(32))
  t.after(() => {
    sql.close()
    rmSync(directory, { recursive: true })
  })
  migrate(sql, MIGRATIONS.slice(0, before))
  return sql
}
