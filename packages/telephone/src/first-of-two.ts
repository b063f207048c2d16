import type { Timers } from './timers.ts'

export type SecondTry<T> = {
  readonly timers: Timers
  readonly afterMs: number
  /** What came too late. */
  discard(value: T): void
}

/**
 * What `open` brings; if it has brought nothing after `afterMs`, it is run once more beside the first, and whichever is there
 * first is taken. Rejects when all that was begun has failed.
 */
export function firstOfTwo<T>(
  open: () => Promise<T>,
  { timers, afterMs, discard }: SecondTry<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let isSettled = false
    let running = 0
    const cancel = timers.after(afterMs, begin)
    begin()

    function begin(): void {
      running++
      open().then(take, fail)
    }

    function take(value: T): void {
      if (isSettled) discard(value)
      else {
        settle()
        resolve(value)
      }
    }

    function fail(error: unknown): void {
      running--
      if (isSettled || running > 0) return
      settle()
      reject(error)
    }

    function settle(): void {
      isSettled = true
      cancel()
    }
  })
}
