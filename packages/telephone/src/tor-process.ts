/** A `tor` process that ends when it is told to, when its owner dies, and when its owner is killed. */
import { type ChildProcess, spawn } from 'node:child_process'
import { accessSync, constants, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { baseLines } from './torrc.ts'

export type TorProcess = {
  readonly pid: number
  /** The last lines that it wrote, for those who have to find out why it ended. They hold no addresses (SafeLogging). */
  log(): readonly string[]
  readonly ended: Promise<number | undefined>
  /** Answers when the process is gone. */
  stop(): Promise<void>
}

const LOG_LINES = 100
const STOP_MS = 3_000

/** The system's binary: on the path, or where distributions put it. */
export function findTor(path = process.env['PATH'] ?? '', name = 'tor'): string | undefined {
  const directories = [...path.split(delimiter).filter(Boolean), '/usr/sbin', '/usr/bin', '/usr/local/bin']
  return directories.map((directory) => join(directory, name)).find(isExecutable)
}

/** `lines` follow what all our Tors have in common. */
export function startTorProcess(options: {
  readonly binary: string
  readonly dataDirectory: string
  readonly lines: readonly string[]
}): TorProcess {
  const { binary, dataDirectory } = options
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 })
  const torrc = join(dataDirectory, 'torrc')
  const lines = [...baseLines({ dataDirectory, ownerPid: process.pid }), ...options.lines]
  writeFileSync(torrc, `${lines.join('\n')}\n`, { mode: 0o600 })
  const child = spawn(binary, ['-f', torrc, '--defaults-torrc', '/nonexistent', '--ignore-missing-torrc'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return watch(child)
}

function watch(child: ChildProcess): TorProcess {
  const lines: string[] = []
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    lines.push(...chunk.split('\n').filter(Boolean))
    lines.splice(0, Math.max(0, lines.length - LOG_LINES))
  })
  const ended = new Promise<number | undefined>((resolve) => {
    child.once('error', () => resolve(undefined))
    child.once('exit', (code) => resolve(code ?? undefined))
  })
  return { pid: child.pid ?? 0, log: () => lines, ended, stop }

  async function stop(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
    child.kill('SIGTERM')
    const force = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
    await ended
    clearTimeout(force)
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
