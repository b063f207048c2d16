/** What this device owes others, until it is on its way: receipts, questions for unreadable letters, checks of their checkpoints. */
import type { Bytes, EnvelopeId, LetterId, Name } from '@comrad/protocol'
import type { Sql } from './sql.ts'

export function createDueRows(sql: Sql) {
  return {
    receipts: createReceiptsDue(sql),
    repairs: createDue<EnvelopeId>(sql, 'repairs_due', 'envelope'),
    /** As C2SP's signed notes. */
    checkpoints: createDue<Bytes>(sql, 'notes_due', 'note'),
  }
}

/** Each has its time. What leaves for a contact takes all that are due to them with it: nobody sees how many. */
function createReceiptsDue(sql: Sql) {
  return {
    ...createDue<LetterId>(sql, 'receipts_due', 'letter'),
    /** Owed once more: at the earlier of both times. */
    owe(contact: Name, letter: LetterId, dueAt = 0): void {
      sql.run(
        `insert into receipts_due (contact, letter, due_at) values (?, ?, ?)
         on conflict do update set due_at = min(due_at, excluded.due_at)`,
        contact,
        letter,
        dueAt,
      )
    },
    contactsDue(now: number): Name[] {
      const query = 'select distinct contact from receipts_due where due_at <= ? order by contact'
      return sql.all<{ contact: string }>(query, now).map(({ contact }) => contact as Name)
    },
    nextDue(now: number): number | undefined {
      const query = 'select min(due_at) as at from receipts_due where due_at > ?'
      return sql.get<{ at: number | null }>(query, now)?.at ?? undefined
    },
  }
}

function createDue<Id extends Bytes>(sql: Sql, table: string, column: string) {
  return {
    owe(contact: Name, id: Id): void {
      sql.run(`insert or ignore into ${table} (contact, ${column}) values (?, ?)`, contact, id)
    },
    contacts(): Name[] {
      const rows = sql.all<{ contact: string }>(`select distinct contact from ${table} order by contact`)
      return rows.map(({ contact }) => contact as Name)
    },
    of(contact: Name, limit: number): Id[] {
      const query = `select ${column} as id from ${table} where contact = ? limit ?`
      return sql.all<{ id: Id }>(query, contact, limit).map(({ id }) => id)
    },
    clear(contact: Name, id: Id): void {
      sql.run(`delete from ${table} where contact = ? and ${column} = ?`, contact, id)
    },
  }
}
