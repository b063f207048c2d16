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

const CHILD = fileURLToPath(new URL('./proof-child.ts', import.meta.url))

/** With an empty environment and no arguments: whatever it must know comes with a job. It keeps no program alive. */
export function forkProofChild(onReport: (report: ProofReport) => void): ProofChild {
  const child: ChildProcess = fork(CHILD, [], {
    env: {},
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  child.on('message', (report: ProofReport) => {
    if (report.type !== 'step') rest()
    onReport(report)
  })
  rest()

  return {
    send(job) {
      // While there is a job the program waits for its answer.
      child.ref()
      child.channel?.ref()
      child.send(job, () => {})
    },
    kill: () => void child.kill('SIGKILL'),
    ended,
  }

  function rest() {
    child.unref()
    child.channel?.unref()
  }
}
