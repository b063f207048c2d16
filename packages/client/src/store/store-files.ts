/** Where a store's files lie, and what their faults mean. */
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf, isDiskFault, isFull, StoreFailure } from './store-error.ts'

/** A store is made under another name first, so that it is never half there. */
export const UNFINISHED = '.store-'

/** Whether there is a store to open. Asks for no passphrase. */
export function hasStore(directory: string): Promise<boolean> {
  return isFile(join(storePath(directory), 'header'))
}

export async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile()
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return false
    throw error
  }
}

export const storePath = (directory: string) => join(directory, 'store')
export const databasePath = (directory: string) => join(storePath(directory), 'comrad.db')

export function storageError(
  error: unknown,
): { type: 'storage-full' } | { type: 'storage-failed'; code: string } {
  const code = codeOf(error)
  if (isFull(code)) return { type: 'storage-full' }
  if (error instanceof StoreFailure || isDiskFault(code))
    return { type: 'storage-failed', code: code ?? 'unknown' }
  throw error
}

export async function removeUnfinished(directory: string): Promise<void> {
  const names = await readdir(directory)
  const unfinished = names.filter((name) => name.startsWith(UNFINISHED))
  await Promise.all(unfinished.map((name) => rm(join(directory, name), { recursive: true, force: true })))
}
