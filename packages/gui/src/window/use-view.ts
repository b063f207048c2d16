/** A view of the core in a component: asked for at once, and again whenever something may have changed. */
import { createContext, useCallback, useContext, useEffect, useRef, useState } from 'react'
import type { WishArguments, WishName } from '../bridge/wishes.ts'
import type { Answered, Core, Refusal } from './core.ts'
import { kept } from './same.ts'
import type { WishValues } from './wish-values.ts'

const CoreContext = createContext<Core | undefined>(undefined)
export const CoreProvider = CoreContext.Provider

export function useCore(): Core {
  const core = useContext(CoreContext)
  if (!core) throw new Error('no core above this component')
  return core
}

export type Viewed<T> =
  | { readonly phase: 'loading' }
  | { readonly phase: 'here'; readonly value: T }
  | ({ readonly phase: 'refused' } & Refusal)

/** The last value stays on the screen while the next one is asked for. */
export function useView<W extends WishName>(wish: W, given: WishArguments<W>): Viewed<WishValues[W]> {
  const core = useCore()
  const [viewed, setViewed] = useState<Viewed<WishValues[W]>>({ phase: 'loading' })
  const key = JSON.stringify(given)
  useEffect(() => {
    let isCurrent = true
    let isAsking = false
    let isStale = false
    const ask = async () => {
      if (isAsking) {
        isStale = true
        return
      }
      isAsking = true
      const answered = await core.ask(wish, JSON.parse(key) as WishArguments<W>)
      isAsking = false
      if (!isCurrent) return
      setViewed((before) => (isLastWord(before, answered) ? before : kept(before, viewOf(answered))))
      if (isStale) {
        isStale = false
        void ask()
      }
    }
    void ask()
    const stop = core.onNotice(({ type }) => {
      if (type === 'change') void ask()
    })
    return () => {
      isCurrent = false
      stop()
    }
  }, [core, wish, key])
  return viewed
}

/** What a core said last stays when it is gone: that it is gone is said once, above everything. */
const isLastWord = <T>(before: Viewed<T>, answered: Answered<T>): boolean =>
  before.phase === 'here' && refusalOf(answered, true) === undefined && !answered.ok

/** What is to be said of an answer where something is on the screen already, or nothing. */
export const refusalOf = (answered: Answered<unknown>, isHere: boolean): Refusal | undefined =>
  answered.ok || (isHere && answered.error.type === 'core-gone') ? undefined : answered

function viewOf<T>(answered: Answered<T>): Viewed<T> {
  if (answered.ok) return { phase: 'here', value: answered.value }
  return { phase: 'refused', error: answered.error, words: answered.words }
}

export type Wishing<W extends WishName> = {
  readonly isBusy: boolean
  readonly refusal: Refusal | undefined
  readonly progress: unknown
  run(given: WishArguments<W>): Promise<Answered<WishValues[W]>>
  forget(): void
}

/** Something that a person does: busy while it is done, and why it could not be done. */
export function useWish<W extends WishName>(wish: W): Wishing<W> {
  const core = useCore()
  const [state, setState] = useState<{ isBusy: boolean; refusal?: Refusal; progress?: unknown }>({
    isBusy: false,
  })
  const isThere = useRef(true)
  useEffect(() => {
    isThere.current = true
    return () => {
      isThere.current = false
    }
  }, [])
  const run = useCallback(
    async (given: WishArguments<W>) => {
      setState({ isBusy: true })
      const answered = await core.ask(wish, given, (progress) => {
        if (isThere.current) setState({ isBusy: true, progress })
      })
      if (isThere.current) setState(answered.ok ? { isBusy: false } : { isBusy: false, refusal: answered })
      return answered
    },
    [core, wish],
  )
  const forget = useCallback(() => setState({ isBusy: false }), [])
  return { isBusy: state.isBusy, refusal: state.refusal, progress: state.progress, run, forget }
}
