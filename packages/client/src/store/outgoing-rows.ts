/**
 * The outbox. A letter is in it from the moment it is written until its recipient's receipt, and its sealed form is
 * kept from before the first deposit: after a crash the same envelope goes out again, under the same id.
 */
import type {
  ActProof,
  BlobId,
  Bytes,
  Day,
  EnvelopeId,
  LetterBody,
  LetterId,
  Name,
  Slot,
} from '@comrad/protocol'
import { decode, encode, readActProof, readSlot, writeActProof, writeSlot } from '@comrad/protocol'
import type { WaitReason } from '../views/conversation-view.ts'
import type { Sql } from './sql.ts'

export type LetterKind = LetterBody['kind']

/** Proved for one envelope, and shown the same until it is granted. */
export type StoredPermit = Slot & { readonly proof: ActProof; readonly isGranted: boolean }

export type SealedLetter = {
  readonly envelope: EnvelopeId
  readonly ciphertext: Bytes
  readonly certificateExpires: number
  /** Of a first letter: leave to deposit this envelope. */
  readonly permit?: StoredPermit
}

export type OutgoingLetter = {
  readonly number: number
  readonly letter: LetterId
  readonly contact: Name
  readonly kind: LetterKind
  readonly body: Bytes
  /** 0 until it is first sealed, and always for letters that are not counted. */
  readonly sequence: number
  readonly at: number
  readonly phase: 'queued' | 'sealed' | 'deposited'
  readonly reason?: WaitReason
  readonly sealed?: SealedLetter
  readonly depositedAt?: number
  /** How often it was sealed anew after a deposit. */
  readonly copies: number
  /** The image that must be at the Operator before this leaves. */
  readonly blob?: BlobId
  /** From then on nobody needs it: it is not sent again. */
  readonly expiresAt?: number
  /** It does not leave before. */
  readonly dueAt?: number
}

type NewLetter = Pick<
  OutgoingLetter,
  'letter' | 'contact' | 'kind' | 'body' | 'at' | 'blob' | 'expiresAt' | 'dueAt'
>

type Row = {
  number: number
  letter: LetterId
  contact: string
  kind: string
  body: Bytes
  sequence: number
  at: number
  phase: string
  reason: string | null
  envelope: EnvelopeId | null
  ciphertext: Bytes | null
  certificate_expires: number | null
  permit: Bytes | null
  deposited_at: number | null
  copies: number
  blob: BlobId | null
  expires_at: number | null
  due_at: number
}

/** What neither its time nor an image on its way holds back: others leave before it. */
const READY = `phase <> 'deposited' and due_at <= ? and number not in (
  select o.number from uploads u join outgoing o on o.blob = u.blob where u.phase = 'waiting')`

export function createOutgoingRows(sql: Sql) {
  return {
    add({ letter, contact, kind, body, at, blob, expiresAt, dueAt = 0 }: NewLetter): void {
      sql.run(
        `insert into outgoing (letter, contact, kind, body, sequence, at, phase, blob, expires_at, due_at)
         values (?, ?, ?, ?, 0, ?, 'queued', ?, ?, ?)`,
        letter,
        contact,
        kind,
        body,
        at,
        blob ?? null,
        expiresAt ?? null,
        dueAt,
      )
    },
    find(letter: LetterId): OutgoingLetter | undefined {
      const row = sql.get<Row>('select * from outgoing where letter = ?', letter)
      return row && letterOf(row)
    },
    /** The next to deposit: what was begun comes first, then in the order of writing. */
    next(contact: Name, now: number): OutgoingLetter | undefined {
      const row = sql.get<Row>(
        `select * from outgoing where contact = ? and ${READY}
         order by phase = 'queued', sequence = 0, sequence, number limit 1`,
        contact,
        now,
      )
      return row && letterOf(row)
    },
    contactsWaiting(now: number): Name[] {
      const query = `select distinct contact from outgoing where ${READY} order by contact`
      return sql.all<{ contact: string }>(query, now).map(({ contact }) => contact as Name)
    },
    /** When the next letter that waits for its time may leave. */
    nextDue(now: number): number | undefined {
      const query = `select min(due_at) as at from outgoing where due_at > ? and phase <> 'deposited'`
      return sql.get<{ at: number | null }>(query, now)?.at ?? undefined
    },
    /** Before or after deposit, oldest first. */
    ofContact(contact: Name): OutgoingLetter[] {
      return sql.all<Row>('select * from outgoing where contact = ? order by number', contact).map(letterOf)
    },
    ofKind(contact: Name, kind: LetterKind): OutgoingLetter[] {
      const query = 'select * from outgoing where contact = ? and kind = ? order by number'
      return sql.all<Row>(query, contact, kind).map(letterOf)
    },
    /** To whomever, oldest first. */
    allOfKind(...kinds: readonly LetterKind[]): OutgoingLetter[] {
      const places = kinds.map(() => '?').join(', ')
      const query = `select * from outgoing where kind in (${places}) order by number`
      return sql.all<Row>(query, ...kinds).map(letterOf)
    },
    /** Whether the Operator does not have all letters of this kind yet, whomever they are for. */
    isWaiting(kind: LetterKind): boolean {
      const query = `select 1 as found from outgoing where kind = ? and phase <> 'deposited' limit 1`
      return sql.get(query, kind) !== undefined
    },
    /** What it says has changed before it was confirmed: a copy that is made from now on says the new. */
    rewrite(letter: LetterId, body: Bytes): void {
      sql.run('update outgoing set body = ? where letter = ?', body, letter)
    },
    seal(letter: LetterId, sequence: number, sealed: SealedLetter, day: Day): void {
      sql.run(
        `update outgoing set phase = 'sealed', reason = null, sequence = ?, envelope = ?, ciphertext = ?, certificate_expires = ?,
           permit = null where letter = ?`,
        sequence,
        sealed.envelope,
        sealed.ciphertext,
        sealed.certificateExpires,
        letter,
      )
      sql.run('insert into travelled (envelope, letter, day) values (?, ?, ?)', sealed.envelope, letter, day)
    },
    permit(letter: LetterId, permit: StoredPermit | undefined): void {
      const column = permit ? permitColumnOf(permit) : null
      sql.run('update outgoing set permit = ? where letter = ?', column, letter)
    },
    wait(letter: LetterId, reason: WaitReason | undefined): void {
      sql.run('update outgoing set reason = ? where letter = ?', reason ?? null, letter)
    },
    /** The ciphertext is not needed again: a second copy is sealed anew, under a certificate that is valid then. */
    deposited(letter: LetterId, at: number): void {
      sql.run(
        `update outgoing set phase = 'deposited', deposited_at = ?, reason = null, ciphertext = null,
           permit = null where letter = ?`,
        at,
        letter,
      )
    },
    /** Back to the beginning of its way, to be sealed anew. */
    requeue(letter: LetterId, { copy }: { readonly copy: boolean }): void {
      sql.run(
        `update outgoing set phase = 'queued', reason = null, envelope = null, ciphertext = null,
           certificate_expires = null, permit = null, copies = copies + ? where letter = ?`,
        copy ? 1 : 0,
        letter,
      )
    },
    letterOfEnvelope(envelope: EnvelopeId): LetterId | undefined {
      return sql.get<{ letter: LetterId }>('select letter from travelled where envelope = ?', envelope)
        ?.letter
    },
    remove(letter: LetterId): void {
      sql.run('delete from outgoing where letter = ?', letter)
      sql.run('delete from travelled where letter = ?', letter)
    },
    removeAll(contact: Name, kinds?: readonly LetterKind[]): void {
      if (kinds?.length === 0) return
      const places = kinds?.map(() => '?').join(', ')
      const which = `contact = ?${places === undefined ? '' : ` and kind in (${places})`}`
      const values = [contact, ...(kinds ?? [])]
      sql.run(`delete from travelled where letter in (select letter from outgoing where ${which})`, ...values)
      sql.run(`delete from outgoing where ${which}`, ...values)
    },
    /** What says nothing any more: a post that has expired, a message that has disappeared and is on its way already. */
    forgetExpired(now: number): void {
      const which = `expires_at <= ? and (phase = 'deposited' or kind = 'post')`
      sql.run(`delete from travelled where letter in (select letter from outgoing where ${which})`, now)
      sql.run(`delete from outgoing where ${which}`, now)
    },
    /** But for those that wait for their time. */
    countWaiting(now: number): number {
      const query = `select count(*) as n from outgoing where phase <> 'deposited' and due_at <= ?`
      return sql.get<{ n: number }>(query, now)?.n ?? 0
    },
    countWaitingFor(reason: WaitReason): number {
      return sql.get<{ n: number }>('select count(*) as n from outgoing where reason = ?', reason)?.n ?? 0
    },
    writtenBefore(at: number): OutgoingLetter[] {
      return sql.all<Row>('select * from outgoing where at < ? order by number', at).map(letterOf)
    },
    depositedBefore(at: number): OutgoingLetter[] {
      const query = `select * from outgoing where phase = 'deposited' and deposited_at < ? order by number`
      return sql.all<Row>(query, at).map(letterOf)
    },
  }
}

function letterOf(row: Row): OutgoingLetter {
  const { number, letter, contact, kind, body, sequence, at, phase, copies } = row
  const sealed = sealedOf(row)
  return {
    number,
    letter,
    contact: contact as Name,
    kind: kind as LetterKind,
    body,
    sequence,
    at,
    phase: phase as OutgoingLetter['phase'],
    copies,
    ...(row.reason !== null && { reason: row.reason as WaitReason }),
    ...(sealed && { sealed }),
    ...(row.deposited_at !== null && { depositedAt: row.deposited_at }),
    ...(row.blob && { blob: row.blob }),
    ...(row.expires_at !== null && { expiresAt: row.expires_at }),
    ...(row.due_at > 0 && { dueAt: row.due_at }),
  }
}

function sealedOf(row: Row): SealedLetter | undefined {
  const { envelope, ciphertext, certificate_expires, permit } = row
  if (!envelope || !ciphertext || certificate_expires === null) return undefined
  const sealed = { envelope, ciphertext, certificateExpires: certificate_expires }
  return permit ? { ...sealed, permit: permitOfColumn(permit) } : sealed
}

const permitColumnOf = (permit: StoredPermit): Bytes =>
  encode((writer) => {
    writeSlot(writer, permit)
    writeActProof(writer, permit.proof)
    writer.boolean(permit.isGranted)
  }, 512)

function permitOfColumn(column: Bytes): StoredPermit {
  const decoded = decode(column, (reader) => ({
    ...readSlot(reader),
    proof: readActProof(reader),
    isGranted: reader.boolean(),
  }))
  if (!decoded.ok) throw new Error('a permit in the store does not decode')
  return decoded.value
}
