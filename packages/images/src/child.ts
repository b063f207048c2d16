/**
 * A process for one job. It has no environment, no arguments of the caller's, no network, no other processes, writes no file and
 * reads none but its own program. The job goes in by its standard input and the answer comes out by its standard output;
 * the channel beside them carries nothing, but it closes when we die, and then so does the child.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { dirname, join } from 'node:path'
import { err, ok, type Result } from '@comrad/protocol'
import { ANSWER_BYTES_MAX, type Answer, decodeAnswer } from './answer.ts'
import { encodeJob, type Job } from './job.ts'
import type { ImageError } from './picture.ts'

export type Done = Exclude<Answer, { readonly type: 'refused' }>

export type RunningChild = {
  readonly pid: number | undefined
  /** Comes when the process is gone. */
  readonly answer: Promise<Result<Done, ImageError>>
  kill(): void
}

export type ChildLimits = { readonly timeoutMs: number }

const MAIN = join(import.meta.dirname, 'child-main.ts')
const PACKAGES = [
  '@comrad/protocol',
  '@jsquash/jpeg',
  '@jsquash/png',
  '@jsquash/resize',
  '@jsquash/webp',
  'thumbhash',
]
/** Pixels lie outside of it. */
const HEAP_MB = 64

export function startChild(job: Job, { timeoutMs }: ChildLimits): RunningChild {
  const child = spawnLocked(MAIN)
  let end: 'timeout' | 'failed' = 'failed'
  const kill = () => child.kill('SIGKILL')
  const late = setTimeout(() => {
    end = 'timeout'
    kill()
  }, timeoutMs)
  const answer = collect(child).then((said): Awaited<RunningChild['answer']> => {
    clearTimeout(late)
    const decoded = decodeAnswer(said)
    if (!decoded.ok) return err({ type: end })
    return decoded.value.type === 'refused' ? err(decoded.value.error) : ok(decoded.value)
  })
  // It may end, or be ended, before it has heard everything.
  child.stdin?.on('error', () => undefined).end(encodeJob(job))
  return { pid: child.pid, answer, kill }
}

/** Node's permissions are refusals in its own code: a wall behind that of WebAssembly, not instead of it. */
export function spawnLocked(program: string): ChildProcess {
  const reads = [import.meta.dirname, join(import.meta.dirname, '..', 'package.json'), ...packageFolders()]
  const args = [
    '--permission',
    '--allow-worker',
    ...reads.map((path) => `--allow-fs-read=${path}`),
    `--max-old-space-size=${HEAP_MB}`,
    '--disallow-code-generation-from-strings',
    // A signal would open a debugger's port.
    '--disable-sigusr1',
    '--no-warnings',
    program,
  ]
  return spawn(process.execPath, args, {
    env: {},
    cwd: import.meta.dirname,
    stdio: ['pipe', 'pipe', 'ignore', 'ipc'],
    windowsHide: true,
  })
}

/** Both where a package is found and, where that is only a link, where it leads. */
function packageFolders(): readonly string[] {
  return PACKAGES.flatMap((name) => {
    const found = findPackageJSON(name, import.meta.url)
    return found === undefined ? [] : [dirname(found), realpathSync(dirname(found))]
  })
}

function collect(child: ChildProcess): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  child.stdout?.on('data', (chunk: Uint8Array) => {
    length += chunk.length
    if (length > ANSWER_BYTES_MAX) child.kill('SIGKILL')
    else chunks.push(chunk)
  })
  return new Promise((resolve) => {
    const finish = () => resolve(Buffer.concat(chunks))
    child.once('close', finish)
    // It could not even be started.
    child.once('error', finish)
  })
}
