/**
 * What a conversation shows. An entry's place is (anchor, sequence, id): anchors count up as things happen here, and a
 * letter that arrives late takes the anchor of the next one of its sender, so that a sender's letters stand in their order.
 * A run is a stretch of one sender's counting: it begins anew when their device was restored and counts again from below.
 */
import type { LetterId, MessageText, Name } from '@comrad/protocol'
import type { ConversationNotice } from '../views/conversation-view.ts'
import type { Sql } from './sql.ts'

export type SentPhase = 'waiting' | 'deposited' | 'delivered' | 'undelivered' | 'cancelled'

export type StoredEntry = {
  readonly id: number
  readonly contact: string
  readonly anchor: number
  readonly sequence: number
  readonly type: 'sent' | 'received' | 'silent' | 'notice'
  readonly letter: LetterId | null
  readonly content: string
  readonly at: number
  readonly received_at: number | null
  readonly unread: number
  readonly phase: SentPhase | null
  readonly settled_at: number | null
  readonly count: number
  /** Of a letter: the number of the one before it in its run, if there is one. */
  readonly previous: number | null
}

export type EntryPlace = { readonly anchor: number; readonly sequence: number; readonly id: number }

export type ArrivedLetter = {
  readonly from: Name
  readonly letter: LetterId
  readonly run: number
  readonly sequence: number
  /** Absent for letters that are not shown. */
  readonly text?: MessageText
  readonly sentAt: number
  readonly receivedAt: number
}

const PREVIOUS = `(select max(p.sequence) from entries p where p.contact = e.contact and p.run = e.run
  and p.sequence < e.sequence and p.sequence > 0) as previous`

export type EntryRows = ReturnType<typeof createEntryRows>

export function createEntryRows(sql: Sql) {
  return {
    addSent(contact: Name, letter: LetterId, text: string, at: number): void {
      sql.run(
        `insert into entries (contact, anchor, type, letter, content, at, phase)
         values (?, ?, 'sent', ?, ?, ?, 'waiting')`,
        contact,
        nextAnchor(contact),
        letter,
        text,
        at,
      )
    },
    /** Answers whether there was such a letter on the screen. */
    setSent(contact: Name, letter: LetterId, phase: SentPhase, at: number): boolean {
      const changed = sql.run(
        `update entries set phase = ?, settled_at = ?
         where contact = ? and type = 'sent' and letter = ? and phase not in ('delivered', 'cancelled')`,
        phase,
        at,
        contact,
        letter,
      )
      return changed > 0
    },
    addReceived({ from, letter, run, sequence, text, sentAt, receivedAt }: ArrivedLetter): void {
      const next = sql.get<{ anchor: number }>(
        'select anchor from entries where contact = ? and run = ? and sequence > ? order by sequence limit 1',
        from,
        run,
        sequence,
      )
      sql.run(
        `insert into entries (contact, anchor, run, sequence, type, letter, content, at, received_at, unread)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        from,
        next?.anchor ?? nextAnchor(from),
        run,
        sequence,
        text === undefined ? 'silent' : 'received',
        letter,
        text ?? '',
        sentAt,
        receivedAt,
        text === undefined ? 0 : 1,
      )
    },
    /** Exactly once on the screen: a letter that was sent twice has the same id. */
    hasReceived(from: Name, letter: LetterId): boolean {
      const query = `select 1 as found from entries where contact = ? and type in ('received', 'silent') and letter = ?`
      return sql.get(query, from, letter) !== undefined
    },
    hasSequence(from: Name, run: number, sequence: number): boolean {
      const query = 'select 1 as found from entries where contact = ? and run = ? and sequence = ?'
      return sql.get(query, from, run, sequence) !== undefined
    },
    /** A notice repeated with nothing between is counted, not repeated: nobody can flood a conversation with them. */
    addNotice(contact: Name, notice: ConversationNotice, at: number): void {
      const last = sql.get<{ id: number; type: string; content: string }>(
        `select id, type, content from entries where contact = ? and type <> 'silent' order by anchor desc, id desc limit 1`,
        contact,
      )
      if (last?.type === 'notice' && last.content === notice) {
        sql.run('update entries set count = count + 1, at = ? where id = ?', at, last.id)
        return
      }
      sql.run(
        `insert into entries (contact, anchor, type, content, at) values (?, ?, 'notice', ?, ?)`,
        contact,
        nextAnchor(contact),
        notice,
        at,
      )
    },
    /** The `limit` entries before a place, or the last ones; oldest first. */
    page(contact: Name, limit: number, before?: EntryPlace): StoredEntry[] {
      const { anchor, sequence, id } = before ?? { anchor: Number.MAX_SAFE_INTEGER, sequence: 0, id: 0 }
      return sql
        .all<StoredEntry>(
          `select e.*, ${PREVIOUS} from entries e where contact = ? and (anchor, sequence, id) < (?, ?, ?)
           order by anchor desc, sequence desc, id desc limit ?`,
          contact,
          anchor,
          sequence,
          id,
          limit,
        )
        .reverse()
    },
    unread(): StoredEntry[] {
      return sql.all<StoredEntry>(
        `select e.*, null as previous from entries e where unread = 1 order by received_at, contact, anchor, sequence`,
      )
    },
    countUnread(): number {
      return sql.get<{ n: number }>('select count(*) as n from entries where unread = 1')?.n ?? 0
    },
    unreadCounts(): Map<Name, number> {
      const rows = sql.all<{ contact: string; n: number }>(
        'select contact, count(*) as n from entries where unread = 1 group by contact',
      )
      return new Map(rows.map(({ contact, n }) => [contact as Name, n]))
    },
    markRead(contact: Name): void {
      sql.run('update entries set unread = 0 where contact = ? and unread = 1', contact)
    },
    lastTimes(): Map<Name, number> {
      const rows = sql.all<{ contact: string; last: number }>(
        `select contact, max(coalesce(received_at, at)) as last from entries
         where type in ('sent', 'received') group by contact`,
      )
      return new Map(rows.map(({ contact, last }) => [contact as Name, last]))
    },
    countSent(phase: SentPhase): number {
      const query = `select count(*) as n from entries where type = 'sent' and phase = ?`
      return sql.get<{ n: number }>(query, phase)?.n ?? 0
    },
  }

  function nextAnchor(contact: Name): number {
    const query = 'select coalesce(max(anchor), 0) + 1 as next from entries where contact = ?'
    return sql.get<{ next: number }>(query, contact)?.next ?? 1
  }
}
