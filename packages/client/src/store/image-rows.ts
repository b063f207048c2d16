/**
 * Images that are here: of posts, letters and faces. Each lies under where it was fetched, its key and its hash: whoever names
 * another's blob with a key or a hash of their own names another image. docs/spec/device-store.md §Images.
 */
import type { Bytes, ImageReference } from '@comrad/protocol'
import { IMAGE_IDENTITY_BYTES, imageIdentityOf } from './image-column.ts'
import type { Sql } from './sql.ts'

const NAMED_BY = ['posts', 'entries', 'faces'].map(
  (table) =>
    `exists (select 1 from ${table}
       where image is not null and substr(image, 1, ${IMAGE_IDENTITY_BYTES}) = images.identity)`,
)

export function createImageRows(sql: Sql) {
  return {
    isHere: (image: ImageReference) =>
      sql.get('select 1 as found from images where identity = ?', imageIdentityOf(image)) !== undefined,
    bytes: (image: ImageReference) =>
      sql.get<{ bytes: Bytes }>('select bytes from images where identity = ?', imageIdentityOf(image))?.bytes,
    keep(image: ImageReference, bytes: Bytes): void {
      sql.run('insert or ignore into images (identity, bytes) values (?, ?)', imageIdentityOf(image), bytes)
    },
    /**
     * Those that no post, entry or face names any more. At the end of each transaction that takes one of these away or puts
     * another in its place, and nothing else deletes an image: anybody can name anybody's.
     */
    forgetUnnamed(): void {
      sql.run(`delete from images where not (${NAMED_BY.join(' or ')})`)
    },
  }
}
