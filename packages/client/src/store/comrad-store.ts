/**
 * The encrypted store of one device: `DIRECTORY/store/{header,comrad.db}`. It is made whole under another name and then
 * renamed, so a store is never half there. One process at a time; the system frees the lock when that process dies.
 */
import { mkdir, mkdtemp, open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import {
  createStoreKey,
  createStoreLock,
  emptyKeySlot,
  type StoreLockParams,
  sealKeySlot,
} from '@comrad/keymaker'
import { type Bytes, err, ok, type Result } from '@comrad/protocol'
import { syncDirectory, writeDurably } from './durable-file.ts'
import { encodeHeaderFile } from './header-file.ts'
import { migrate, STORE_VERSION, storeVersion } from './migrations.ts'
import { type StoreOptions, unlock, wipeComradStore } from './passphrases.ts'
import { openSql, type Sql } from './sql.ts'
import { type CreateStoreError, codeOf, type OpenStoreError, StoreFailure } from './store-error.ts'
import {
  databasePath,
  hasStore,
  isFile,
  removeUnfinished,
  storageError,
  storePath,
  UNFINISHED,
} from './store-files.ts'

export type ComradStore = { readonly sql: Sql; close(): void }

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

/**
 * With the passphrase that wipes there is no store: not any more. `after` is waited for before the database is opened, and
 * not by a passphrase that wipes.
 */
export async function openComradStore(
  options: StoreOptions & { readonly after?: Promise<unknown> },
): Promise<Result<ComradStore, OpenStoreError>> {
  const { directory, after } = options
  try {
    const unlocked = await unlock(options)
    if (!unlocked.ok) return unlocked
    if (unlocked.value.slot.type === 'wipe') {
      await wipeComradStore(directory)
      return err({ type: 'not-found' })
    }
    await after
    if (!(await isFile(databasePath(directory)))) return err({ type: 'damaged', part: 'database' })
    return openDatabase(databasePath(directory), unlocked.value.slot.key)
  } catch (error) {
    return err(storageError(error))
  }
}

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
