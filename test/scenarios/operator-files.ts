/** The Operator's own files, which a test can copy, put back and run twice. */
import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { type OperatorStore, openSqliteStore } from '@comrad/operator'

export type OperatorFiles = {
  readonly directory: string
  open(options?: { readonly maxPages?: number }): OperatorStore
  /** As they are now. Only while no Operator runs on them. */
  copy(): OperatorFiles
}

/** Removed at the very end: an Operator tidies its files when it stops. */
const directories: string[] = []
after(() => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true })
})

export const createOperatorFiles = (): OperatorFiles => filesIn(temporary())

function filesIn(directory: string): OperatorFiles {
  return {
    directory,
    open(options = {}) {
      const store = openSqliteStore({ directory, ...options })
      assert.ok(store.ok, JSON.stringify(store))
      return store.value
    },
    copy() {
      const target = temporary()
      cpSync(directory, target, { recursive: true })
      return filesIn(target)
    },
  }
}

function temporary(): string {
  const directory = mkdtempSync(join(tmpdir(), 'comrad-operator-'))
  directories.push(directory)
  return directory
}
