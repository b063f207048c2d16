/** What was refused, as numbers: a person sees that something was dropped, and how often. */
import type { Sql } from './sql.ts'

export type CounterName =
  | 'undecipherable'
  | 'bad-certificate'
  | 'hostile'
  | 'strangers'
  | 'bad-notes'
  | 'bad-posts'

export function createCounterRows(sql: Sql) {
  return {
    add(name: CounterName): void {
      sql.run(
        'insert into counters (name, value) values (?, 1) on conflict (name) do update set value = value + 1',
        name,
      )
    },
    read(name: CounterName): number {
      return sql.get<{ value: number }>('select value from counters where name = ?', name)?.value ?? 0
    },
  }
}
