/** Faces for those one trusts: one's own, and those of people who trust one. */
import type { Bytes, Content, Name } from '@comrad/protocol'
import { imageColumnOf, imageOfColumn } from './image-column.ts'
import type { Sql } from './sql.ts'

export type StoredFace = { readonly face: Content; readonly at: number }

export function createTrustedFaceRows(sql: Sql) {
  return {
    find(name: Name): StoredFace | undefined {
      const row = sql.get<{ text: string; image: Bytes | null; at: number }>(
        `select text, image, at from faces where name = ? and audience = 'trusted'`,
        name,
      )
      if (!row) return undefined
      const image = imageOfColumn(row.image)
      return { face: { text: row.text, ...(image && { image }) }, at: row.at }
    },
    names(): Name[] {
      const query = `select name from faces where audience = 'trusted' order by name`
      return sql.all<{ name: string }>(query).map(({ name }) => name as Name)
    },
    /** `state`: of one's own, whether it is on its way. */
    set(name: Name, { text, image }: Content, at: number, state?: 'waiting' | 'shown'): void {
      sql.run(
        `insert or replace into faces (name, audience, text, image, at, state) values (?, 'trusted', ?, ?, ?, ?)`,
        name,
        text,
        imageColumnOf(image),
        at,
        state ?? null,
      )
    },
    remove(name: Name): void {
      sql.run(`delete from faces where name = ? and audience = 'trusted'`, name)
    },
  }
}
