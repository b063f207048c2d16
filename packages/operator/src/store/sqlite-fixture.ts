/** SQLite stores in directories that are gone when the tests are over. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import type { Bytes } from '@comrad/protocol'
import { openSqliteStore, type SqliteStoreOptions } from './sqlite-store.ts'
import type { OperatorStore } from './store.ts'

const made: { readonly directory: string; store?: OperatorStore }[] = []

after(async () => {
  for (const { directory, store } of made) {
    await store?.close()
    rmSync(directory, { recursive: true, force: true })
  }
})

export function createTestDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'comrad-operator-'))
  made.push({ directory })
  return directory
}

export function mustOpen(options: SqliteStoreOptions): OperatorStore {
  const opened = openSqliteStore(options)
  if (!opened.ok) throw new Error(`the store was not opened: ${JSON.stringify(opened.error)}`)
  made.push({ directory: options.directory, store: opened.value })
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

/** The files of the store that hold the bytes, by name. */
export function filesWith(directory: string, bytes: Bytes): string[] {
  return readdirSync(directory).filter((name) => readFileSync(join(directory, name)).includes(bytes))
}
