/**
 * The child's own program: it reads one job, has a thread do it, answers and ends. This thread stays free, so that it can end in
 * the middle of a picture when its parent is gone.
 */
import { buffer } from 'node:stream/consumers'
import { Worker } from 'node:worker_threads'
import { encodeAnswer } from './answer.ts'

process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'))

const job = new Uint8Array(await buffer(process.stdin))
const worker = new Worker(new URL('./child-worker.ts', import.meta.url), {
  workerData: job,
  transferList: [job.buffer],
  stdout: true,
  stderr: true,
})
worker.once('message', answer)
worker.once('error', () => answer(encodeAnswer({ type: 'refused', error: { type: 'failed' } })))

function answer(bytes: Uint8Array) {
  process.stdout.end(bytes, () => process.exit())
}
