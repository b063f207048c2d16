/** A store as one file, and back. As encrypted as the store itself: whoever has it needs the passphrase too. */
import {
  closeSync,
  createReadStream,
  fsyncSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { mkdir, mkdtemp, open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { equalBytes } from '@comrad/keymaker'
import { type Bytes, decode, encode, err, MalformedError, ok, type Result } from '@comrad/protocol'
import type { ComradStore } from './comrad-store.ts'
import { syncDirectory, writeDurably } from './durable-file.ts'
import { decodeHeaderFile } from './header-file.ts'
import type { CreateStoreError } from './store-error.ts'
import {
  databasePath,
  hasStore,
  removeUnfinished,
  storageError,
  storePath,
  UNFINISHED,
} from './store-files.ts'

export type ExportStoreError =
  /** Nothing can be made at that path, or there is something. */
  | { readonly type: 'backup-unwritable' }
  | { readonly type: 'storage-full' }
  | { readonly type: 'storage-failed'; readonly code: string }

/** All of the store as a new file: its header, and its database as it lies on the disk. Answers its length in bytes. */
export function exportStore(
  directory: string,
  store: ComradStore,
  path: string,
): Result<number, ExportStoreError> {
  let target: number
  try {
    target = openSync(path, 'wx', 0o600)
  } catch (error) {
    const reason = storageError(error)
    return err(reason.type === 'storage-full' ? reason : { type: 'backup-unwritable' })
  }
  try {
    // In one process nothing is written between the checkpoint and the reading.
    store.sql.exec('pragma wal_checkpoint(TRUNCATE)')
    const header = readFileSync(join(storePath(directory), 'header'))
    const prefix = encode((writer) => writer.bytes(BACKUP_MAGIC).opaque(header))
    writeSync(target, prefix)
    const copied = copySync(databasePath(directory), target)
    fsyncSync(target)
    return ok(prefix.length + copied)
  } catch (error) {
    // Half a backup is none.
    rmSync(path, { force: true })
    return err(storageError(error))
  } finally {
    closeSync(target)
  }
}

/** Without a pause in which something could be written. */
function copySync(path: string, target: number): number {
  const source = openSync(path, 'r')
  try {
    const part = new Uint8Array(COPIED_BYTES)
    let copied = 0
    for (;;) {
      const length = readSync(source, part)
      if (length === 0) return copied
      writeSync(target, part, 0, length)
      copied += length
    }
  } finally {
    closeSync(source)
  }
}

export type ImportStoreError =
  | CreateStoreError
  | { readonly type: 'backup-damaged' }
  | { readonly type: 'backup-unreadable' }

/** Into a directory that has no store. Whether its passphrase is known is seen when it is opened. */
export async function importStore(directory: string, path: string): Promise<Result<void, ImportStoreError>> {
  const beginning = await beginningOf(path)
  if (!beginning) return err({ type: 'backup-unreadable' })
  const header = headerOf(beginning)
  if (!header) return err({ type: 'backup-damaged' })
  return makeStore(directory, header, async (database) => {
    const target = await open(database, 'wx', 0o600)
    try {
      const parts = createReadStream(path, { start: lengthBefore(header), highWaterMark: COPIED_BYTES })
      for await (const part of parts) await target.writeFile(part)
      await target.sync()
    } finally {
      await target.close()
    }
  })
}

/** Undefined: it is no backup of ours. What the database is worth is seen when it is opened. */
function headerOf(beginning: Bytes): Bytes | undefined {
  const read = decode(beginning, (reader) => {
    if (!equalBytes(reader.bytes(BACKUP_MAGIC.length), BACKUP_MAGIC)) throw new MalformedError('no backup')
    const header = reader.opaque(MAX_HEADER_BYTES)
    reader.bytes(reader.remaining)
    return header
  })
  return read.ok && decodeHeaderFile(read.value).ok ? read.value : undefined
}

const lengthBefore = (header: Bytes): number => BACKUP_MAGIC.length + 2 + header.length

async function beginningOf(path: string): Promise<Bytes | undefined> {
  try {
    await using file = await open(path, 'r')
    const beginning = new Uint8Array(BACKUP_MAGIC.length + 2 + MAX_HEADER_BYTES)
    const { bytesRead } = await file.read(beginning, 0, beginning.length, 0)
    return beginning.subarray(0, bytesRead)
  } catch {
    return undefined
  }
}

async function makeStore(
  directory: string,
  header: Bytes,
  writeDatabase: (path: string) => Promise<void>,
): Promise<Result<void, ImportStoreError>> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 })
    if (await hasStore(directory)) return err({ type: 'exists' })
    const unfinished = await mkdtemp(join(directory, UNFINISHED))
    await writeDatabase(join(unfinished, 'comrad.db'))
    await writeDurably(join(unfinished, 'header'), header)
    await rename(unfinished, storePath(directory))
    await syncDirectory(directory)
    await removeUnfinished(directory)
    return ok(undefined)
  } catch (error) {
    await removeUnfinished(directory).catch(() => {})
    return err(storageError(error))
  }
}

export const BACKUP_MAGIC = new TextEncoder().encode('comrad backup 1\n')
const MAX_HEADER_BYTES = 4096
const COPIED_BYTES = 1_048_576
