/** Slots of anonymous acts that this device has used. */
import type { Day, Slot, SlotKind } from '@comrad/protocol'
import type { Sql } from './sql.ts'

export function createSlotRows(sql: Sql) {
  return {
    /** The next free one of the day, taken now; undefined when there is none. */
    take(kind: SlotKind, day: Day, slots: number): number | undefined {
      const query = 'select coalesce(max(slot) + 1, 0) as next from slots where kind = ? and day = ?'
      const next = sql.get<{ next: number }>(query, kind, day)?.next ?? 0
      if (next >= slots) return undefined
      sql.run('insert into slots (kind, day, slot) values (?, ?, ?)', kind, day, next)
      return next
    },
    /** Nobody was shown anything of it. */
    giveBack(kind: SlotKind, { day, slot }: Slot): void {
      sql.run('delete from slots where kind = ? and day = ? and slot = ?', kind, day, slot)
    },
    forgetBefore(day: Day): void {
      sql.run('delete from slots where day < ?', day)
    },
  }
}
