/** A child of the pool that begins a job and then stands still: no message reaches it any more, nor its parent's end. */
import type { ProofJob, ProofReport } from './proof-job.ts'

/** Should whoever runs it forget to kill it. */
const AT_MOST_MS = 120_000

process.on('message', (job: ProofJob) => {
  const report: ProofReport = { type: 'step', id: job.id, step: 'tree' }
  process.send?.(report, () => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, AT_MOST_MS)
    process.exit()
  })
})
