/** Slots of anonymous acts that this device has used. */
import type { Day, Slot, SlotKind } from '@comrad/protocol'
import type { Sql } from './sql.ts'

export function createSlotRows(sql: Sql) {
  return {
    taken(kind: SlotKind, day: Day): readonly number[] {
      const query = 'select slot from slots where kind = ? and day = ?'
      return sql.all<{ slot: number }>(query, kind, day).map(({ slot }) => slot)
    },
    take(kind: SlotKind, { day, slot }: Slot): void {
      sql.run('insert into slots (kind, day, slot) values (?, ?, ?)', kind, day, slot)
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
