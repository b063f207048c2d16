/** Faces: one's own two, those that were in the feed, and those of people who trust one. */
import type { Bytes, Content, Name } from '@comrad/protocol'
import type { Audience } from '../views/feed-view.ts'
import { imageColumnOf, imageOfColumn } from './image-column.ts'
import type { Sql } from './sql.ts'

export type FaceRow = {
  readonly face: Content
  readonly at: number
  readonly expiresAt: number | undefined
  readonly state: 'waiting' | 'shown' | undefined
}

export function createFaceRows(sql: Sql) {
  return {
    /** The newest stays. One's own keeps its state. */
    setWorld(
      name: Name,
      { text, image }: Content,
      { at, expiresAt }: { at: number; expiresAt: number },
    ): void {
      sql.run(
        `insert into faces (name, audience, text, image, at, expires_at) values (?, 'world', ?, ?, ?, ?)
         on conflict (name, audience) do update
           set text = excluded.text, image = excluded.image, at = excluded.at, expires_at = excluded.expires_at
           where excluded.at > faces.at`,
        ...[name, text, imageColumnOf(image), at, expiresAt],
      )
    },
    setOwn(name: Name, { text, image }: Content, { at, expiresAt }: { at: number; expiresAt: number }): void {
      sql.run(
        `insert or replace into faces (name, audience, text, image, at, expires_at, state)
         values (?, 'world', ?, ?, ?, ?, 'waiting')`,
        ...[name, text, imageColumnOf(image), at, expiresAt],
      )
    },
    setShown: (audience: Audience) => setShown(sql, audience),
    find: (name: Name, audience: Audience) => find(sql, name, audience),
    removeExpired(now: number): void {
      sql.run(`delete from faces where audience = 'world' and expires_at <= ? and state is null`, now)
    },
  }
}

/** `state`: of one's own, whether it is still on its way to somebody. */
export type FaceFacts = {
  readonly at: number
  /** Of one's own: when its photo ends at the Operator. */
  readonly expiresAt?: number
  readonly state?: 'waiting' | 'shown'
}

/** For those one trusts: one's own, and those of people who trust one. */
export function createTrustedFaceRows(sql: Sql) {
  return {
    find: (name: Name) => find(sql, name, 'trusted'),
    setShown: () => setShown(sql, 'trusted'),
    names(): Name[] {
      const query = `select name from faces where audience = 'trusted' order by name`
      return sql.all<{ name: string }>(query).map(({ name }) => name as Name)
    },
    set(name: Name, { text, image }: Content, { at, expiresAt, state }: FaceFacts): void {
      sql.run(
        `insert or replace into faces (name, audience, text, image, at, expires_at, state)
         values (?, 'trusted', ?, ?, ?, ?, ?)`,
        ...[name, text, imageColumnOf(image), at, expiresAt ?? null, state ?? null],
      )
    },
    remove(name: Name): void {
      sql.run(`delete from faces where name = ? and audience = 'trusted'`, name)
    },
  }
}

function setShown(sql: Sql, audience: Audience): void {
  sql.run(`update faces set state = 'shown' where audience = ? and state = 'waiting'`, audience)
}

function find(sql: Sql, name: Name, audience: Audience): FaceRow | undefined {
  type Row = {
    text: string
    image: Bytes | null
    at: number
    expires_at: number | null
    state: string | null
  }
  const row = sql.get<Row>('select * from faces where name = ? and audience = ?', name, audience)
  if (!row) return undefined
  const image = imageOfColumn(row.image)
  return {
    face: { text: row.text, ...(image && { image }) },
    at: row.at,
    expiresAt: row.expires_at ?? undefined,
    state: (row.state ?? undefined) as FaceRow['state'],
  }
}
