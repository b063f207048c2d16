/**
 * What a conversation shows. An entry's place is (anchor, sequence, id): anchors count up as things happen here, and a
 * letter that arrives late takes the anchor of the next one of its sender, so that a sender's letters stand in their order.
 * A run is a stretch of one sender's counting: it begins anew when their device was restored and counts again from below.
 */
import type { Bytes, Content, LetterId, Name } from '@comrad/protocol'
import type { ConversationNotice } from '../views/conversation-view.ts'
import { imageColumnOf } from './image-column.ts'
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
  readonly image: Bytes | null
  readonly at: number
  readonly received_at: number | null
  readonly unread: number
  readonly phase: SentPhase | null
  readonly settled_at: number | null
  readonly count: number
  /** Seconds that it stays once it was sent or read, 0: for ever. Of a notice: what it tells of. */
  readonly timer: number
  /** Set when that clock begins to run. */
  readonly disappears_at: number | null
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
  readonly content?: Content
  readonly timer?: number
  readonly sentAt: number
  readonly receivedAt: number
}

export type SentLetter = {
  readonly contact: Name
  readonly letter: LetterId
  readonly content: Content
  readonly at: number
  readonly timer: number
}

/** What the two sides agreed on by letter; `theirs`: the other one said it. */
export type TimerNotice = { readonly timer: number; readonly at: number; readonly theirs: boolean }

/** Its place is kept, so that no letter is missing there and none is shown a second time; nothing else is. */
const ERASED = `type = 'silent', content = '', image = null, at = 0, received_at = null, unread = 0, phase = null,
  settled_at = null, timer = 0, disappears_at = null`

/** Counted where noise is counted: whoever is muted makes none. */
const HEARD = `unread = 1 and contact not in (select name from muted) and contact not in (select name from blocked)`

const PREVIOUS = `(select max(p.sequence) from entries p where p.contact = e.contact and p.run = e.run
  and p.sequence < e.sequence and p.sequence > 0) as previous`

/** Of the contact `c`: when something was said last, by one seek in an index. */
export const LAST_TIME = `(select coalesce(l.received_at, l.at) from entries l
  where l.contact = c.name and l.type in ('sent', 'received') order by coalesce(l.received_at, l.at) desc limit 1)`

export function createEntryRows(sql: Sql) {
  return {
    addSent({ contact, letter, content, at, timer }: SentLetter): void {
      sql.run(
        `insert into entries (contact, anchor, type, letter, content, image, at, phase, timer, disappears_at)
         values (?, ?, 'sent', ?, ?, ?, ?, 'waiting', ?, ?)`,
        contact,
        nextAnchor(contact),
        letter,
        content.text,
        imageColumnOf(content.image),
        at,
        timer,
        timer > 0 ? at + timer * 1000 : null,
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
    addReceived({ from, letter, run, sequence, content, timer, sentAt, receivedAt }: ArrivedLetter): void {
      const next = sql.get<{ anchor: number }>(
        'select anchor from entries where contact = ? and run = ? and sequence > ? order by sequence limit 1',
        from,
        run,
        sequence,
      )
      sql.run(
        `insert into entries (contact, anchor, run, sequence, type, letter, content, image, at, received_at, unread, timer)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        from,
        next?.anchor ?? nextAnchor(from),
        run,
        sequence,
        content ? 'received' : 'silent',
        letter,
        content?.text ?? '',
        imageColumnOf(content?.image),
        sentAt,
        receivedAt,
        content ? 1 : 0,
        timer ?? 0,
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
    /** Not gathered as other notices are: each says another time. */
    addTimerNotice(contact: Name, { timer, at, theirs }: TimerNotice): void {
      sql.run(
        `insert into entries (contact, anchor, type, content, at, received_at, timer) values (?, ?, 'notice', ?, ?, ?, ?)`,
        contact,
        nextAnchor(contact),
        (timer > 0 ? 'timer-on' : 'timer-off') satisfies ConversationNotice,
        at,
        theirs ? at : null,
        timer,
      )
    },
    /** The `limit` entries before a place, or the last ones; oldest first. What has disappeared is not among them. */
    page(contact: Name, limit: number, now: number, before?: EntryPlace): StoredEntry[] {
      const { anchor, sequence, id } = before ?? { anchor: Number.MAX_SAFE_INTEGER, sequence: 0, id: 0 }
      return sql
        .all<StoredEntry>(
          `select e.*, ${PREVIOUS} from entries e where contact = ? and (anchor, sequence, id) < (?, ?, ?)
             and (disappears_at is null or disappears_at > ?)
           order by anchor desc, sequence desc, id desc limit ?`,
          contact,
          anchor,
          sequence,
          id,
          now,
          limit,
        )
        .reverse()
    },
    /** The place that is so many entries after another one, if there are so many. */
    placeAfter(contact: Name, { anchor, sequence, id }: EntryPlace, many: number): EntryPlace | undefined {
      return sql.get<EntryPlace>(
        `select anchor, sequence, id from entries where contact = ? and (anchor, sequence, id) > (?, ?, ?)
         order by anchor, sequence, id limit 1 offset ?`,
        ...[contact, anchor, sequence, id, many - 1],
      )
    },
    unread(): StoredEntry[] {
      return sql.all<StoredEntry>(
        `select e.*, null as previous from entries e where ${HEARD} order by received_at, contact, anchor, sequence`,
      )
    },
    countUnread(): number {
      return sql.get<{ n: number }>(`select count(*) as n from entries where ${HEARD}`)?.n ?? 0
    },
    unreadCounts(): Map<Name, number> {
      const rows = sql.all<{ contact: string; n: number }>(
        'select contact, count(*) as n from entries where unread = 1 group by contact',
      )
      return new Map(rows.map(({ contact, n }) => [contact as Name, n]))
    },
    /** From now on their clocks run. */
    markRead(contact: Name, now: number): void {
      sql.run(
        `update entries set unread = 0, disappears_at = case when timer > 0 then ? + timer * 1000 end
         where contact = ? and unread = 1`,
        now,
        contact,
      )
    },
    nextDisappearance(): number | undefined {
      const query = 'select min(disappears_at) as at from entries where disappears_at is not null'
      return sql.get<{ at: number | null }>(query)?.at ?? undefined
    },
    eraseDisappeared(now: number): void {
      const which = 'disappears_at <= ?'
      sql.run(`delete from entries where type = 'sent' and ${which}`, now)
      sql.run(`update entries set ${ERASED} where type = 'received' and ${which}`, now)
    },
    /** The whole conversation, as if nothing had been said. */
    eraseConversation(contact: Name): void {
      sql.run(`delete from entries where type in ('sent', 'notice') and contact = ?`, contact)
      sql.run(`update entries set ${ERASED} where contact = ?`, contact)
    },
    /** What is shown of a letter, whoever's conversation it is in. */
    find(letter: LetterId, now: number): StoredEntry | undefined {
      const query = `select e.*, null as previous from entries e where letter = ? and type in ('sent', 'received')
        and (disappears_at is null or disappears_at > ?)`
      return sql.get<StoredEntry>(query, letter, now)
    },
    lastTimes(): Map<Name, number> {
      const rows = sql.all<{ name: string; last: number | null }>(
        `select c.name, ${LAST_TIME} as last from contacts c`,
      )
      return new Map(rows.flatMap(({ name, last }) => (last === null ? [] : [[name as Name, last]])))
    },
    lastTime(contact: Name): number | undefined {
      const query = `select ${LAST_TIME} as last from (select ? as name) c`
      return sql.get<{ last: number | null }>(query, contact)?.last ?? undefined
    },
    unreadOf(contact: Name): number {
      const query = 'select count(*) as n from entries where unread = 1 and contact = ?'
      return sql.get<{ n: number }>(query, contact)?.n ?? 0
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
