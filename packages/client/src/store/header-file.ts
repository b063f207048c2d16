/**
 * The one file beside the database that is not encrypted: how the passphrase becomes the key. A check of the key tells a
 * wrong passphrase from a damaged database, and costs a guesser nothing less than opening the database would.
 * docs/spec/device-store.md §Header.
 */
import { equalBytes, sha256 } from '@comrad/keymaker'
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
export const HEADER_VERSION = 1
const CHECK_BYTES = 16
const MAX_LOCK_BYTES = 1024

/** 'newer': whole, and of a version that this Comrad does not know. */
export type HeaderFileError =
  | { readonly type: 'malformed' }
  | { readonly type: 'newer'; readonly version: number }

export type HeaderFile = { readonly lock: Bytes; readonly keyCheck: Bytes }

export function encodeHeaderFile({ lock, keyCheck }: HeaderFile): Bytes {
  const body = encode((writer) => {
    writer.bytes(MAGIC)
    writer.uint8(HEADER_VERSION)
    writer.opaque(lock)
    writer.bytes(keyCheck)
  })
  return encode((writer) => {
    writer.bytes(body)
    writer.bytes(checksumOf(body))
  })
}

export function decodeHeaderFile(bytes: Bytes): Result<HeaderFile, HeaderFileError> {
  const split = Math.max(0, bytes.length - CHECK_BYTES)
  // Without the checksum a flipped bit would pass for a wrong passphrase.
  if (!equalBytes(checksumOf(bytes.slice(0, split)), bytes.slice(split))) return malformed
  const body = bytes.slice(0, split)
  const version = equalBytes(body.slice(0, MAGIC.length), MAGIC) ? (body[MAGIC.length] ?? 0) : 0
  if (version > HEADER_VERSION) return err({ type: 'newer', version })
  const decoded = decode(body, readHeaderFile)
  return decoded.ok ? ok(decoded.value) : malformed
}

export function keyCheckOf(key: Bytes): Bytes {
  return digest('comrad store key check v1\n', key)
}

const malformed = err({ type: 'malformed' } as const)

function readHeaderFile(reader: Reader): HeaderFile {
  if (!equalBytes(reader.bytes(MAGIC.length), MAGIC)) throw new MalformedError('not a store')
  if (reader.uint8() !== HEADER_VERSION) throw new MalformedError('unknown version')
  return { lock: reader.opaque(MAX_LOCK_BYTES), keyCheck: reader.bytes(CHECK_BYTES) }
}

const checksumOf = (body: Bytes): Bytes => digest('comrad store header v1\n', body)

function digest(label: string, bytes: Bytes): Bytes {
  const prefix = new TextEncoder().encode(label)
  return sha256(new Uint8Array([...prefix, ...bytes])).slice(0, CHECK_BYTES)
}
