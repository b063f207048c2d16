/**
 * The encrypted store of one device: `DIRECTORY/store/{header,comrad.db}`. It is made whole under another name and then
 * renamed, so a store is never half there. One process at a time; the system frees the lock when that process dies.
 */
import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  createStoreKey,
  createStoreLock,
  emptyKeySlot,
  equalBytes,
  type KeySlot,
  openKeySlot,
  openStoreLock,
  randomBytes,
  type StoreLockParams,
  sealKeySlot,
} from '@comrad/keymaker'
import { type Bytes, decode, encode, err, MalformedError, ok, type Result } from '@comrad/protocol'
import { syncDirectory, writeDurably } from './durable-file.ts'
import {
  decodeHeaderFile,
  encodeHeaderFile,
  HEADER_VERSION,
  type HeaderFile,
  type HeaderFileError,
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
    const { header: lock, key: lockKey } = await createStoreLock(passphrase, options.lock)
    const key = createStoreKey()
    const slots = [sealKeySlot(lockKey, { type: 'key', key }), emptyKeySlot()]
    await writeDurably(join(unfinished, 'header'), encodeHeaderFile({ lock, slots }))
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

/** With the passphrase that wipes there is no store: not any more. */
export async function openComradStore(options: StoreOptions): Promise<Result<ComradStore, OpenStoreError>> {
  const { directory } = options
  try {
    const unlocked = await unlock(options)
    if (!unlocked.ok) return unlocked
    if (unlocked.value.slot.type === 'wipe') {
      await wipeComradStore(directory)
      return err({ type: 'not-found' })
    }
    if (!(await isFile(databasePath(directory)))) return err({ type: 'damaged', part: 'database' })
    return openDatabase(databasePath(directory), unlocked.value.slot.key)
  } catch (error) {
    return err(storageError(error))
  }
}

/** The store may be open. What was locked with the old passphrase in a copy of the header stays locked with it. */
export async function changePassphrase(
  options: StoreOptions & { readonly to: string },
): Promise<Result<void, OpenStoreError>> {
  return rewriteHeader(options, async ({ header, place, slot }) => {
    const to = await lockKeyOf(options.to, header)
    return withSlot(header, place, sealKeySlot(to, slot))
  })
}

/** `passphrase` is the one that opens; `wiping` undefined takes the second one away. The same as the first is refused. */
export async function setWipingPassphrase(
  options: StoreOptions & { readonly wiping: string | undefined },
): Promise<Result<void, OpenStoreError | { readonly type: 'passphrase-same' }>> {
  const { wiping, passphrase } = options
  if (wiping !== undefined && wiping.normalize('NFKC') === passphrase.normalize('NFKC')) {
    return err({ type: 'passphrase-same' })
  }
  return rewriteHeader(options, async ({ header, place }) => {
    const sealed =
      wiping === undefined ? emptyKeySlot() : sealKeySlot(await lockKeyOf(wiping, header), { type: 'wipe' })
    return withSlot(header, 1 - place, sealed)
  })
}

/** The header first: without its slots nothing opens what is left of the database. */
export async function wipeComradStore(directory: string): Promise<void> {
  if (!(await hasStore(directory))) return
  const header = join(storePath(directory), 'header')
  const { size } = await stat(header)
  await writeFile(header, randomBytes(size), { flush: true })
  await rm(storePath(directory), { recursive: true, force: true })
  await syncDirectory(directory)
}

/** All of the store as one file: its header, and its database as it lies on the disk. */
export async function exportStore(directory: string, store: ComradStore): Promise<Bytes> {
  // In one process nothing is written between the checkpoint and the reading.
  store.sql.exec('pragma wal_checkpoint(TRUNCATE)')
  const [header, database] = [
    readFileSync(join(storePath(directory), 'header')),
    readFileSync(databasePath(directory)),
  ]
  return encode((writer) => writer.bytes(BACKUP_MAGIC).opaque(header).bytes(database), database.length + 1024)
}

export type ImportStoreError = CreateStoreError | { readonly type: 'backup-damaged' }

/** Into a directory that has no store. Whether its passphrase is known is seen when it is opened. */
export async function importStore(directory: string, file: Bytes): Promise<Result<void, ImportStoreError>> {
  const read = decode(file, (reader) => {
    if (!equalBytes(reader.bytes(BACKUP_MAGIC.length), BACKUP_MAGIC)) throw new MalformedError('no backup')
    return { header: reader.opaque(MAX_HEADER_BYTES), database: reader.bytes(reader.remaining) }
  })
  if (!read.ok || !decodeHeaderFile(read.value.header).ok) return err({ type: 'backup-damaged' })
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 })
    if (await hasStore(directory)) return err({ type: 'exists' })
    const unfinished = await mkdtemp(join(directory, UNFINISHED))
    await writeDurably(join(unfinished, 'comrad.db'), read.value.database)
    await writeDurably(join(unfinished, 'header'), read.value.header)
    await rename(unfinished, storePath(directory))
    await syncDirectory(directory)
    await removeUnfinished(directory)
    return ok(undefined)
  } catch (error) {
    return err(storageError(error))
  }
}

const BACKUP_MAGIC = new TextEncoder().encode('comrad backup 1\n')
const MAX_HEADER_BYTES = 4096

type Unlocked = { readonly header: HeaderFile; readonly place: number; readonly slot: KeySlot }

async function unlock({ directory, passphrase }: StoreOptions): Promise<Result<Unlocked, OpenStoreError>> {
  if (!(await hasStore(directory))) return err({ type: 'not-found' })
  const header = decodeHeaderFile(new Uint8Array(await readFile(join(storePath(directory), 'header'))))
  if (!header.ok) return err(headerError(header.error))
  const lockKey = await openStoreLock(passphrase, header.value.lock)
  // Its checksum holds: whoever wrote a lock that we cannot read knew more than we do.
  if (!lockKey.ok)
    return err({ type: 'store-too-new', version: HEADER_VERSION + 1, supported: HEADER_VERSION })
  const slots = header.value.slots.map((sealed) => openKeySlot(lockKey.value, sealed))
  const place = slots.findIndex((slot) => slot !== undefined)
  const slot = slots[place]
  return slot ? ok({ header: header.value, place, slot }) : err({ type: 'wrong-passphrase' })
}

async function rewriteHeader(
  options: StoreOptions,
  rewrite: (unlocked: Unlocked) => Promise<HeaderFile>,
): Promise<Result<void, OpenStoreError>> {
  try {
    const unlocked = await unlock(options)
    if (!unlocked.ok) return unlocked
    if (unlocked.value.slot.type === 'wipe') return err({ type: 'wrong-passphrase' })
    const header = encodeHeaderFile(await rewrite(unlocked.value))
    await writeDurably(join(storePath(options.directory), 'header'), header)
    return ok(undefined)
  } catch (error) {
    return err(storageError(error))
  }
}

/** Under the salt and the costs of the header as it is: the other slot's passphrase is not at hand to be locked anew. */
async function lockKeyOf(passphrase: string, header: HeaderFile): Promise<Bytes> {
  const key = await openStoreLock(passphrase, header.lock)
  if (!key.ok) throw new Error('a lock that has just opened does not open')
  return key.value
}

const withSlot = ({ lock, slots }: HeaderFile, place: number, sealed: Bytes): HeaderFile => ({
  lock,
  slots: slots.map((slot, index) => (index === place ? sealed : slot)),
})

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
