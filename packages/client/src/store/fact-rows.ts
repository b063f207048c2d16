/** Small facts that have no table of their own. */
import type { Bytes } from '@comrad/protocol'
import type { Sql } from './sql.ts'

type NumberFact = 'certificate-expires' | 'feed-read-at' | 'token-rotated-at' | 'token-due-at'
type BytesFact = 'certificate' | 'unpublished-prekeys' | 'feed-head' | 'square-settings' | 'ticket'

export function createFactRows(sql: Sql) {
  const read = (key: string) =>
    sql.get<{ value: number | Bytes }>('select value from facts where key = ?', key)?.value

  return {
    number(key: NumberFact): number | undefined {
      const value = read(key)
      return typeof value === 'number' ? value : undefined
    },
    bytes(key: BytesFact): Bytes | undefined {
      const value = read(key)
      return value instanceof Uint8Array ? value : undefined
    },
    set(key: NumberFact | BytesFact, value: number | Bytes): void {
      sql.run('insert or replace into facts (key, value) values (?, ?)', key, value)
    },
    forget(key: NumberFact | BytesFact): void {
      sql.run('delete from facts where key = ?', key)
    },
  }
}
