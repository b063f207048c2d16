/**
 * This device's copy of the register. Records beyond the checkpoint are staged: they were fetched so that an interrupted
 * reading goes on where it stopped, and are not believed until a signed checkpoint covers them.
 */
import type { Bytes, Commitment, DirectoryRecord, Hash, IdentityKey, Name } from '@comrad/protocol'
import type { Sql } from './sql.ts'

export type StoredCheckpoint = {
  readonly size: number
  readonly root: Hash
  readonly note: Bytes
  readonly checkedAt: number
}

export type Entered = { readonly position: number; readonly record: DirectoryRecord }

type RecordRow = { position: number; name: string; identity_key: Bytes; commitment: Bytes }

export type RegisterRows = ReturnType<typeof createRegisterRows>

export function createRegisterRows(sql: Sql) {
  return {
    checkpoint(): StoredCheckpoint | undefined {
      const row = sql.get<{ size: number; root: Hash; note: Bytes; checked_at: number }>(
        'select * from checkpoint',
      )
      return row && { size: row.size, root: row.root, note: row.note, checkedAt: row.checked_at }
    },
    setCheckpoint({ size, root, note, checkedAt }: StoredCheckpoint): void {
      sql.run(
        'insert or replace into checkpoint (one, size, root, note, checked_at) values (1, ?, ?, ?, ?)',
        size,
        root,
        note,
        checkedAt,
      )
    },
    setCheckedAt(at: number): void {
      sql.run('update checkpoint set checked_at = ?', at)
    },
    /** Answers false when the name stands in the register already. */
    stage({ position, record }: Entered): boolean {
      const { name, identityKey, commitment } = record
      const query =
        'insert or ignore into records (position, name, identity_key, commitment) values (?, ?, ?, ?)'
      return sql.run(query, position, name, identityKey, commitment) === 1
    },
    stagedSize(): number {
      return sql.get<{ n: number }>('select coalesce(max(position) + 1, 0) as n from records')?.n ?? 0
    },
    dropStaged(size: number): void {
      sql.run('delete from records where position >= ?', size)
      sql.run('delete from ranges where size > ?', size)
    },
    addRange(size: number, range: Bytes): void {
      sql.run('insert or replace into ranges (size, range) values (?, ?)', size, range)
    },
    /** The largest stored range that is not beyond `size`. */
    rangeUpTo(size: number): { size: number; range: Bytes } | undefined {
      return sql.get<{ size: number; range: Bytes }>(
        'select size, range from ranges where size <= ? order by size desc limit 1',
        size,
      )
    },
    records(from: number, to: number): DirectoryRecord[] {
      const query = 'select * from records where position >= ? and position < ? order by position'
      return sql.all<RecordRow>(query, from, to).map(recordOf)
    },
    commitments(from: number, to: number): Commitment[] {
      const query = 'select commitment from records where position >= ? and position < ? order by position'
      return sql.all<{ commitment: Commitment }>(query, from, to).map(({ commitment }) => commitment)
    },
    /** Only what a checkpoint covers. */
    find(name: Name): Entered | undefined {
      return one('select * from records where name = ? and position < (select size from checkpoint)', name)
    },
    findKey(key: IdentityKey): Entered | undefined {
      return one(
        `select * from records where identity_key = ? and position < (select size from checkpoint)
         order by position limit 1`,
        key,
      )
    },
  }

  function one(query: string, value: Bytes | string): Entered | undefined {
    const row = sql.get<RecordRow>(query, value)
    return row && { position: row.position, record: recordOf(row) }
  }
}

function recordOf({ name, identity_key, commitment }: RecordRow): DirectoryRecord {
  return { name, identityKey: identity_key, commitment } as DirectoryRecord
}
