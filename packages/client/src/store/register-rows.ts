/**
 * This device's copy of the register. Records beyond the checkpoint are staged: they were fetched so that an interrupted
 * reading goes on where it stopped, and are not believed until a signed checkpoint covers them.
 */
import {
  ANCHOR_SECONDS_MAX,
  type Bytes,
  type Commitment,
  type DirectoryRecord,
  type Hash,
  type IdentityKey,
  type Name,
} from '@comrad/protocol'
import type { Sql } from './sql.ts'

export type StoredCheckpoint = {
  readonly size: number
  readonly root: Hash
  readonly note: Bytes
  readonly checkedAt: number
}

/** By what this device has seen of the register, how large an anchor is: docs/spec/anonymous-acts.md §Anchors. */
export type Floor = {
  /** Every anchor is as large by now. */
  readonly past: number
  /** The smallest that is used. Larger than `past` for an hour after an absence. */
  readonly least: number
}

export type Entered = { readonly position: number; readonly record: DirectoryRecord }

type RecordRow = { position: number; name: string; identity_key: Bytes; commitment: Bytes }

/** As long as a ballot can live, and the days by which clocks differ: a recount says since when so many names are known. */
const KEPT_MS = 32 * 24 * 3_600_000
/** A device that is on reads at least each hour and a half. */
const ABSENCE_MS = 2 * 3_600_000

export type RegisterRows = ReturnType<typeof createRegisterRows>

export function createRegisterRows(sql: Sql) {
  return {
    checkpoint,
    /** It was not read for so long that what was seen before is no measure of the present. */
    isBehind: (now: number): boolean => isAbsence(checkpoint()?.checkedAt, now),
    setCheckpoint({ size, root, note, checkedAt }: StoredCheckpoint): void {
      keepReading(size, checkedAt)
      sql.run(
        'insert or replace into checkpoint (one, size, root, note, checked_at) values (1, ?, ?, ?, ?)',
        size,
        root,
        note,
        checkedAt,
      )
    },
    setCheckedAt(at: number): void {
      keepReading(checkpoint()?.size ?? 0, at)
      sql.run('update checkpoint set checked_at = ?', at)
    },
    floor(now: number): Floor {
      const query = `select coalesce(max(size) filter (where at <= ?), 0) as past,
        coalesce(max(size) filter (where at <= ? or returned = 1), 0) as least from readings`
      const before = now - ANCHOR_SECONDS_MAX * 1_000
      return sql.get<Floor>(query, before, before) ?? { past: 0, least: 0 }
    },
    /** When this device first saw a register at least so large, as far back as it remembers. */
    seenAt(size: number): number | undefined {
      const query = 'select min(at) as at from readings where size >= ?'
      return sql.get<{ at: number | null }>(query, size)?.at ?? undefined
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

  function checkpoint(): StoredCheckpoint | undefined {
    const row = sql.get<{ size: number; root: Hash; note: Bytes; checked_at: number }>(
      'select * from checkpoint',
    )
    return row && { size: row.size, root: row.root, note: row.note, checkedAt: row.checked_at }
  }

  /** Each size when it was first seen; of those that are older than any ballot the largest is enough. */
  function keepReading(size: number, at: number): void {
    const returned = isAbsence(checkpoint()?.checkedAt, at) ? 1 : 0
    // The clock was ahead: what was seen then has been seen by now.
    sql.run('update readings set at = ? where at > ?', at, at)
    sql.run('insert or ignore into readings (size, at, returned) values (?, ?, ?)', size, at, returned)
    sql.run('delete from readings where size < (select max(size) from readings where at <= ?)', at - KEPT_MS)
  }

  function one(query: string, value: Bytes | string): Entered | undefined {
    const row = sql.get<RecordRow>(query, value)
    return row && { position: row.position, record: recordOf(row) }
  }
}

const isAbsence = (before: number | undefined, now: number): boolean =>
  before === undefined || before > now || now - before > ABSENCE_MS

function recordOf({ name, identity_key, commitment }: RecordRow): DirectoryRecord {
  return { name, identityKey: identity_key, commitment } as DirectoryRecord
}
