/** The `comrad` command: puts the rooms together and does one thing. */
import { systemClock } from '@comrad/client'
import { createTerminal } from '@comrad/terminal'
import { type CommandLine, parseCommandLine, runsUntilStopped, type UsageError } from './command-line.ts'
import { runCommand } from './commands/index.ts'
import { helpOn } from './help.ts'
import { findHome } from './home.ts'
import { createReport } from './report.ts'
import { type Life, runToEnd } from './run-to-end.ts'

const EXIT = { done: 0, failed: 1, usage: 2 } as const

const commandLine = parseCommandLine(process.argv.slice(2))
const terminal = createTerminal(process, {
  plain: process.env['NO_COLOR'] !== undefined,
  onInterrupt: () => process.kill(process.pid, 'SIGINT'),
})

await runToEnd({
  run: async (life) => (commandLine.ok ? run(commandLine.value, life) : explain(commandLine.error)),
  fault,
  ...(commandLine.ok && runsUntilStopped(commandLine.value.action) && { stopped: () => EXIT.done }),
})

async function run({ action, settings }: CommandLine, life: Life): Promise<number> {
  life.atEnd(terminal.close)
  life.stop.addEventListener('abort', terminal.close)
  if (action.type === 'help') {
    terminal.print(helpOn(action.command))
    return EXIT.done
  }
  const report = createReport(terminal, settings)
  const home = findHome(settings.home, process.env)
  const program = { ...life, terminal, report, settings, home, env: process.env, clock: systemClock }
  const answer = await runCommand(program, action)
  terminal.status()
  if (!answer.ok) report.failure(answer.error)
  else if (answer.value) report.result(answer.value.value, answer.value.lines)
  return answer.ok ? EXIT.done : EXIT.failed
}

function explain({ reason, command }: UsageError): number {
  terminal.say([reason, `Try: comrad ${command === undefined ? '' : `${command} `}--help`])
  return EXIT.usage
}

/** Where it happened is said; what it happened to is not. */
function fault(error: unknown): number {
  const stack = error instanceof Error ? (error.stack ?? '').split('\n') : []
  const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
  terminal.say([
    `Comrad broke down, which is its own fault${code}. What was kept is not lost.`,
    ...stack.filter((line) => /^\s+at /.test(line)).slice(0, 8),
  ])
  return EXIT.failed
}
