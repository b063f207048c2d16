/** Whom one does not want to hear: muted here, or blocked. Anybody, met or not. */
import type { Name } from '@comrad/protocol'
import type { Sql } from './sql.ts'

export function createQuietRows(sql: Sql) {
  return { muted: createNames(sql, 'muted'), blocked: createNames(sql, 'blocked') }
}

function createNames(sql: Sql, table: 'muted' | 'blocked') {
  return {
    has(name: Name): boolean {
      return sql.get(`select 1 as found from ${table} where name = ?`, name) !== undefined
    },
    all(): Name[] {
      return sql
        .all<{ name: string }>(`select name from ${table} order by name`)
        .map(({ name }) => name as Name)
    },
    add(name: Name): void {
      sql.run(`insert or ignore into ${table} (name) values (?)`, name)
    },
    remove(name: Name): void {
      sql.run(`delete from ${table} where name = ?`, name)
    },
  }
}
