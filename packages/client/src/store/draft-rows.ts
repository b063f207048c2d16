/** Words that are being written, by the place where they are written. */
import type { Sql } from './sql.ts'

export function createDraftRows(sql: Sql) {
  return {
    read: (place: string): string =>
      sql.get<{ text: string }>('select text from drafts where place = ?', place)?.text ?? '',
    /** Nothing written is no draft. */
    keep(place: string, text: string): void {
      if (text === '') sql.run('delete from drafts where place = ?', place)
      else sql.run('insert or replace into drafts (place, text) values (?, ?)', place, text)
    },
  }
}
