/** Which prekeys a device has and since when, so that old ones can be erased. docs/spec/keys.md §Prekeys. */
import {
  type Bytes,
  type Day,
  decode,
  encode,
  MalformedError,
  type Reader,
  type Writer,
} from '@comrad/protocol'

/** A signed prekey and a last-resort Kyber prekey, made on one day. */
export type LastingPrekeys = { readonly signedId: number; readonly lastResortId: number; readonly day: Day }
/** One-time prekeys, made together: ids from `firstId` on, the Kyber ones last. */
export type PrekeyBatch = {
  readonly firstId: number
  readonly oneTime: number
  readonly oneTimeKyber: number
}

export type PrekeyRing = {
  readonly nextId: number
  readonly current: LastingPrekeys
  /** `day`: when they were replaced. */
  readonly retired: readonly LastingPrekeys[]
  readonly batches: readonly PrekeyBatch[]
}

const VERSION = 1
const MAX_ENTRIES = 1_000
/** Of a ring with empty lists. */
const RING_BYTES = 21

export const encodePrekeyRing = (ring: PrekeyRing): Bytes =>
  encode(
    (writer) => {
      writer.uint8(VERSION).uint32(ring.nextId)
      writeLasting(writer, ring.current)
      writer.list(ring.retired, writeLasting).list(ring.batches, writeBatch)
    },
    RING_BYTES + 12 * ring.retired.length + 8 * ring.batches.length,
  )

/** Our own row: if it cannot be read the store is damaged. */
export function decodePrekeyRing(bytes: Bytes): PrekeyRing {
  const ring = decode(bytes, readPrekeyRing)
  if (!ring.ok) throw new Error('prekey ring is damaged')
  return ring.value
}

function readPrekeyRing(reader: Reader): PrekeyRing {
  if (reader.uint8() !== VERSION) throw new MalformedError('unknown version')
  return {
    nextId: reader.uint32(),
    current: readLasting(reader),
    retired: reader.list({ min: 0, max: MAX_ENTRIES }, readLasting),
    batches: reader.list({ min: 0, max: MAX_ENTRIES }, readBatch),
  }
}

const readLasting = (reader: Reader): LastingPrekeys => ({
  signedId: reader.uint32(),
  lastResortId: reader.uint32(),
  day: reader.uint32(),
})

function writeLasting(writer: Writer, { signedId, lastResortId, day }: LastingPrekeys): void {
  writer.uint32(signedId).uint32(lastResortId).uint32(day)
}

const readBatch = (reader: Reader): PrekeyBatch => ({
  firstId: reader.uint32(),
  oneTime: reader.uint16(),
  oneTimeKyber: reader.uint16(),
})

function writeBatch(writer: Writer, { firstId, oneTime, oneTimeKyber }: PrekeyBatch): void {
  writer.uint32(firstId).uint16(oneTime).uint16(oneTimeKyber)
}
