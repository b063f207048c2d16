/**
 * Random pauses between what comes on one lane and what it lets go on another: whoever can cause the one must not know the
 * other by it. While somebody waits for everything there are none. docs/spec/wire.md §Lanes.
 */
import type { Bytes } from '@comrad/protocol'
import type { Clock } from './clock.ts'

export type Pauses = {
  /** Resolves after a random part of so long. */
  pause(mostMs: number): Promise<void>
  /** What pauses goes on, and nothing pauses until this is done. */
  without<T>(work: () => Promise<T>): Promise<T>
  /** Whether somebody waits for everything now. */
  isHurried(): boolean
}

export type Span = { readonly min: number; readonly max: number }

type Random = (length: number) => Bytes

export function createPauses({ clock, random }: { readonly clock: Clock; readonly random: Random }): Pauses {
  const pausing = new Set<() => void>()
  let hurried = 0

  return {
    isHurried: () => hurried > 0,
    async pause(mostMs) {
      if (hurried > 0 || mostMs <= 0) return
      const ms = within({ min: 0, max: mostMs }, random)
      await new Promise<void>((resolve) => {
        const goOn = () => {
          callOff()
          pausing.delete(goOn)
          resolve()
        }
        const callOff = clock.after(ms, goOn)
        pausing.add(goOn)
      })
    },
    async without(work) {
      hurried++
      try {
        for (const goOn of [...pausing]) goOn()
        return await work()
      } finally {
        hurried--
      }
    },
  }
}

/** Any time of the span is as likely as any other. */
export function within({ min, max }: Span, random: Random): number {
  const [high = 0, low = 0] = random(2)
  return Math.round(min + (max - min) * ((high * 256 + low) / 65_535))
}
