/** A real encrypted store that costs a test milliseconds. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ComradStore, createComradStore, openComradStore } from '../store/comrad-store.ts'

/** The smallest that Argon2id takes. For tests only. */
export const CHEAP_LOCK = { memoryKib: 8, passes: 1 } as const
export const TEST_PASSPHRASE = 'correct horse battery staple'

export type TemporaryStore = {
  readonly directory: string
  open(): Promise<ComradStore>
  /** The files as they are now, elsewhere. Only while the store is closed. */
  copy(): TemporaryStore
  remove(): void
}

/** Created at the first `open`. */
export function createTemporaryStore(): TemporaryStore {
  return temporaryStoreIn(mkdtempSync(join(tmpdir(), 'comrad-store-')))
}

function temporaryStoreIn(directory: string): TemporaryStore {
  return {
    directory,
    async open() {
      const options = { directory, passphrase: TEST_PASSPHRASE }
      const opened = await openComradStore(options)
      if (opened.ok) return opened.value
      if (opened.error.type !== 'not-found') throw new Error(`store: ${opened.error.type}`)
      const created = await createComradStore({ ...options, lock: CHEAP_LOCK })
      if (!created.ok) throw new Error(`store: ${created.error.type}`)
      return created.value
    },
    copy() {
      const target = mkdtempSync(join(tmpdir(), 'comrad-store-'))
      cpSync(directory, target, { recursive: true })
      return temporaryStoreIn(target)
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  }
}
