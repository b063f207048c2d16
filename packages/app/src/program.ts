/** What every command is given: the terminal, the home, the clock, and the life of the program. */
import type { Clock } from '@comrad/client'
import type { Result } from '@comrad/protocol'
import type { Terminal } from '@comrad/terminal'
import type { Settings } from './command-line.ts'
import type { Home } from './home.ts'
import type { ProgramError } from './program-error.ts'
import type { Report } from './report.ts'
import type { Life } from './run-to-end.ts'

/** What a command answers: the same for a program and for a person. Nothing, if it has told all of it on the way. */
export type Answer = Result<
  { readonly value: object; readonly lines: readonly string[] } | undefined,
  ProgramError
>

export type Environment = Readonly<Record<string, string | undefined>>

export type Program = Life & {
  readonly terminal: Terminal
  readonly report: Report
  readonly home: Home
  readonly settings: Settings
  readonly env: Environment
  readonly clock: Clock
}
