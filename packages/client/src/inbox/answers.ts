/** What letters leave to be done: receipts, questions for those that could not be opened, checks of their checkpoints. */

import { type Bytes, LETTER_IDS_PER_RECEIPT, type Name } from '@comrad/protocol'
import type { Device } from '../device.ts'
import { writeLetter } from '../outbox/write-letter.ts'
import type { CompareOptions, Monitor } from '../register/monitor.ts'

/** One letter carries the receipts of many. Answers whose outbox has something to carry now. */
export function writeReceipts(device: Device): readonly Name[] {
  const { rows, sql, clock } = device
  return rows.due.receipts.contactsDue(clock.now()).filter((contact) =>
    sql.transaction(() => {
      const letters = rows.due.receipts.of(contact, LETTER_IDS_PER_RECEIPT)
      for (const letter of letters) rows.due.receipts.clear(contact, letter)
      if (!rows.contacts.isMet(contact)) return false
      writeLetter(device, contact, { kind: 'receipt', letters })
      return true
    }),
  )
}

/** Pauses before the n-th question within a day: two devices that cannot open each other's letters must not go round in circles. */
const REPAIR_PAUSES_MS: readonly number[] = [0, 10_000, 60_000, 600_000, 3_600_000, 21_600_000]
const DAY_MS = 86_400_000

/** Asks, over a session begun anew, for the letters that could not be opened. Says when to look again, if something must wait. */
export function writeRepairs(device: Device): {
  readonly asked: readonly Name[]
  readonly againInMs?: number
} {
  const { rows, sql, clock } = device
  const asked: Name[] = []
  const waits: number[] = []
  for (const contact of rows.due.repairs.contacts()) {
    const { repairs = 0, repairedAt = 0 } = rows.contacts.find(contact) ?? {}
    const isMet = rows.contacts.isMet(contact)
    const count = clock.now() - repairedAt >= DAY_MS ? 0 : repairs
    const pause = REPAIR_PAUSES_MS[count] ?? DAY_MS
    const wait = count === 0 ? 0 : repairedAt + pause - clock.now()
    if (isMet && wait > 0) {
      waits.push(wait)
      continue
    }
    sql.transaction(() => {
      const envelopes = rows.due.repairs.of(contact, LETTER_IDS_PER_RECEIPT)
      for (const envelope of envelopes) rows.due.repairs.clear(contact, envelope)
      if (!isMet) return
      writeLetter(device, contact, { kind: 'retry', envelopes })
      rows.contacts.setRepairs(contact, count + 1, clock.now())
      asked.push(contact)
    })
  }
  return waits.length === 0 ? { asked } : { asked, againInMs: Math.min(...waits) }
}

export type OwedCheckpoint = { readonly from: Name; readonly note: Bytes }

/** The checkpoints of contacts that wait to be compared. */
export function owedCheckpoints({ rows }: Device): readonly OwedCheckpoint[] {
  return rows.due.checkpoints
    .contacts()
    .flatMap((from) => rows.due.checkpoints.of(from, CHECKPOINTS_AT_ONCE).map((note) => ({ from, note })))
}

/** With our own copy of the register. Those that are beyond it wait until it is read: no letter makes a device read it. */
export function compareCheckpoints(
  { rows, sql, events }: Device,
  monitor: Monitor,
  owed: readonly OwedCheckpoint[],
  options: CompareOptions,
): void {
  for (const { from, note } of owed) {
    const compared = monitor.compare(note, from, options)
    if (compared === 'later') continue
    sql.transaction(() => {
      rows.due.checkpoints.clear(from, note)
      if (compared === 'invalid') rows.counters.add('bad-notes')
    })
    if (compared !== 'consistent') events.emit('change', undefined)
  }
}

const CHECKPOINTS_AT_ONCE = 64
