/** Faces for the world: one's own, and those that were in the feed. Those for the trusted are in `trusted-face-rows.ts`. */
import type { Bytes, Content, Name } from '@comrad/protocol'
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
    setShown(audience: 'world' | 'trusted'): void {
      sql.run(`update faces set state = 'shown' where audience = ? and state = 'waiting'`, audience)
    },
    find(name: Name, audience: 'world' | 'trusted'): FaceRow | undefined {
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
    },
    removeExpired(now: number): void {
      sql.run(`delete from faces where audience = 'world' and expires_at <= ? and state is null`, now)
    },
  }
}
