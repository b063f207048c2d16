/** Images on their way to the Operator, as letters and posts see them. All of it runs inside the transaction of its cause. */
import { blobDeletionHash, sealBlob } from '@comrad/keymaker'
import { BLOB_CHUNKS, BLOB_ID_BYTES, type BlobId, blobPayload, type ImageReference } from '@comrad/protocol'
import type { Device } from '../device.ts'
import type { PreparedImage } from '../images.ts'
import type { Audience } from '../views/feed-view.ts'

export type Uploads = {
  /** Sealed and stored; it goes to the Operator in the background, and letters that name it wait for that. */
  add(image: PreparedImage, expiresAt: number): ImageReference
  /** One's own: called off, or deleted at the Operator. */
  remove(blob: BlobId): void
  /** The photo of one's face for these: whoever reads finds it until the next face is out. One that is not there yet is called off. */
  replace(blob: BlobId, audience: Audience): void
}

const SECRET_BYTES = 32
const HOUR_MS = 3_600_000

export function createUploads({ sql, rows, random }: Device): Uploads {
  return {
    add({ bytes, width, height, placeholder }, expiresAt) {
      const sealed = sealBlob(bytes)
      const chunks = BLOB_CHUNKS.find((count) => count === sealed?.chunks.length)
      if (!sealed || !chunks) throw new Error('an image that was made ready is too large')
      const blob = random(BLOB_ID_BYTES) as BlobId
      const secret = random(SECRET_BYTES)
      // A finer time would tell which letter or post it belongs to.
      const hour = Math.ceil(expiresAt / HOUR_MS) * HOUR_MS
      const { key, hash } = sealed
      const header = { id: blob, chunks, hash, expiresAt: hour, deletionHash: blobDeletionHash(secret) }
      sql.run(
        `insert into uploads (blob, chunks, header, deletion_secret, phase, expires_at) values (?, ?, ?, ?, 'waiting', ?)`,
        blob,
        new Uint8Array(Buffer.concat(sealed.chunks)),
        blobPayload(header),
        secret,
        hour,
      )
      return { blob, chunks, key, hash, width, height, placeholder }
    },
    remove(blob) {
      sql.run(`delete from uploads where blob = ? and phase = 'waiting' and opening is null`, blob)
      sql.run(`update uploads set phase = 'deleting', chunks = x'' where blob = ?`, blob)
    },
    replace(blob, audience) {
      if (!rows.uploads.replace(blob, audience)) this.remove(blob)
    },
  }
}
