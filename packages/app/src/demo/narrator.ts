/** Tells the demo as it happens. The cast says a line each; what was checked is marked. */
import { type Pen, safeLine, type Terminal } from '@comrad/terminal'
import type { Person } from './people.ts'

export type Cast = '@Telephone' | '@Operator' | '@Keymaker' | '@Comrades' | Person

export type Narrator = {
  readonly pen: Pen
  scene(title: string): void
  says(who: Cast, line: string): void
  tells(line: string): void
  /** Something that had to hold, and held; if it did not, the demo has failed. */
  held(what: string, isTrue: boolean): void
  waiting(line: string): void
}

export class DemoFailure extends Error {}

export function createNarrator(terminal: Terminal, now: () => number): Narrator {
  const began = now()
  const { pen } = terminal
  const speaker = (who: string) => who.padEnd(11)

  return {
    pen,
    scene: (title) => terminal.print(['', pen.bold(`${clock(now() - began)}  ${title}`)]),
    says: (who, line) => terminal.print([`       ${speaker(who)} ${safeLine(line)}`]),
    tells: (line) => terminal.print([`       ${line}`]),
    held(what, isTrue) {
      if (!isTrue) throw new DemoFailure(what)
      terminal.print([`     ✓ ${what}`])
    },
    waiting: (line) => terminal.status(`       ${line}`),
  }
}

function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** Nothing in the demo is waited for without a bound. */
export async function within<T>(seconds: number, what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DemoFailure(`${what} (not within ${seconds} s)`)), seconds * 1000)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
