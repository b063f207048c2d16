/**
 * The child's own program: it reads one job, has a thread do it, answers and ends. This thread stays free, so that it can end in
 * the middle of a picture when its parent is gone.
 */
import { once } from 'node:events'
import { buffer } from 'node:stream/consumers'
import { Worker } from 'node:worker_threads'

process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'))

const job = new Uint8Array(await buffer(process.stdin))
const worker = new Worker(new URL('./child-worker.ts', import.meta.url), {
  workerData: job,
  transferList: [job.buffer],
  stdout: true,
  stderr: true,
})
const [answer] = await Promise.race([once(worker, 'message'), once(worker, 'exit')])
// No answer says that it failed.
if (!(answer instanceof Uint8Array)) process.exit(1)
process.stdout.end(answer, () => process.exit())
