/** A clock that stands still until a test moves it. */
import type { Clock } from '../clock.ts'

export type FakeClock = Clock & {
  /** Moves on and runs what falls due on the way, in order; what each begins may go a few times over the wire before the next. */
  advance(ms: number): Promise<void>
  /** Of this device only: as if its owner had set it wrong. Timers are not affected. */
  skewed(byMs: number): Clock
}

export function createFakeClock(startMs = Date.UTC(2026, 2, 2, 12)): FakeClock {
  let now = startMs
  let timers: { readonly at: number; readonly call: () => void }[] = []

  const clock: FakeClock = {
    now: () => now,
    after(ms, call) {
      const timer = { at: now + ms, call }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
    async advance(ms) {
      const end = now + ms
      await turns()
      for (;;) {
        const next = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
        if (!next) break
        timers = timers.filter((other) => other !== next)
        now = Math.max(now, next.at)
        next.call()
        await turns()
      }
      now = end
      await turns()
    },
    skewed: (byMs) => ({ now: () => now + byMs, after: clock.after }),
  }
  return clock
}

/** One turn of the event loop. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const TURNS = 25

async function turns(): Promise<void> {
  for (let count = 0; count < TURNS; count++) await turn()
}
