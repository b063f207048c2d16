/** From a passphrase to the key that opens a slot of the local store. docs/spec/keys.md §Store lock. */
import { argon2 } from 'node:crypto'
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
import { randomBytes, toBytes, utf8 } from './primitives.ts'

/** Argon2id, one lane. */
export type StoreLockParams = { readonly memoryKib: number; readonly passes: number }
export type StoreLock = { readonly header: Bytes; readonly key: Bytes }
export type StoreLockError = { readonly type: 'malformed' | 'unsupported' }

export const DEFAULT_STORE_LOCK: StoreLockParams = { memoryKib: 65_536, passes: 3 }

type Header = StoreLockParams & { readonly salt: Bytes }

const MAGIC = 0x4c4b
const VERSION = 1
const SALT_BYTES = 16
const KEY_BYTES = 32
/** A header is not secret and could have been changed: it may not ask for all of a machine's memory. */
export const STORE_LOCK_BOUNDS = {
  memoryKib: { min: 8, max: 1_048_576 },
  passes: { min: 1, max: 64 },
} as const

export async function createStoreLock(
  passphrase: string,
  params: StoreLockParams = DEFAULT_STORE_LOCK,
): Promise<StoreLock> {
  const header = { ...params, salt: randomBytes(SALT_BYTES) }
  if (!withinBounds(header)) throw new RangeError('store lock parameters out of bounds')
  return { header: encodeHeader(header), key: await deriveKey(passphrase, header) }
}

/** A wrong passphrase gives another key, which opens no slot: nothing here could tell a guesser more. */
export async function openStoreLock(
  passphrase: string,
  header: Bytes,
): Promise<Result<Bytes, StoreLockError>> {
  const read = decode(header, readHeader)
  if (!read.ok) return err({ type: read.error.reason === UNKNOWN_VERSION ? 'unsupported' : 'malformed' })
  if (!withinBounds(read.value)) return err({ type: 'unsupported' })
  return ok(await deriveKey(passphrase, read.value))
}

const UNKNOWN_VERSION = 'unknown version'

const encodeHeader = ({ memoryKib, passes, salt }: Header): Bytes =>
  encode((writer) => writer.uint16(MAGIC).uint8(VERSION).uint32(memoryKib).uint32(passes).bytes(salt))

function readHeader(reader: Reader): Header {
  if (reader.uint16() !== MAGIC) throw new MalformedError('not a store lock')
  if (reader.uint8() !== VERSION) throw new MalformedError(UNKNOWN_VERSION)
  return { memoryKib: reader.uint32(), passes: reader.uint32(), salt: reader.bytes(SALT_BYTES) }
}

/** NFKC: the same passphrase, typed on another keyboard, is the same bytes. */
const deriveKey = (passphrase: string, { memoryKib: memory, passes, salt }: Header): Promise<Bytes> =>
  new Promise((resolve, reject) => {
    const message = utf8(passphrase.normalize('NFKC'))
    const parameters = { message, nonce: salt, parallelism: 1, tagLength: KEY_BYTES, memory, passes }
    argon2('argon2id', parameters, (error, key) => (error ? reject(error) : resolve(toBytes(key))))
  })

const withinBounds = ({ memoryKib, passes }: StoreLockParams): boolean =>
  memoryKib >= STORE_LOCK_BOUNDS.memoryKib.min &&
  memoryKib <= STORE_LOCK_BOUNDS.memoryKib.max &&
  passes >= STORE_LOCK_BOUNDS.passes.min &&
  passes <= STORE_LOCK_BOUNDS.passes.max
