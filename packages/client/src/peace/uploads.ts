/** What this part needs of whoever brings images to the Operator. Both run inside the transaction of their cause. */
import type { BlobId, ImageReference } from '@comrad/protocol'
import type { PreparedImage } from '../images.ts'

export type Uploads = {
  /** Sealed and stored; it goes to the Operator in the background, and letters that name it wait for that. */
  add(image: PreparedImage, expiresAt: number): ImageReference
  /** One's own: called off, or deleted at the Operator. */
  remove(blob: BlobId): void
}
