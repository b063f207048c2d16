/** The window's clock: the time as what is drawn shows it. It moves by itself, wherever a length of time stands on the screen. */
import { useMemo, useSyncExternalStore } from 'react'

/** One clock for everything that ticks at this pace: a screen of posts does not set a timer for each. */
function createTicking(everyMs: number) {
  const listeners = new Set<() => void>()
  let timer: ReturnType<typeof setInterval> | undefined
  let now = Date.now()
  const tick = () => {
    now = Date.now()
    for (const listener of listeners) listener()
  }
  return {
    subscribe(listener: () => void) {
      if (listeners.size === 0) timer = setInterval(tick, everyMs)
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) clearInterval(timer)
      }
    },
    /** The same until the next tick, for whoever draws in between. */
    now() {
      if (Date.now() - now >= everyMs) now = Date.now()
      return now
    },
  }
}

const minutes = createTicking(20_000)
const seconds = createTicking(1_000)

/** To within twenty seconds. */
export const useNow = (): number => useSyncExternalStore(minutes.subscribe, minutes.now)

/** Of a length of time that began when it was told: each new telling begins anew. */
export function useSecondsLeft(told: { readonly retryInMs: number }): number {
  const end = useMemo(() => Date.now() + told.retryInMs, [told])
  const now = useSyncExternalStore(seconds.subscribe, seconds.now)
  return Math.max(0, Math.ceil((end - now) / 1_000))
}
