/** Where keymaker's sessions and prekeys lie. It reads through `get`; what it wants written it hands back. */
import type { RatchetReader, RatchetWrite } from '@comrad/keymaker'
import type { Bytes } from '@comrad/protocol'
import type { Sql } from './sql.ts'

export function createRatchetRows(sql: Sql) {
  const reader: RatchetReader = {
    get: (kind, key) =>
      sql.get<{ value: Bytes }>('select value from ratchet where kind = ? and key = ?', kind, key)?.value,
  }

  return {
    reader,
    /** Only inside the transaction that also stores what the writes belong to. */
    write(writes: readonly RatchetWrite[]): void {
      for (const { kind, key, value } of writes) {
        if (value)
          sql.run('insert or replace into ratchet (kind, key, value) values (?, ?, ?)', kind, key, value)
        else sql.run('delete from ratchet where kind = ? and key = ?', kind, key)
      }
    },
  }
}
