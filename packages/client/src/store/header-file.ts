/**
 * The one file beside the database that is not encrypted: how a passphrase becomes a key, and two slots in which such a key
 * opens something: the store's own key, or the order to wipe. docs/spec/device-store.md §Header.
 */
import { equalBytes, KEY_SLOT_BYTES, sha256 } from '@comrad/keymaker'
import {
  type Bytes,
  decode,
  encode,
  err,
  MalformedError,
  ok,
  type Reader,
  type Result,
} from '@comrad/protocol'

const MAGIC = new TextEncoder().encode('comrad store\n')
export const HEADER_VERSION = 2
const CHECKSUM_BYTES = 16
export const KEY_SLOTS = 2
const MAX_LOCK_BYTES = 1024

/** 'newer': whole, and of a version that this Comrad does not know. */
export type HeaderFileError =
  | { readonly type: 'malformed' }
  | { readonly type: 'newer'; readonly version: number }

/** All slots are always there: that a second one is used cannot be seen. */
export type HeaderFile = { readonly lock: Bytes; readonly slots: readonly Bytes[] }

export function encodeHeaderFile({ lock, slots }: HeaderFile): Bytes {
  const body = encode((writer) => {
    writer.bytes(MAGIC)
    writer.uint8(HEADER_VERSION)
    writer.opaque(lock)
    for (const slot of slots) writer.bytes(slot)
  })
  return encode((writer) => {
    writer.bytes(body)
    writer.bytes(checksumOf(body))
  })
}

export function decodeHeaderFile(bytes: Bytes): Result<HeaderFile, HeaderFileError> {
  const split = Math.max(0, bytes.length - CHECKSUM_BYTES)
  // Without the checksum a flipped bit would pass for a wrong passphrase.
  if (!equalBytes(checksumOf(bytes.slice(0, split)), bytes.slice(split))) return malformed
  const body = bytes.slice(0, split)
  const version = equalBytes(body.slice(0, MAGIC.length), MAGIC) ? (body[MAGIC.length] ?? 0) : 0
  if (version > HEADER_VERSION) return err({ type: 'newer', version })
  const decoded = decode(body, readHeaderFile)
  return decoded.ok ? ok(decoded.value) : malformed
}

const malformed = err({ type: 'malformed' } as const)

function readHeaderFile(reader: Reader): HeaderFile {
  if (!equalBytes(reader.bytes(MAGIC.length), MAGIC)) throw new MalformedError('not a store')
  if (reader.uint8() !== HEADER_VERSION) throw new MalformedError('unknown version')
  const lock = reader.opaque(MAX_LOCK_BYTES)
  return { lock, slots: Array.from({ length: KEY_SLOTS }, () => reader.bytes(KEY_SLOT_BYTES)) }
}

const checksumOf = (body: Bytes): Bytes => digest('comrad store header v1\n', body)

function digest(label: string, bytes: Bytes): Bytes {
  const prefix = new TextEncoder().encode(label)
  return sha256(new Uint8Array([...prefix, ...bytes])).slice(0, CHECKSUM_BYTES)
}
