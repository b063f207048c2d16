/**
 * The encrypted store of one device: `DIRECTORY/store/{header,comrad.db}`. It is made whole under another name and then
 * renamed, so a store is never half there. One process at a time; the system frees the lock when that process dies.
 */
import { mkdir, mkdtemp, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createStoreLock, equalBytes, openStoreLock, type StoreLockParams } from '@comrad/keymaker'
import { type Bytes, err, ok, type Result } from '@comrad/protocol'
import { syncDirectory, writeDurably } from './durable-file.ts'
import {
  decodeHeaderFile,
  encodeHeaderFile,
  HEADER_VERSION,
  type HeaderFileError,
  keyCheckOf,
} from './header-file.ts'
import { migrate, STORE_VERSION, storeVersion } from './migrations.ts'
import { openSql, type Sql } from './sql.ts'
import {
  type CreateStoreError,
  codeOf,
  isDiskFault,
  isFull,
  type OpenStoreError,
  StoreFailure,
} from './store-error.ts'

export type ComradStore = { readonly sql: Sql; close(): void }

export type StoreOptions = { readonly directory: string; readonly passphrase: string }

const UNFINISHED = '.store-'

export async function createComradStore(
  options: StoreOptions & { readonly lock?: StoreLockParams },
): Promise<Result<ComradStore, CreateStoreError>> {
  const { directory, passphrase } = options
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 })
    if (await hasStore(directory)) return err({ type: 'exists' })
    const unfinished = await mkdtemp(join(directory, UNFINISHED))
    const { header, key } = await createStoreLock(passphrase, options.lock)
    await writeDurably(
      join(unfinished, 'header'),
      encodeHeaderFile({ lock: header, keyCheck: keyCheckOf(key) }),
    )
    await createDatabase(join(unfinished, 'comrad.db'), key)
    await syncDirectory(unfinished)
    // Fails if another process was quicker: a directory does not replace one that holds files.
    await rename(unfinished, storePath(directory))
    await syncDirectory(directory)
    await removeUnfinished(directory)
    return createdIsOpen(openDatabase(databasePath(directory), key))
  } catch (error) {
    if (await hasStore(directory).catch(() => false)) return err({ type: 'exists' })
    return err(storageError(error))
  }
}

export async function openComradStore(options: StoreOptions): Promise<Result<ComradStore, OpenStoreError>> {
  const { directory, passphrase } = options
  try {
    if (!(await hasStore(directory))) return err({ type: 'not-found' })
    const header = decodeHeaderFile(new Uint8Array(await readFile(join(storePath(directory), 'header'))))
    if (!header.ok) return err(headerError(header.error))
    const key = await openStoreLock(passphrase, header.value.lock)
    // Its checksum holds: whoever wrote a lock that we cannot read knew more than we do.
    if (!key.ok) return err({ type: 'store-too-new', version: HEADER_VERSION + 1, supported: HEADER_VERSION })
    if (!equalBytes(keyCheckOf(key.value), header.value.keyCheck)) return err({ type: 'wrong-passphrase' })
    if (!(await isFile(databasePath(directory)))) return err({ type: 'damaged', part: 'database' })
    return openDatabase(databasePath(directory), key.value)
  } catch (error) {
    return err(storageError(error))
  }
}

/** Whether there is a store to open. Asks for no passphrase. */
export function hasStore(directory: string): Promise<boolean> {
  return isFile(join(storePath(directory), 'header'))
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile()
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return false
    throw error
  }
}

const headerError = (error: HeaderFileError): OpenStoreError =>
  error.type === 'malformed'
    ? { type: 'damaged', part: 'header' }
    : { type: 'store-too-new', version: error.version, supported: HEADER_VERSION }

const storePath = (directory: string) => join(directory, 'store')
const databasePath = (directory: string) => join(storePath(directory), 'comrad.db')

async function createDatabase(path: string, key: Bytes): Promise<void> {
  // SQLite gives its own files the mode of this one.
  await (await open(path, 'wx', 0o600)).close()
  const opened = openDatabase(path, key, { fresh: true })
  if (!opened.ok)
    throw new StoreFailure(opened.error.type === 'storage-full' ? 'storage-full' : 'storage-failed')
  opened.value.close()
}

function openDatabase(
  path: string,
  key: Bytes,
  { fresh } = { fresh: false },
): Result<ComradStore, OpenStoreError> {
  let sql: Sql | undefined
  try {
    sql = openSql(path, key)
    // Taken with the first read and held until the end.
    sql.exec('pragma locking_mode = EXCLUSIVE')
    const version = storeVersion(sql)
    if (version > STORE_VERSION) {
      sql.close()
      return err({ type: 'store-too-new', version, supported: STORE_VERSION })
    }
    // SQLite takes an emptied file for a new database; to a person it would look like an account that never was.
    if (version === 0 && !fresh) {
      sql.close()
      return err({ type: 'damaged', part: 'database' })
    }
    sql.exec('pragma journal_mode = WAL')
    sql.exec('pragma synchronous = FULL')
    sql.exec('pragma secure_delete = ON')
    sql.exec('pragma temp_store = MEMORY')
    migrate(sql)
    return ok({ sql, close: sql.close })
  } catch (error) {
    sql?.close()
    const code = codeOf(error)
    if (code === 'SQLITE_BUSY') return err({ type: 'store-in-use' })
    if (code === 'SQLITE_NOTADB' || code === 'SQLITE_CORRUPT')
      return err({ type: 'damaged', part: 'database' })
    return err(storageError(error))
  }
}

/** A store made a moment ago that does not open is the disk's fault, whatever it says. */
function createdIsOpen(opened: Result<ComradStore, OpenStoreError>): Result<ComradStore, CreateStoreError> {
  if (opened.ok) return opened
  return err(
    opened.error.type === 'storage-full' ? opened.error : { type: 'storage-failed', code: opened.error.type },
  )
}

function storageError(error: unknown): { type: 'storage-full' } | { type: 'storage-failed'; code: string } {
  const code = codeOf(error)
  if (isFull(code)) return { type: 'storage-full' }
  if (error instanceof StoreFailure || isDiskFault(code))
    return { type: 'storage-failed', code: code ?? 'unknown' }
  throw error
}

async function removeUnfinished(directory: string): Promise<void> {
  const names = await readdir(directory)
  const unfinished = names.filter((name) => name.startsWith(UNFINISHED))
  await Promise.all(unfinished.map((name) => rm(join(directory, name), { recursive: true, force: true })))
}
