/** Erases what has disappeared from the screens: at its moment while the device is on, and first of all when it comes on. */
import type { Device } from '../device.ts'

export type Forgetting = {
  /** What is over by now. */
  forget(): void
  /** At each moment to come; answers how to end it. */
  watch(onFault: (error: unknown) => void): () => void
}

/** A clock that is set, or a disk that is full, is looked at again after so long. */
const PAUSE_MS = { least: 1_000, most: 3_600_000 } as const

export function createForgetting({ rows, sql, clock, events }: Device): Forgetting {
  return { forget, watch }

  function forget(): void {
    const now = clock.now()
    const isDue = (rows.entries.nextDisappearance() ?? Number.POSITIVE_INFINITY) <= now
    sql.transaction(() => {
      rows.entries.eraseDisappeared(now)
      rows.images.forgetUnnamed()
      rows.outgoing.forgetExpired(now)
    })
    if (isDue) events.emit('change', undefined)
  }

  function watch(onFault: (error: unknown) => void): () => void {
    let callOff = () => {}
    const stopListening = events.on('change', arm)
    arm()
    return () => {
      stopListening()
      callOff()
    }

    function arm(least = 0): void {
      callOff()
      const next = rows.entries.nextDisappearance()
      if (next === undefined) return
      const pause = Math.min(Math.max(next - clock.now(), least), PAUSE_MS.most)
      callOff = clock.after(pause, run)
    }

    function run(): void {
      try {
        forget()
      } catch (error) {
        onFault(error)
      }
      arm(PAUSE_MS.least)
    }
  }
}
