/**
 * A long list, a stretch of it at a time: only that is asked of the store. Going on takes a stretch that begins a third further,
 * so that what is on the screen stays where it is.
 */
import { useMemo, useState } from 'react'
import { useSurroundings } from './surroundings.ts'

export type Piece<T, C> = {
  readonly items: readonly T[]
  /** Where the next piece begins, if there is more. */
  readonly next: C | undefined
}

export type Stretch<T> = {
  readonly items: readonly T[]
  readonly before: (() => void) | undefined
  readonly further: (() => void) | undefined
  /** To the beginning of the list. */
  reset(): void
}

/** `size`: at least three screenfuls. Read again after every change, and when something of `around` is another. */
export function useStretch<T, C extends string | number>(
  read: (from: C | undefined, limit: number) => Piece<T, C>,
  size: number,
  around: readonly unknown[],
): Stretch<T> {
  const { version } = useSurroundings()
  const [begins, setBegins] = useState<readonly C[]>([])
  const from = begins.at(-1)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version is the reason to read again
  const { items, next } = useMemo(() => read(from, size), [version, from, size, ...around])
  const further = () => {
    const third = read(from, Math.ceil(size / 3)).next
    if (third !== undefined) setBegins((all) => (all.at(-1) === from ? [...all, third] : all))
  }
  return {
    items,
    before: from === undefined ? undefined : () => setBegins((all) => all.slice(0, -1)),
    further: next === undefined ? undefined : further,
    reset: () => setBegins([]),
  }
}
