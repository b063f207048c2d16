/** Mailboxes and the letters in them. Every function is synchronous; writes run in a transaction. */
import type { DatabaseSync } from 'node:sqlite'
import type { Address, Day, EnvelopeId, Hash, WaitingLetter } from '@comrad/protocol'
import { judgeDeposit } from '../rules.ts'
import type { CollectedLetters, Deposit, DepositOutcome } from '../store.ts'
import type { Bodies } from './bodies.ts'
import { CROWDED_LETTERS, createCrowded, keyOf } from './crowded.ts'
import type { Slots } from './slots.ts'

export type MailboxRow = {
  readonly mailbox: number
  readonly tokenHash: Hash | undefined
  readonly waiting: number
  readonly byPermit: number
  readonly lastPosition: number
}

type SelectedMailbox = Omit<MailboxRow, 'tokenHash'> & { readonly tokenHash: Hash | null }
type LetterRow = { position: number; id: EnvelopeId; day: Day; slot: number }
type PlacedLetter = { position: number; id: EnvelopeId; byPermit: number; slot: number }
type AgedLetter = PlacedLetter & { mailbox: number; day: Day }

export function createMailboxRows({ db, slots, bodies }: { db: DatabaseSync; slots: Slots; bodies: Bodies }) {
  const select = db.prepare(`
    SELECT mailbox, token_hash AS tokenHash, waiting, by_permit AS byPermit, last_position AS lastPosition
    FROM mailboxes JOIN counters USING (mailbox)
    WHERE name = ? AND device = ?
  `)
  const updateToken = db.prepare('UPDATE mailboxes SET token_hash = ? WHERE mailbox = ?')
  const selectId = db.prepare('SELECT 1 FROM letters WHERE mailbox = ? AND id = ?')
  const insertLetter = db.prepare(
    'INSERT INTO letters (mailbox, position, id, day, by_permit, slot) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const addLetter = db.prepare(
    'UPDATE counters SET waiting = waiting + 1, by_permit = by_permit + ?, last_position = ? WHERE mailbox = ?',
  )
  const removeLetters = db.prepare(
    'UPDATE counters SET waiting = waiting - ?, by_permit = by_permit - ? WHERE mailbox = ?',
  )
  const selectLetters = db.prepare(
    'SELECT position, id, day, slot FROM letters WHERE mailbox = ? AND position > ? ORDER BY position LIMIT ?',
  )
  const selectPlaces = db.prepare(
    'SELECT position, id, by_permit AS byPermit, slot FROM letters WHERE mailbox = ? ORDER BY position',
  )
  const deleteLetter = db.prepare('DELETE FROM letters WHERE mailbox = ? AND position = ?')
  const selectAged = db.prepare(`
    SELECT mailbox, position, id, day, by_permit AS byPermit, slot FROM letters
    WHERE (mailbox, position) > (?, ?) ORDER BY mailbox, position LIMIT ?
  `)

  const crowded = createCrowded((mailbox) => selectPlaces.all(mailbox) as PlacedLetter[])

  return { find, setTokenHash, deposit, collect, acknowledge, expire, forgetIds: crowded.clear }

  function find({ name, device }: Address): MailboxRow | undefined {
    const row = select.get(name, device) as SelectedMailbox | undefined
    return row && { ...row, tokenHash: row.tokenHash ?? undefined }
  }

  function setTokenHash(address: Address, tokenHash: Hash): boolean {
    const row = find(address)
    if (row) updateToken.run(tokenHash, row.mailbox)
    return row !== undefined
  }

  /** `mayGrow`: whether the file may have another page. */
  function deposit(letter: Deposit, mayGrow: () => boolean): DepositOutcome | 'no-space' {
    const row = find(letter.recipient)
    const outcome = judgeDeposit(letter, row, () => row !== undefined && isWaiting(row, letter.id))
    if (!row || outcome !== 'stored') return outcome
    if (!slots.hasFree() && !mayGrow()) return 'no-space'
    const position = row.lastPosition + 1
    const byPermit = letter.tokenHash ? 0 : 1
    const slot = slots.take()
    bodies.put(slot, letter.ciphertext)
    insertLetter.run(row.mailbox, position, letter.id, letter.day, byPermit, slot)
    addLetter.run(byPermit, position, row.mailbox)
    crowded.added(row.mailbox, letter.id)
    return 'stored'
  }

  function isWaiting({ mailbox, waiting }: MailboxRow, id: EnvelopeId): boolean {
    return waiting < CROWDED_LETTERS ? selectId.get(mailbox, id) !== undefined : crowded.has(mailbox, id)
  }

  function collect(address: Address, after: number, limit: number): CollectedLetters {
    const row = find(address)
    if (!row || row.waiting === 0) return { letters: [], more: false }
    const rows = selectLetters.all(row.mailbox, after, limit + 1) as LetterRow[]
    return { letters: rows.slice(0, limit).map(waitingLetterOf), more: rows.length > limit }
  }

  function waitingLetterOf({ position, id, day, slot }: LetterRow): WaitingLetter {
    return { position, id, depositedOn: day, ciphertext: bodies.read(slot) }
  }

  function acknowledge(address: Address, ids: readonly EnvelopeId[]): void {
    const row = find(address)
    if (!row || row.waiting === 0) return
    const wanted = new Set(ids.map(keyOf))
    const found: PlacedLetter[] = []
    for (const letter of selectPlaces.iterate(row.mailbox) as Iterable<PlacedLetter>) {
      if (wanted.delete(keyOf(letter.id))) found.push(letter)
      // What is acknowledged was collected from the front: seldom is there more to look at.
      if (wanted.size === 0) break
    }
    for (const letter of found) remove(row.mailbox, letter)
    const byPermit = found.filter((letter) => letter.byPermit === 1).length
    if (found.length > 0) removeLetters.run(found.length, byPermit, row.mailbox)
  }

  /** Looks at `limit` letters behind the cursor; answers the next cursor, or undefined at the end. */
  function expire(before: Day, cursor: ExpiryCursor, limit: number): ExpiryCursor | undefined {
    const rows = selectAged.all(cursor.mailbox, cursor.position, limit) as AgedLetter[]
    for (const letter of rows) {
      if (letter.day >= before) continue
      remove(letter.mailbox, letter)
      removeLetters.run(1, letter.byPermit, letter.mailbox)
    }
    return rows.length < limit ? undefined : rows.at(-1)
  }

  function remove(mailbox: number, { position, id, slot }: PlacedLetter) {
    deleteLetter.run(mailbox, position)
    slots.release(slot)
    crowded.deleted(mailbox, id)
  }
}

export type ExpiryCursor = { readonly mailbox: number; readonly position: number }
