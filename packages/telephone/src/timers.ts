/** Time and chance, given from outside so that tests own them. */
import type { Bytes } from '@comrad/protocol'

export type Timers = {
  /** Milliseconds since 1970. */
  now(): number
  /** Runs `task` once, after so many milliseconds; the answer cancels it. */
  after(milliseconds: number, task: () => void): () => void
}

export type Random = (length: number) => Bytes

/** The machine's own clock. A timer that waits does not keep the process alive. */
export const SYSTEM_TIMERS: Timers = {
  now: Date.now,
  after: (milliseconds, task) => {
    const timer = setTimeout(task, milliseconds)
    timer.unref()
    return () => clearTimeout(timer)
  },
}

/** A number from 0 up to, not including, 1. */
export function fraction(random: Random): number {
  const bytes = random(4)
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) / 2 ** 32
}
