/**
 * An Operator in a process of its own, as `comrad operator` would run it: what it says with --json is what we know of
 * it. It ends with us, even if we are killed: the channel between the two closes then.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Words } from '@comrad/client'
import { err, ok, type Result } from '@comrad/protocol'
import type { RunningOperator } from '@comrad/terminal'
import type { Environment } from './program.ts'
import type { ProgramError } from './program-error.ts'
import type { TorProgress } from './tor.ts'

const MAIN = new URL('./main.ts', import.meta.url).pathname

export type OperatorChild = RunningOperator & {
  readonly pid: number
  /** Resolves when the process is gone, whoever ended it. */
  readonly gone: Promise<void>
  stop(): Promise<void>
  /** As a power cut would. */
  kill(): Promise<void>
}

export type OperatorChildOptions = {
  readonly args: readonly string[]
  readonly env: Environment
  /** Without any progress for so long, it is stopped, and the answer is why. For ever, if not given. */
  readonly patienceMs?: number
  readonly onTor?: (progress: TorProgress) => void
  /** Is given each line that it says to people; they go to standard error, if not given. */
  readonly onSaid?: (line: string) => void
  /** It is stopped when this is aborted before it has answered. */
  readonly signal?: AbortSignal
  /** Is given how to stop it before it has answered. */
  readonly atEnd: (cleanup: () => Promise<void>) => void
}

/** An onion service that Tor has made takes its time to become known. */
const PUBLISHING_MS = 180_000
const STOPS_WITHIN_MS = 15_000

export async function startOperatorChild(
  options: OperatorChildOptions,
): Promise<Result<OperatorChild, ProgramError>> {
  const child = spawn(process.execPath, [MAIN, 'operator', '--json', ...options.args], {
    env: options.env,
    stdio: ['ignore', 'pipe', options.onSaid ? 'pipe' : 'inherit', 'ipc'],
    // Ctrl-C reaches everybody in front of the terminal; this one is to be stopped by us, in its turn.
    detached: true,
  })
  if (options.onSaid && child.stderr) createInterface({ input: child.stderr }).on('line', options.onSaid)
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  const kill = async () => {
    child.kill('SIGKILL')
    await gone
  }
  const stop = async () => {
    child.kill('SIGTERM')
    const late = setTimeout(() => child.kill('SIGKILL'), STOPS_WITHIN_MS)
    await gone
    clearTimeout(late)
  }
  options.atEnd(stop)
  const started = await firstAnswer(child, options)
  if (!started.ok) {
    await stop()
    return started
  }
  return ok({ ...started.value, pid: child.pid ?? 0, gone, stop, kill })
}

type Said =
  | ({ readonly event: 'tor' } & TorProgress)
  | { readonly event: 'running'; readonly address: string; readonly anonymity: 'tor' | 'none' }
  | { readonly event: 'stopped' }
  | { readonly error: Words & { readonly type: string } }

async function firstAnswer(
  { stdout }: ChildProcess,
  { onTor, patienceMs, signal }: OperatorChildOptions,
): Promise<Result<RunningOperator, ProgramError>> {
  if (!stdout) return err(SILENT)
  return new Promise((resolve) => {
    let progress: TorProgress = { phase: 'bootstrapping', percent: -1 }
    let timer: NodeJS.Timeout | undefined
    const lines = createInterface({ input: stdout })
    lines.on('line', (line) => {
      const said = parseSaid(line)
      if (said === undefined) return
      if ('error' in said) return settle(err(notStarted(said.error)))
      if (said.event === 'running') return settle(ok({ address: said.address, anonymity: said.anonymity }))
      if (said.event === 'tor') look(said)
    })
    lines.once('close', () => settle(err(SILENT)))
    if (patienceMs !== undefined) wait(patienceMs)
    const callOff = () => settle(err({ type: 'stopped' }))
    signal?.addEventListener('abort', callOff, { once: true })

    function look(next: TorProgress) {
      onTor?.(next)
      const before = progress
      progress = next
      if (patienceMs === undefined) return
      if (next.phase === 'publishing') return wait(PUBLISHING_MS)
      if (before.phase === 'bootstrapping' && next.percent > before.percent) return wait(patienceMs)
      // Tor says so only after many attempts.
      if (hasTrouble(next) && !hasTrouble(before)) wait(patienceMs / 2)
    }

    function wait(ms: number) {
      clearTimeout(timer)
      timer = setTimeout(() => settle(err(stalled(progress))), ms)
    }

    function settle(answer: Result<RunningOperator, ProgramError>) {
      clearTimeout(timer)
      signal?.removeEventListener('abort', callOff)
      resolve(answer)
    }
  })
}

function hasTrouble(progress: TorProgress): boolean {
  const stalled = progress.phase === 'bootstrapping' ? progress.stalled : undefined
  return stalled === 'network-down' || stalled === 'clock-skew'
}

function stalled(progress: TorProgress): ProgramError {
  const detail =
    progress.phase === 'publishing' ? 'its onion service did not become known' : `${progress.percent}%`
  return { type: 'tor-stalled', detail }
}

function notStarted({ type, ...words }: Words & { readonly type: string }): ProgramError {
  if (type === 'tor-missing' || type === 'tor-failed' || type === 'tor-stalled') return { type }
  return { type: 'operator-not-started', words }
}

const SILENT: ProgramError = {
  type: 'operator-not-started',
  words: { happened: 'The Operator ended before it was ready.' },
}

function parseSaid(line: string): Said | undefined {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
