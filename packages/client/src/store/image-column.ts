/** An image reference as a column holds it: as it lies on the wire. */
import {
  type Bytes,
  decode,
  encode,
  type ImageReference,
  readImageReference,
  writeImageReference,
} from '@comrad/protocol'

export const imageColumnOf = (image: ImageReference | undefined): Bytes | null =>
  image ? encode((writer) => writeImageReference(writer, image), 160) : null

export function imageOfColumn(column: Bytes | null): ImageReference | undefined {
  if (!column) return undefined
  const decoded = decode(column, readImageReference)
  if (!decoded.ok) throw new Error('an image reference in the store does not decode')
  return decoded.value
}
