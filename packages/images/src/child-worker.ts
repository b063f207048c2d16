/** The thread in which a stranger's bytes meet a decoder. */
import { parentPort, workerData } from 'node:worker_threads'
import { type Answer, encodeAnswer } from './answer.ts'
import { decodeJob, type Job } from './job.ts'
import { openPicture } from './open-picture.ts'
import { preparePicture } from './prepare-picture.ts'
import { Refusal } from './refusal.ts'

const job = decodeJob(workerData)
if (!job.ok) throw new Error(job.error.reason)
parentPort?.postMessage(encodeAnswer(await work(job.value)))

async function work(job: Job): Promise<Answer> {
  try {
    if (job.type === 'decode') return { type: 'pixels', pixels: await openPicture(job) }
    return { type: 'prepared', image: await preparePicture(job) }
  } catch (error) {
    // Everything else that a decoder throws is its way to say that a picture is broken, and the process ends here anyway.
    return { type: 'refused', error: { type: error instanceof Refusal ? error.type : 'failed' } }
  }
}
