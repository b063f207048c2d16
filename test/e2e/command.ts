/** Runs the real `comrad` as its own process, the way a person's script would: by its arguments, output and exit code. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Writable } from 'node:stream'
import { pathToFileURL } from 'node:url'

const COMRAD = join(import.meta.dirname, '..', '..', 'packages', 'app', 'bin', 'comrad.js')

/** For tests: a name costs a few milliseconds, and two people are enough to act anonymously. */
export const SMALL_OPERATOR = {
  COMRAD_OPERATOR_CLAIM_POW: '64:1:1',
  COMRAD_OPERATOR_MINIMUM_MEMBERS: '1',
  COMRAD_OPERATOR_ANCHOR_SECONDS: '0',
}

/**
 * Every Comrad that this test begins from now on: a proof is two seconds of both processors, and a story about something else
 * makes a dozen. Those that are about proofs, and whole stories, make real ones.
 */
export function useStandInProofs(): void {
  process.env['NODE_OPTIONS'] = `--import=${pathToFileURL(join(import.meta.dirname, 'stand-in-proofs.ts'))}`
}

export const PASSPHRASE = 'a passphrase for tests'

/** Whatever runs what it is given when it ends, as a test does. */
export type Ending = { after(act: () => unknown): void }

/** The last that was begun ends first, whatever happened. What fails at the end is said when all of it has ended. */
export async function withEnding<T>(run: (ending: Ending) => Promise<T>): Promise<T> {
  const acts: (() => unknown)[] = []
  try {
    return await run({ after: (act) => void acts.unshift(act) })
  } finally {
    await endAll(acts)
  }
}

/** What ends may want something else to be done at the end. */
async function endAll(acts: (() => unknown)[]): Promise<void> {
  const failures: unknown[] = []
  for (let act = acts.shift(); act; act = acts.shift()) {
    try {
      await act()
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
}

export type Ran = { readonly code: number; readonly stdout: string; readonly stderr: string }

export type RunOptions = {
  readonly passphrase?: string
  readonly env?: Record<string, string>
  /** What is to be read from standard input, which is closed otherwise. */
  readonly input?: string
}

/** Waits for its end. The passphrase goes through file descriptor 3. */
export async function run(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const child = spawnComrad(args, options)
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', (chunk) => (stdout += chunk))
  child.stderr?.on('data', (chunk) => (stderr += chunk))
  const code = await exitOf(child)
  return { code, stdout, stderr }
}

export function spawnComrad(args: readonly string[], options: RunOptions = {}): ChildProcess {
  const { passphrase, env = {}, input } = options
  const given = passphrase === undefined ? [] : ['--passphrase-fd', '3']
  const child = spawn(process.execPath, [COMRAD, ...args, ...given], {
    env: { ...process.env, NO_COLOR: '1', ...env },
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe', 'pipe'],
  })
  child.stdin?.end(input)
  const secret = child.stdio[3] as Writable
  secret.on('error', () => {})
  secret.end(passphrase === undefined ? '' : `${passphrase}\n`)
  return child
}

export function exitOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => child.once('close', (code, signal) => resolve(code ?? (signal ? 128 : -1))))
}

export function json(ran: Ran): Record<string, unknown> {
  assert.equal(ran.stdout.trim().split('\n').length, 1, `not one line of JSON: ${ran.stdout}${ran.stderr}`)
  return JSON.parse(ran.stdout)
}

/** The objects that a command prints with --json, as they come. */
export function events(child: ChildProcess): { next(event: string): Promise<Record<string, unknown>> } {
  const seen: Record<string, unknown>[] = []
  const waiting = new Set<() => void>()
  assert.ok(child.stdout)
  const lines = createInterface({ input: child.stdout })
  lines.on('line', (line) => {
    seen.push(JSON.parse(line))
    for (const look of [...waiting]) look()
  })
  return {
    next: (event) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const index = seen.findIndex((one) => one['event'] === event || 'error' in one)
          const [found] = index < 0 ? [] : seen.splice(index, 1)
          if (found === undefined) return
          waiting.delete(look)
          if ('error' in found) reject(new Error(JSON.stringify(found)))
          else resolve(found)
        }
        waiting.add(look)
        lines.once('close', () => reject(new Error(`ended before “${event}”`)))
        look()
      }),
  }
}

export async function temporaryDirectory(context: Ending): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'comrad-e2e-'))
  // After all else has ended: whoever still runs would make it anew.
  context.after(() => context.after(() => rm(directory, { recursive: true, force: true })))
  return directory
}

export type LocalOperator = { readonly address: string; readonly child: ChildProcess }

export async function startLocalOperator(
  context: Ending,
  directory: string,
  env: Readonly<Record<string, string>> = SMALL_OPERATOR,
): Promise<LocalOperator> {
  const child = spawnComrad(['operator', '--local', '--json', '--data', directory], { env })
  child.stderr?.resume()
  const gone = exitOf(child)
  context.after(async () => {
    child.kill('SIGTERM')
    await gone
  })
  const { address } = await events(child).next('running')
  assert.equal(typeof address, 'string')
  return { address: String(address), child }
}
