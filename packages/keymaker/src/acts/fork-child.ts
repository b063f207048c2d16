/** The one place of this room that starts a process: proofs are made and checked in children, because snarkjs breaks in threads. */
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { ProofJob, ProofReport } from './proof-job.ts'

export type ProofChild = {
  send(job: ProofJob): void
  /** Ends it now, in the middle of whatever it does. */
  kill(): void
  readonly ended: Promise<void>
}

const COMPILED = process.env['NODE_COMPILE_CACHE']
const CHILD = fileURLToPath(new URL('./proof-child.ts', import.meta.url))

/** With no arguments and no environment but where compiled code is kept: whatever it must know comes with a job. It keeps no program alive. */
export function forkProofChild(onReport: (report: ProofReport) => void, program = CHILD): ProofChild {
  const child: ChildProcess = fork(program, [], {
    env: COMPILED === undefined ? {} : { NODE_COMPILE_CACHE: COMPILED },
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  let jobs = 0
  child.on('message', (report: ProofReport) => {
    if (report.type !== 'step' && --jobs === 0) rest()
    onReport(report)
  })
  rest()

  return {
    send(job) {
      // While there is a job the program waits for its answer.
      jobs++
      child.ref()
      child.channel?.ref()
      child.send(job, () => {})
    },
    kill() {
      // Whoever waits for its end must live to see it.
      child.ref()
      child.kill('SIGKILL')
    },
    ended,
  }

  function rest() {
    child.unref()
    child.channel?.unref()
  }
}
