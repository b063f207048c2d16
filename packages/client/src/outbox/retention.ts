/** What becomes of letters that nobody confirms: a second and a third copy, and after 30 days 'undelivered', said openly. */
import { type EnvelopeId, type Name, RETENTION_DAYS, startOfDay } from '@comrad/protocol'
import type { Device } from '../device.ts'
import type { OutgoingLetter } from '../store/outgoing-rows.ts'
import { isConfirmed } from './write-letter.ts'

/**
 * Days after a deposit without a receipt at which the letter is sealed and deposited again. The Operator keeps its promise or it does
 * not; whoever is away for a month finds three copies at most, and sees one.
 */
const COPY_AFTER_DAYS: readonly number[] = [7, 14]
/** A contact who keeps asking for the same letter is not believed for ever. */
export const COPIES_MAX = 6

/** Answers whose outbox has something to carry now. */
export function keepRetention({ rows, sql, clock }: Device): readonly Name[] {
  return sql.transaction(() => {
    const now = clock.now()
    for (const { letter, contact } of rows.outgoing.writtenBefore(now - startOfDay(RETENTION_DAYS))) {
      rows.entries.setSent(contact, letter, 'undelivered', now)
      rows.outgoing.remove(letter)
    }
    const again = COPY_AFTER_DAYS.flatMap((days, copies) =>
      rows.outgoing
        .depositedBefore(now - startOfDay(days))
        .filter((letter) => letter.copies === copies && isConfirmed(letter.kind)),
    )
    for (const { letter } of again) rows.outgoing.requeue(letter, { copy: true })
    return [...new Set(again.map(({ contact }) => contact))]
  })
}

/** The recipient could not open these envelopes. Inside a transaction; answers how many letters go again. */
export function sendAgain(device: Device, contact: Name, envelopes: readonly EnvelopeId[]): number {
  const { outgoing } = device.rows
  const letters = envelopes.flatMap((envelope) => {
    const id = outgoing.letterOfEnvelope(envelope)
    const letter = id && outgoing.find(id)
    return letter?.contact === contact ? [letter] : []
  })
  // One letter may have travelled in several of them.
  const distinct = new Map(letters.map((letter) => [letter.number, letter]))
  return requeue(device, [...distinct.values()])
}

/** The recipient has lost everything: what it has not confirmed goes again. Inside a transaction. */
export function sendUnconfirmedAgain(device: Device, contact: Name): number {
  const letters = device.rows.outgoing.ofContact(contact)
  return requeue(
    device,
    letters.filter(({ kind }) => isConfirmed(kind)),
  )
}

function requeue({ rows, clock }: Device, letters: readonly OutgoingLetter[]): number {
  const again = letters.filter(({ phase, copies }) => phase === 'deposited' && copies < COPIES_MAX)
  for (const { letter, contact } of again) {
    rows.outgoing.requeue(letter, { copy: true })
    rows.entries.setSent(contact, letter, 'waiting', clock.now())
  }
  return again.length
}
