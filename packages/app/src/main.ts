/** The `comrad` command: puts the rooms together, does one thing, and ends in order, whatever happens. */
import { systemClock } from '@comrad/client'
import { createTerminal } from '@comrad/terminal'
import { type CommandLine, parseCommandLine } from './command-line.ts'
import { runCommand } from './commands/index.ts'
import { helpOn } from './help.ts'
import { findHome } from './home.ts'
import { createEnding, type Program } from './program.ts'
import { createReport } from './report.ts'

const EXIT = { done: 0, failed: 1, usage: 2, signal: 128 } as const
const ENDS_WITHIN_MS = 20_000
const SIGNALS = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const

const stop = new AbortController()
const ending = createEnding()
const terminal = createTerminal(process, {
  plain: process.env['NO_COLOR'] !== undefined,
  onInterrupt: () => process.kill(process.pid, 'SIGINT'),
})

// What waits for the network does so on timers that keep no process alive. This one does, until the end.
setInterval(() => {}, 2 ** 30)
// A reader that has gone away, as in `comrad inbox | head`, is no fault.
process.stdout.on('error', () => void end(EXIT.done))
await end(await main(process.argv.slice(2)).catch(fault))

async function main(args: readonly string[]): Promise<number> {
  const parsed = parseCommandLine(args)
  if (!parsed.ok) {
    const { reason, command } = parsed.error
    terminal.say([reason, `Try: comrad ${command === undefined ? '' : `${command} `}--help`])
    return EXIT.usage
  }
  listenForSignals(parsed.value)
  const { action, settings } = parsed.value
  if (action.type === 'help') {
    terminal.print(helpOn(action.command))
    return EXIT.done
  }
  const report = createReport(terminal, settings)
  const program: Program = {
    terminal,
    report,
    settings,
    home: findHome(settings.home, process.env),
    env: process.env,
    clock: systemClock,
    stop: stop.signal,
    atEnd: ending.atEnd,
  }
  const answer = await runCommand(program, action)
  terminal.status()
  if (!answer.ok) report.failure(answer.error)
  else if (answer.value) report.result(answer.value.value, answer.value.lines)
  return answer.ok ? EXIT.done : EXIT.failed
}

/** What runs until it is told to stop has then done what was asked; anything else was cut short. */
function listenForSignals({ action }: CommandLine) {
  const untilStopped =
    action.type === 'operator' || action.type === 'start' || (action.type === 'inbox' && action.follow)
  for (const [signal, number] of Object.entries(SIGNALS)) {
    process.on(signal, () => void stopNow(untilStopped ? EXIT.done : EXIT.signal + number))
  }
  // Whoever started us with a channel is gone, perhaps killed: nothing of us may stay behind.
  process.on('disconnect', () => void stopNow(EXIT.signal + SIGNALS.SIGTERM))
  process.channel?.unref()
}

async function stopNow(code: number): Promise<void> {
  stop.abort()
  await end(code)
}

/** A bug, or a broken machine. Where it happened is said; what it happened to is not. */
function fault(error: unknown): number {
  const stack =
    error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : []
  const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
  terminal.say([
    `Comrad broke down, which is its own fault${code}. What was kept is not lost.`,
    ...stack.slice(0, 8),
  ])
  return EXIT.failed
}

async function end(code: number): Promise<never> {
  terminal.close()
  const late = setTimeout(() => process.exit(code), ENDS_WITHIN_MS)
  await ending.run()
  clearTimeout(late)
  process.exit(code)
}
