/** What this device owes others, until it is on its way: receipts, questions for unreadable letters, checks of their checkpoints. */
import type { Bytes, EnvelopeId, LetterId, Name } from '@comrad/protocol'
import type { Sql } from './sql.ts'

export function createDueRows(sql: Sql) {
  return {
    receipts: createDue<LetterId>(sql, 'receipts_due', 'letter'),
    repairs: createDue<EnvelopeId>(sql, 'repairs_due', 'envelope'),
    notes: createDue<Bytes>(sql, 'notes_due', 'note'),
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
