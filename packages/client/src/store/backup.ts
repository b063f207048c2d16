/** A store as one file, and back. As encrypted as the store itself: whoever has it needs the passphrase too. */
import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rename } from 'node:fs/promises'
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
