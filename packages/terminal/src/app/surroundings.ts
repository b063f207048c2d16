/** What every component sees around it: the house, its words, how large the screen is. Asked again after every change. */
import {
  type Comrad,
  type ComradError,
  type House,
  StoreFailure,
  type Words,
  wordsOfError,
} from '@comrad/client'
import { ok, type Result } from '@comrad/protocol'
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react'
import type { AppDeps } from './deps.ts'
import type { Catalogue } from './words/en.ts'

export type Surroundings = AppDeps & {
  readonly say: Catalogue
  /** Another one after each change of the house or its comrad: what was read before may not hold any more. */
  readonly version: number
  readonly columns: number
  readonly rows: number
  /** Whether everything on this device is to be wiped: asked over whatever is on the screen. */
  askWipe(): void
  /** Says over whatever is on the screen why something could not be done. */
  complain(words: Words): void
  /** What is written and not kept yet is kept before the house is locked. */
  readonly keepers: Set<() => Promise<void>>
}

const Context = createContext<Surroundings | undefined>(undefined)
export const SurroundingsProvider = Context.Provider

export function useSurroundings(): Surroundings {
  const surroundings = useContext(Context)
  if (!surroundings) throw new Error('outside of the application')
  return surroundings
}

export const useWords = (): Catalogue => useSurroundings().say

/** Something of the house, read again whenever it may have changed. Reading is from the store of this device, and quick. */
export function useHouse<T>(read: (house: House) => T, around: readonly unknown[]): T {
  const { house, version } = useSurroundings()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version is the reason to read again
  return useMemo(() => read(house), [house, version, ...around])
}

/** The same of the comrad inside; undefined in the moment in which the house is locked. */
export function useComrad<T>(read: (comrad: Comrad) => T, around: readonly unknown[]): T | undefined {
  return useHouse((house) => {
    const comrad = house.comrad()
    return comrad && read(comrad)
  }, around)
}

export type Acting<A extends readonly unknown[]> = {
  readonly isBusy: boolean
  /** Why it could not be done. */
  readonly trouble: Words | undefined
  run(...given: A): Promise<boolean>
}

/** What was refused before the house was asked says so in words. */
type Outcome = Result<unknown, ComradError | Words>

/** Something that a person does: busy while it is done, and in words why it could not be. Once at a time. */
export function useAct<A extends readonly unknown[]>(
  act: (...given: A) => Outcome | Promise<Outcome | undefined> | undefined,
): Acting<A> {
  const { house, say } = useSurroundings()
  const [state, setState] = useState<{ isBusy: boolean; trouble?: Words | undefined }>({ isBusy: false })
  const isBusy = useRef(false)
  const latest = useRef(act)
  latest.current = act
  const run = useCallback(
    async (...given: A) => {
      if (isBusy.current) return false
      isBusy.current = true
      setState({ isBusy: true })
      try {
        const outcome = await latest.current(...given)
        setState({
          isBusy: false,
          trouble: outcome?.ok === false ? wordsFor(outcome.error, house) : undefined,
        })
        return outcome?.ok === true
      } catch (error) {
        setState({ isBusy: false, trouble: wordsOfThrown(error, house, say) })
        return false
      } finally {
        isBusy.current = false
      }
    },
    [house, say],
  )
  return { ...state, trouble: state.trouble, run }
}

export const wordsFor = (error: ComradError | Words, house: House): Words =>
  'happened' in error ? error : wordsOfError(error, house.speech())

/** The disk is an expected way to fail; everything else that is thrown is a fault of ours, of which no word is shown. */
export const wordsOfThrown = (error: unknown, house: House, say: Catalogue): Words =>
  error instanceof StoreFailure ? house.speech().errors[error.reason] : { happened: say.fault }

export type Doing = () => Promise<Result<unknown, ComradError>> | undefined

/** Something that is done without a form to say in why it could not be. */
export function useAttempt(): (doing: Doing) => Promise<boolean> {
  const { house, say, complain } = useSurroundings()
  return useCallback(
    async (doing) => {
      try {
        const done = await doing()
        if (done?.ok === false) complain(wordsFor(done.error, house))
        return done?.ok !== false
      } catch (error) {
        complain(wordsOfThrown(error, house, say))
        return false
      }
    },
    [house, say, complain],
  )
}

/** Something that nobody asked for: a full disk is in the status, and it is tried again. */
export function useQuietly(): (doing: Doing) => void {
  const { say, complain } = useSurroundings()
  return useCallback(
    (doing) =>
      void doing()?.catch((error: unknown) => {
        if (!(error instanceof StoreFailure)) complain({ happened: say.fault })
      }),
    [say, complain],
  )
}

export function useLock(): () => Promise<boolean> {
  const { house, keepers } = useSurroundings()
  const attempt = useAttempt()
  return useCallback(
    () =>
      attempt(async () => {
        await Promise.all([...keepers].map((keep) => keep()))
        return ok(await house.lock())
      }),
    [house, keepers, attempt],
  )
}

/** A number that is another one after so many milliseconds, again and again: for what grows old on the screen. */
export function useTick(everyMs: number): number {
  const { clock } = useSurroundings()
  const [tick, setTick] = useState(0)
  useEffect(() => clock.after(everyMs, () => setTick(tick + 1)), [clock, everyMs, tick])
  return tick
}
