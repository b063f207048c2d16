/** SQLite's own result codes, as far as a caller must tell them apart. https://sqlite.org/rescode.html */
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

/** What the disk is to blame for; undefined for everything else. */
export function storageErrorOf(error: unknown): StorageUnavailableError | undefined {
  if (error instanceof StorageUnavailableError) return error
  const code = codeOf(error)
  if (code === SQLITE.FULL) return new StorageUnavailableError('full', error)
  return code !== undefined && BROKEN.includes(code) ? new StorageUnavailableError('io', error) : undefined
}
