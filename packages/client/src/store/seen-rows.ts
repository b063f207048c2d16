/** Envelopes that have been dealt with and may come again: their acknowledgement was lost, or their sender was not sure. */
import type { Day, EnvelopeId, LetterId, Name } from '@comrad/protocol'
import type { Sql } from './sql.ts'

export type SeenEnvelope = { readonly contact?: Name; readonly letter?: LetterId }

export function createSeenRows(sql: Sql) {
  return {
    envelope(id: EnvelopeId): SeenEnvelope | undefined {
      const row = sql.get<{ contact: string | null; letter: LetterId | null }>(
        'select contact, letter from seen_envelopes where envelope = ?',
        id,
      )
      if (!row) return undefined
      return {
        ...(row.contact !== null && { contact: row.contact as Name }),
        ...(row.letter && { letter: row.letter }),
      }
    },
    addEnvelope(id: EnvelopeId, day: Day, { contact, letter }: SeenEnvelope): void {
      sql.run(
        'insert or ignore into seen_envelopes (envelope, contact, letter, day) values (?, ?, ?, ?)',
        id,
        contact ?? null,
        letter ?? null,
        day,
      )
    },
    forgetBefore(day: Day): void {
      sql.run('delete from seen_envelopes where day < ?', day)
    },
  }
}
