/** An image reference as a column holds it: as it lies on the wire. */
import {
  BLOB_ID_BYTES,
  type Bytes,
  decode,
  encode,
  HASH_BYTES,
  type ImageReference,
  readImageReference,
  SEAL_KEY_BYTES,
  writeImageReference,
} from '@comrad/protocol'

/** With these a column begins: where the image lies, in how many chunks, its key and its hash. */
export const IMAGE_IDENTITY_BYTES = BLOB_ID_BYTES + 1 + SEAL_KEY_BYTES + HASH_BYTES

export const imageColumnOf = (image: ImageReference | undefined): Bytes | null =>
  image ? columnOf(image) : null

export const imageIdentityOf = (image: ImageReference): Bytes =>
  columnOf(image).slice(0, IMAGE_IDENTITY_BYTES)

export function imageOfColumn(column: Bytes | null): ImageReference | undefined {
  if (!column) return undefined
  const decoded = decode(column, readImageReference)
  if (!decoded.ok) throw new Error('an image reference in the store does not decode')
  return decoded.value
}

const columnOf = (image: ImageReference): Bytes => encode((writer) => writeImageReference(writer, image), 160)
