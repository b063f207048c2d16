/** Puts a house together around a directory. What joins a store to the network is handed in: this room opens no connection. */
import { mkdir } from 'node:fs/promises'
import type { StoreLockParams } from '@comrad/keymaker'
import { err, ok, type Result } from '@comrad/protocol'
import { PASSPHRASE_LENGTH } from '../choices.ts'
import type { Clock } from '../clock.ts'
import type { Comrad } from '../comrad.ts'
import { createEvents } from '../events.ts'
import { createQueue } from '../queue.ts'
import { exportStore, importStore } from '../store/backup.ts'
import { type ComradStore, createComradStore, openComradStore } from '../store/comrad-store.ts'
import { createDraftRows } from '../store/draft-rows.ts'
import {
  changePassphrase,
  checkPassphrase,
  destroyKeys,
  removeStoreNow,
  setWipingPassphrase,
  wipeComradStore,
} from '../store/passphrases.ts'
import { hasStore } from '../store/store-files.ts'
import { wordsOfLine } from '../views/words.ts'
import { type Language, SPEECHES } from '../words/languages.ts'
import type { Speech } from '../words/speech.ts'
import type { House, HouseLine, HouseView, LineView } from './house.ts'
import { readPreferences, removePreferences, writePreferences } from './preferences.ts'

export type HouseDeps = {
  readonly directory: string
  /**
   * Makes and starts the comrad of a store that was opened: as soon as it is known to whom it belongs. Undefined: no Operator
   * could be begun, and the line says why.
   */
  join(store: ComradStore, speech: () => Speech): Comrad | Promise<Comrad | undefined>
  readonly line: HouseLine
  /** Removes what others keep beside the store and what a wipe does not leave either. */
  onWipe?(): Promise<void>
  readonly clock: Pick<Clock, 'after'>
  /** Of this machine: used until one is chosen. */
  readonly language?: Language | undefined
  /** For tests: cheaper than Argon2id at its full price. */
  readonly lock?: StoreLockParams
}

/** A comrad that has not stopped by then loses its store all the same. */
export const STOPS_WITHIN_MS = 10_000

type Open = { readonly store: ComradStore; readonly comrad: Comrad; readonly passphrase: string }

export async function createHouse(deps: HouseDeps): Promise<House> {
  const { directory, line } = deps
  // With its dictionaries, which the commands have no use for.
  const { strengthOf } = await import('./strength.ts')
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const events = createEvents<{ readonly change: undefined }>()
  /** One thing at a time: nobody unlocks what is being wiped. */
  const queue = createQueue()
  let view: HouseView = (await hasStore(directory)) ? { phase: 'locked' } : { phase: 'empty' }
  let open: Open | undefined
  /** Until whoever was inside has stopped. Never rejects. */
  let leaving: Promise<unknown> = Promise.resolve()
  /** What was begun before the last wipe comes to nothing. */
  let wipes = 0
  let preferences = readPreferences(directory, deps.language)
  const stopLine = line.onChange(changed)

  const speech = () => SPEECHES[preferences.language]

  return {
    view: () => view,
    line: lineView,
    bridges: () => line.bridges?.view(),
    changeBridges: async (text) => line.bridges?.change(text) ?? err({ type: 'no-tor' }),
    speech,
    comrad: () => open?.comrad,
    strengthOf: (passphrase) => strengthOf(passphrase, { ownWords: nameOf(open), speech: speech() }),

    create: (passphrase) => {
      const before = wipes
      return queue.run(async () => {
        if (isShort(passphrase)) return err({ type: 'passphrase-too-short' })
        become({ phase: 'opening' })
        await leaving
        const created = await createComradStore({
          directory,
          passphrase,
          ...(deps.lock && { lock: deps.lock }),
        })
        if (!created.ok) return settle(created)
        const entered = await enter({ store: created.value, passphrase }, before)
        if (entered === 'wiped') return err({ type: 'not-found' })
        return entered === 'in' ? ok(undefined) : err({ type: entered })
      })
    },
    unlock: (passphrase) => {
      const before = wipes
      return queue.run(async () => {
        if (open) return ok('open')
        const wasEmpty = view.phase === 'empty'
        become({ phase: 'opening' })
        const opened = await openComradStore({ directory, passphrase, after: leaving })
        if (opened.ok) {
          const entered = await enter({ store: opened.value, passphrase }, before)
          if (entered === 'no-operator') return err({ type: entered })
          return ok(entered === 'in' ? 'open' : 'empty')
        }
        if (wipes !== before) return ok('empty')
        await settle(opened)
        if (opened.error.type !== 'not-found') return opened
        if (!wasEmpty) await forgetAll()
        return ok('empty')
      })
    },
    lock: async () => {
      await queue.run(leave)
      await leaving
    },
    wipe,
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

    phrase: (passphrase) =>
      queue.run(async () => {
        const checked = await checkPassphrase({ directory, passphrase })
        return checked.ok ? ok(open?.comrad.recoveryPhrase()) : checked
      }),

    exportBackup: (path) =>
      queue.run(() => (open ? exportStore(directory, open.store, path) : err({ type: 'not-found' }))),
    importBackup: (path) => queue.run(async () => brought(await importStore(directory, path))),

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
      await leaving
    },
  }

  function lineView(): LineView {
    const state = line.state()
    switch (state.phase) {
      case 'starting':
        return { phase: state.phase, percent: state.percent, words: wordsOfLine(state, speech()) }
      case 'failed':
        return { phase: state.phase, words: wordsOfLine(state, speech()) }
      case 'local':
        return { phase: state.phase, ...(state.torFailed && { words: speech().line.alone }) }
      default:
        return state
    }
  }

  /** 'wiped': meanwhile. */
  async function enter(
    opened: Omit<Open, 'comrad'>,
    before: number,
  ): Promise<'in' | 'wiped' | 'no-operator'> {
    const { store } = opened
    let comrad: Comrad | undefined
    try {
      if (wipes === before) comrad = await deps.join(store, speech)
    } finally {
      if (!comrad) {
        store.close()
        await settle(undefined)
      }
    }
    if (!comrad) return wipes === before ? 'no-operator' : 'wiped'
    open = { ...opened, comrad }
    if (wipes === before) become({ phase: 'open' })
    else leave()
    return wipes === before ? 'in' : 'wiped'
  }

  /** Shut at once; what was going on in there is given its time. */
  function leave(): void {
    const left = open
    if (!left) return
    open = undefined
    become({ phase: 'locked' })
    const stopped = stopWithin(left.comrad, deps.clock).finally(left.store.close)
    leaving = Promise.allSettled([leaving, stopped])
  }

  /** The keys before all else, then the files, while whoever was inside still stops; and again when nobody writes any more. */
  async function wipe(): Promise<void> {
    destroyKeys(directory)
    removeStoreNow(directory)
    wipes++
    leave()
    become({ phase: 'empty' })
    await queue.run(async () => {
      await leaving
      // What cannot be removed is told, after all that can be is gone.
      await wipeComradStore(directory).finally(forgetAll)
    })
  }

  /** As if nothing had ever been here. */
  async function forgetAll(): Promise<void> {
    await removePreferences(directory)
    preferences = readPreferences(directory, deps.language)
    await deps.onWipe?.()
    become({ phase: 'empty' })
  }

  function brought<E>(imported: Result<void, E>): Result<void, E> {
    if (imported.ok) become({ phase: 'locked' })
    return imported
  }

  /** After something that did not open: what is there now? */
  async function settle<R>(result: R): Promise<R> {
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

async function stopWithin(comrad: Comrad, clock: Pick<Clock, 'after'>): Promise<void> {
  const late = Promise.withResolvers<void>()
  const callOff = clock.after(STOPS_WITHIN_MS, late.resolve)
  await Promise.race([comrad.stop(), late.promise]).finally(callOff)
}

const isShort = (passphrase: string): boolean => [...passphrase].length < PASSPHRASE_LENGTH

function nameOf(open: Open | undefined): readonly string[] {
  const account = open?.comrad.account()
  return account?.phase === 'registered' ? [account.name] : []
}
