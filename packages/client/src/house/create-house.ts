/** Puts a house together around a directory. What joins a store to the network is handed in: this room opens no connection. */
import { mkdir } from 'node:fs/promises'
import type { StoreLockParams } from '@comrad/keymaker'
import { type Bytes, err, ok, type Result } from '@comrad/protocol'
import type { Comrad } from '../comrad.ts'
import { createEvents } from '../events.ts'
import { createQueue } from '../queue.ts'
import { exportStore, importStore } from '../store/backup.ts'
import { type ComradStore, createComradStore, openComradStore } from '../store/comrad-store.ts'
import { createDraftRows } from '../store/draft-rows.ts'
import { changePassphrase, setWipingPassphrase, wipeComradStore } from '../store/passphrases.ts'
import { hasStore } from '../store/store-files.ts'
import type { House, HouseView, LineView } from './house.ts'
import { readPreferences, writePreferences } from './preferences.ts'
import { strengthOf } from './strength.ts'

export type HouseDeps = {
  readonly directory: string
  /** Makes and starts the comrad of a store that was opened. */
  join(store: ComradStore): Comrad
  readonly line: { view(): LineView; onChange(listener: () => void): () => void }
  /** For tests: cheaper than Argon2id at its full price. */
  readonly lock?: StoreLockParams
}

export const PASSPHRASE_LENGTH = 8

type Open = { readonly store: ComradStore; readonly comrad: Comrad; readonly passphrase: string }

export async function createHouse(deps: HouseDeps): Promise<House> {
  const { directory, line } = deps
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const events = createEvents<{ readonly change: undefined }>()
  /** One thing at a time: nobody unlocks what is being wiped. */
  const queue = createQueue()
  let view: HouseView = (await hasStore(directory)) ? { phase: 'locked' } : { phase: 'empty' }
  let open: Open | undefined
  let preferences = readPreferences(directory)
  const stopLine = line.onChange(changed)

  return {
    view: () => view,
    line: line.view,
    comrad: () => open?.comrad,
    strengthOf: (passphrase) => strengthOf(passphrase, nameOf(open)),

    create: (passphrase) =>
      queue.run(async () => {
        if (isShort(passphrase)) return err({ type: 'passphrase-too-short' })
        become({ phase: 'opening' })
        const created = await createComradStore({
          directory,
          passphrase,
          ...(deps.lock && { lock: deps.lock }),
        })
        if (!created.ok) return settle(created)
        enter(created.value, passphrase)
        return ok(undefined)
      }),
    unlock: (passphrase) =>
      queue.run(async () => {
        if (open) return ok('open')
        become({ phase: 'opening' })
        const opened = await openComradStore({ directory, passphrase })
        if (opened.ok) {
          enter(opened.value, passphrase)
          return ok('open')
        }
        await settle(opened)
        return opened.error.type === 'not-found' ? ok('empty') : opened
      }),
    lock: () => queue.run(leave),
    wipe: () =>
      queue.run(async () => {
        await leave()
        await wipeComradStore(directory)
        become({ phase: 'empty' })
      }),
    changePassphrase: (from, to) =>
      queue.run(async () => {
        if (isShort(to)) return err({ type: 'passphrase-too-short' })
        const changed = await changePassphrase({ directory, passphrase: from, to })
        if (changed.ok && open) open = { ...open, passphrase: to }
        return changed
      }),
    setWipingPassphrase: (wiping) =>
      queue.run(async () => {
        if (!open) return err({ type: 'not-found' })
        if (wiping !== undefined && isShort(wiping)) return err({ type: 'passphrase-too-short' })
        return setWipingPassphrase({ directory, passphrase: open.passphrase, wiping })
      }),

    exportBackup: () =>
      queue.run(async () =>
        open ? ok(await exportStore(directory, open.store)) : err({ type: 'not-found' }),
      ),
    importBackup: (file) =>
      queue.run(async () => {
        const imported = await importStore(directory, file as Bytes)
        if (imported.ok) become({ phase: 'locked' })
        return imported
      }),

    preferences: () => preferences,
    async changePreferences(change) {
      preferences = { ...preferences, ...change }
      await writePreferences(directory, preferences)
      changed()
    },
    draft: (place) => (open ? createDraftRows(open.store.sql).read(place) : ''),
    async keepDraft(place, text) {
      if (open) createDraftRows(open.store.sql).keep(place, text)
    },
    on: (event, listener) => events.on(event, listener),
    async close() {
      stopLine()
      await queue.run(leave)
    },
  }

  function enter(store: ComradStore, passphrase: string): void {
    open = { store, comrad: deps.join(store), passphrase }
    become({ phase: 'open' })
  }

  async function leave(): Promise<void> {
    const { comrad, store } = open ?? {}
    if (!comrad || !store) return
    open = undefined
    become({ phase: 'locked' })
    await comrad.stop()
    store.close()
  }

  /** After something that did not open: what is there now? */
  async function settle<R extends Result<unknown, unknown>>(result: R): Promise<R> {
    become((await hasStore(directory)) ? { phase: 'locked' } : { phase: 'empty' })
    return result
  }

  function become(next: HouseView): void {
    view = next
    changed()
  }

  function changed(): void {
    events.emit('change', undefined)
  }
}

const isShort = (passphrase: string): boolean => [...passphrase].length < PASSPHRASE_LENGTH

function nameOf(open: Open | undefined): readonly string[] {
  const account = open?.comrad.account()
  return account?.phase === 'registered' ? [account.name] : []
}
