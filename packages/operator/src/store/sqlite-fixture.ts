/** SQLite stores in directories that are gone when the tests are over. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { openSqliteStore, type SqliteStoreOptions } from './sqlite-store.ts'
import type { OperatorStore } from './store.ts'

const directories: string[] = []
const stores: OperatorStore[] = []
const cleanups: (() => void)[] = []

after(async () => {
  for (const store of stores) await store.close()
  for (const cleanUp of cleanups) cleanUp()
  for (const directory of directories) rmSync(directory, { recursive: true, force: true })
})

export function createTestDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'comrad-operator-'))
  directories.push(directory)
  return directory
}

/** When the stores are closed and their directories are still there. */
export const beforeRemoval = (cleanUp: () => void): void => void cleanups.push(cleanUp)

export function mustOpen(options: SqliteStoreOptions): OperatorStore {
  const opened = openSqliteStore(options)
  if (!opened.ok) throw new Error(`the store was not opened: ${JSON.stringify(opened.error)}`)
  stores.push(opened.value)
  return opened.value
}

export function openTestStore(options: Omit<SqliteStoreOptions, 'directory'> = {}) {
  const directory = createTestDirectory()
  const store = mustOpen({ directory, ...options })
  const reopen = async () => {
    await store.close()
    return mustOpen({ directory, ...options })
  }
  return { directory, store, reopen }
}

/** Every file of the store, as whoever seizes the disk would read it. */
export function readFiles(directory: string): Buffer[] {
  return readdirSync(directory).map((name) => readFileSync(join(directory, name)))
}
