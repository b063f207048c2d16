/** Faces for those one trusts: one's own, and those of people who trust one. */
import type { Bytes, Content, Name } from '@comrad/protocol'
import { imageColumnOf, imageOfColumn } from './image-column.ts'
import type { Sql } from './sql.ts'

export type StoredFace = {
  readonly face: Content
  readonly at: number
  /** Of one's own: when its photo ends at the Operator. */
  readonly expiresAt?: number
}

/** `state`: of one's own, whether it is still on its way to somebody. */
export type FaceFacts = {
  readonly at: number
  readonly expiresAt?: number
  readonly state?: 'waiting' | 'shown'
}

export function createTrustedFaceRows(sql: Sql) {
  return {
    find(name: Name): StoredFace | undefined {
      const row = sql.get<{ text: string; image: Bytes | null; at: number; expires_at: number | null }>(
        `select text, image, at, expires_at from faces where name = ? and audience = 'trusted'`,
        name,
      )
      if (!row) return undefined
      const image = imageOfColumn(row.image)
      return {
        face: { text: row.text, ...(image && { image }) },
        at: row.at,
        ...(row.expires_at !== null && { expiresAt: row.expires_at }),
      }
    },
    names(): Name[] {
      const query = `select name from faces where audience = 'trusted' order by name`
      return sql.all<{ name: string }>(query).map(({ name }) => name as Name)
    },
    set(name: Name, { text, image }: Content, facts: FaceFacts): void {
      sql.run(
        `insert or replace into faces (name, audience, text, image, at, expires_at, state)
         values (?, 'trusted', ?, ?, ?, ?, ?)`,
        name,
        text,
        imageColumnOf(image),
        facts.at,
        facts.expiresAt ?? null,
        facts.state ?? null,
      )
    },
    setShown(): void {
      sql.run(`update faces set state = 'shown' where audience = 'trusted' and state = 'waiting'`)
    },
    remove(name: Name): void {
      sql.run(`delete from faces where name = ? and audience = 'trusted'`, name)
    },
  }
}
