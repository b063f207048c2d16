/**
 * The one file beside the database that is not encrypted: how the passphrase becomes the key. A check of the key tells a
 * wrong passphrase from a damaged database, and costs a guesser nothing less than opening the database would.
 */
import { equalBytes, sha256 } from '@comrad/keymaker'
import { type Bytes, decode, encode, MalformedError, ok, type Reader, type Result } from '@comrad/protocol'

const MAGIC = new TextEncoder().encode('comrad store\n')
const VERSION = 1
const CHECK_BYTES = 16
const MAX_LOCK_BYTES = 1024

export type HeaderFile = { readonly lock: Bytes; readonly keyCheck: Bytes }

export function encodeHeaderFile({ lock, keyCheck }: HeaderFile): Bytes {
  const body = encode((writer) => {
    writer.bytes(MAGIC)
    writer.uint8(VERSION)
    writer.opaque(lock)
    writer.bytes(keyCheck)
  })
  return encode((writer) => {
    writer.bytes(body)
    writer.bytes(checksumOf(body))
  })
}

export function decodeHeaderFile(bytes: Bytes): Result<HeaderFile, { readonly type: 'malformed' }> {
  const split = Math.max(0, bytes.length - CHECK_BYTES)
  // Without the checksum a flipped bit would pass for a wrong passphrase.
  if (!equalBytes(checksumOf(bytes.slice(0, split)), bytes.slice(split))) return malformed
  const decoded = decode(bytes.slice(0, split), readHeaderFile)
  return decoded.ok ? ok(decoded.value) : malformed
}

export function keyCheckOf(key: Bytes): Bytes {
  return digest('comrad store key check v1\n', key)
}

const malformed = { ok: false, error: { type: 'malformed' } } as const

function readHeaderFile(reader: Reader): HeaderFile {
  if (!equalBytes(reader.bytes(MAGIC.length), MAGIC)) throw new MalformedError('not a store')
  if (reader.uint8() !== VERSION) throw new MalformedError('unknown version')
  return { lock: reader.opaque(MAX_LOCK_BYTES), keyCheck: reader.bytes(CHECK_BYTES) }
}

const checksumOf = (body: Bytes): Bytes => digest('comrad store header v1\n', body)

function digest(label: string, bytes: Bytes): Bytes {
  const prefix = new TextEncoder().encode(label)
  return sha256(new Uint8Array([...prefix, ...bytes])).slice(0, CHECK_BYTES)
}
