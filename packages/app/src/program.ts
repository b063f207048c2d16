/** What every command is given: the terminal, the home, the clock, and a way to end in order. */
import type { Clock } from '@comrad/client'
import type { Result } from '@comrad/protocol'
import type { Terminal } from '@comrad/terminal'
import type { Settings } from './command-line.ts'
import type { Home } from './home.ts'
import type { ProgramError } from './program-error.ts'
import type { Report } from './report.ts'

/** What a command answers: the same for a program and for a person. Nothing, if it has told all of it on the way. */
export type Answer = Result<
  { readonly value: object; readonly lines: readonly string[] } | undefined,
  ProgramError
>

export type Environment = Readonly<Record<string, string | undefined>>

export type Program = {
  readonly terminal: Terminal
  readonly report: Report
  readonly home: Home
  readonly settings: Settings
  readonly env: Environment
  readonly clock: Clock
  /** Aborted when the program is told to stop. */
  readonly stop: AbortSignal
  /** Is run before the program ends, whichever way it ends; the latest first. */
  atEnd(cleanup: Cleanup): void
}

export type Cleanup = () => Promise<void> | void

export type Ending = { atEnd(cleanup: Cleanup): void; run(): Promise<void> }

/** A cleanup that fails must not keep the others from being done. */
export function createEnding(): Ending {
  const cleanups: Cleanup[] = []
  let running: Promise<void> | undefined

  return {
    atEnd: (cleanup) => void cleanups.push(cleanup),
    run() {
      running ??= (async () => {
        for (let next = cleanups.pop(); next !== undefined; next = cleanups.pop()) {
          const cleanup = next
          await (async () => cleanup())().catch(() => {})
        }
      })()
      return running
    },
  }
}
