/** What a broken or full disk says, through SQLite (https://sqlite.org/rescode.html) or through the file system. */
import { StorageUnavailableError } from '../store.ts'

export const SQLITE = {
  BUSY: 5,
  NOMEM: 7,
  READONLY: 8,
  IOERR: 10,
  CORRUPT: 11,
  FULL: 13,
  CANTOPEN: 14,
  NOTADB: 26,
} as const

const BROKEN: readonly number[] = [
  SQLITE.NOMEM,
  SQLITE.READONLY,
  SQLITE.IOERR,
  SQLITE.CORRUPT,
  SQLITE.CANTOPEN,
]

/** The primary result code; undefined for what SQLite did not say. */
export function codeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number')
    return undefined
  return error.errcode & 0xff
}

const FULL_FILE_SYSTEM: readonly unknown[] = ['ENOSPC', 'EDQUOT', 'EFBIG']
const BROKEN_FILE_SYSTEM: readonly unknown[] = ['EIO', 'EROFS', 'ENXIO', 'ENODEV']

/** What the disk is to blame for; undefined for everything else. */
export function storageErrorOf(error: unknown): StorageUnavailableError | undefined {
  if (error instanceof StorageUnavailableError) return error
  const code = codeOf(error)
  const name = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === SQLITE.FULL || FULL_FILE_SYSTEM.includes(name))
    return new StorageUnavailableError('full', error)
  const isBroken = (code !== undefined && BROKEN.includes(code)) || BROKEN_FILE_SYSTEM.includes(name)
  return isBroken ? new StorageUnavailableError('io', error) : undefined
}
