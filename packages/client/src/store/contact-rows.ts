/** People: whom one asked, who asks, whom one has met. */
import type { DeliveryToken, IdentityKey, Name } from '@comrad/protocol'
import { LAST_TIME } from './entry-rows.ts'
import type { Sql } from './sql.ts'

export type ContactPhase = 'requested' | 'incoming' | 'met' | 'declined' | 'refused'

export type StoredContact = {
  readonly name: Name
  readonly phase: ContactPhase
  /** When this phase began. */
  readonly at: number
  readonly greeting: string
  /** What lets a letter into their mailbox; known from the moment they asked or accepted. */
  readonly token?: DeliveryToken
  /** The key that was compared in person. */
  readonly verifiedKey?: IdentityKey
  /** The last sequence number given to a letter to them, and the run of theirs that is being counted. */
  readonly sequence: number
  readonly run: number
  readonly repairs: number
  readonly repairedAt: number
  /** They are shown one's trusted face, and trusted posts. */
  readonly trusted: boolean
  /** Nothing of theirs is taken, and nothing goes to them, whatever the phase was when they were blocked. */
  readonly blocked: boolean
  /** Seconds after which messages disappear, 0: they stay; and when that was set. */
  readonly timer: number
  readonly timerAt: number
}

type Row = {
  name: string
  phase: string
  at: number
  greeting: string
  delivery_token: DeliveryToken | null
  verified_key: IdentityKey | null
  sequence: number
  run: number
  repairs: number
  repaired_at: number
  trusted: number
  blocked: number
  timer: number
  timer_at: number
}

const MET = `select name from contacts where phase = 'met' and name not in (select name from blocked)`
const CONTACTS =
  'select c.*, exists (select 1 from blocked b where b.name = c.name) as blocked from contacts c'

/** As the screens show them: whoever is blocked is with those with whom it is over. */
export type ContactGroup = 'met' | 'incoming' | 'requested' | 'closed'

const IS_BLOCKED = 'c.name in (select name from blocked)'
const IN_GROUP: Readonly<Record<ContactGroup, string>> = {
  met: `c.phase = 'met' and not ${IS_BLOCKED}`,
  incoming: `c.phase = 'incoming' and not ${IS_BLOCKED}`,
  requested: `c.phase = 'requested' and not ${IS_BLOCKED}`,
  closed: `(c.phase in ('declined', 'refused') or ${IS_BLOCKED})`,
}

export function createContactRows(sql: Sql) {
  return {
    find(name: Name): StoredContact | undefined {
      const row = sql.get<Row>(`${CONTACTS} where c.name = ?`, name)
      return row && contactOf(row)
    },
    all(): StoredContact[] {
      return sql.all<Row>(`${CONTACTS} order by c.name`).map(contactOf)
    },
    /** The latest conversation first. */
    page(group: ContactGroup, offset: number, limit: number): StoredContact[] {
      // Put in order by name and time alone: the rest is read of those that are shown.
      const query = `with shown as (
          select c.name, coalesce(${LAST_TIME}, c.at) as last from contacts c where ${IN_GROUP[group]}
          order by last desc, c.name limit ? offset ?)
        ${CONTACTS} join shown s on s.name = c.name order by s.last desc, c.name`
      return sql.all<Row>(query, limit, offset).map(contactOf)
    },
    countIn(group: ContactGroup): number {
      const query = `select count(*) as n from contacts c where ${IN_GROUP[group]}`
      return sql.get<{ n: number }>(query)?.n ?? 0
    },
    /** And not blocked since: who may be written to, and may write. */
    isMet(name: Name): boolean {
      const query = `select 1 as found from contacts where name = ? and phase = 'met'
        and not exists (select 1 from blocked b where b.name = contacts.name)`
      return sql.get(query, name) !== undefined
    },
    met(): Name[] {
      return names(`${MET} order by name`)
    },
    trusted(): Name[] {
      return names(`${MET} and trusted = 1 order by name`)
    },
    count(phase: ContactPhase): number {
      return sql.get<{ n: number }>('select count(*) as n from contacts where phase = ?', phase)?.n ?? 0
    },
    setPhase(name: Name, phase: ContactPhase, at: number): void {
      sql.run(
        `insert into contacts (name, phase, at) values (?, ?, ?)
         on conflict (name) do update set phase = excluded.phase, at = excluded.at`,
        name,
        phase,
        at,
      )
    },
    setGreeting: (name: Name, greeting: string) => set(name, 'greeting', greeting),
    setToken: (name: Name, token: DeliveryToken) => set(name, 'delivery_token', token),
    setVerified: (name: Name, key: IdentityKey) => set(name, 'verified_key', key),
    setSequence: (name: Name, sequence: number) => set(name, 'sequence', sequence),
    setRun: (name: Name, run: number) => set(name, 'run', run),
    setTrusted: (name: Name, trusted: boolean) => set(name, 'trusted', trusted ? 1 : 0),
    setTimer(name: Name, timer: number, at: number): void {
      sql.run('update contacts set timer = ?, timer_at = ? where name = ?', timer, at, name)
    },
    setRepairs(name: Name, repairs: number, at: number): void {
      sql.run('update contacts set repairs = ?, repaired_at = ? where name = ?', repairs, at, name)
    },
  }

  function names(query: string): Name[] {
    return sql.all<{ name: string }>(query).map(({ name }) => name as Name)
  }

  function set(name: Name, column: string, value: string | number | DeliveryToken | IdentityKey): void {
    sql.run(`update contacts set ${column} = ? where name = ?`, value, name)
  }
}

function contactOf(row: Row): StoredContact {
  return {
    name: row.name as Name,
    phase: row.phase as ContactPhase,
    at: row.at,
    greeting: row.greeting,
    sequence: row.sequence,
    run: row.run,
    repairs: row.repairs,
    repairedAt: row.repaired_at,
    trusted: row.trusted === 1,
    blocked: row.blocked === 1,
    timer: row.timer,
    timerAt: row.timer_at,
    ...(row.delivery_token && { token: row.delivery_token }),
    ...(row.verified_key && { verifiedKey: row.verified_key }),
  }
}
