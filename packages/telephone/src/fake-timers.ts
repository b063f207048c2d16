/** A clock for tests: time passes when it is told to. */
import type { Timers } from './timers.ts'

export type FakeTimers = Timers & { advance(milliseconds: number): void }

export function createFakeTimers(): FakeTimers {
  const waiting = new Set<{ readonly at: number; readonly task: () => void }>()
  let now = 0
  return {
    now: () => now,
    after: (milliseconds, task) => {
      const one = { at: now + milliseconds, task }
      waiting.add(one)
      return () => waiting.delete(one)
    },
    advance: (milliseconds) => {
      const end = now + milliseconds
      for (;;) {
        const next = [...waiting].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
        if (!next) break
        waiting.delete(next)
        now = next.at
        next.task()
      }
      now = end
    },
  }
}

/** Always the middle: a fraction of one half. */
export const halfway = (length: number) => new Uint8Array(length).fill(0x80)
