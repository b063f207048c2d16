/**
 * Proofs are made and checked in a few child processes, with a queue that has an end: whoever comes when it is full is told so
 * at once. docs/spec/anonymous-acts.md §Checking.
 */
import { type ActProof, type Commitment, err, type Hash, ok, type Result } from '@comrad/protocol'
import { type Identity, semaphoreSecretOf } from '../identity.ts'
import { equalBytes } from '../primitives.ts'
import { forkProofChild, type ProofChild } from './fork-child.ts'
import type { ProofJob, ProofReport, ProofStep } from './proof-job.ts'

export type ProveOptions = {
  readonly identity: Identity
  /** Of the whole cohort, in the order of the log. */
  readonly commitments: readonly Commitment[]
  /** One's own place among them. */
  readonly position: number
  readonly scope: Hash
  readonly message: Hash
  readonly onProgress?: (step: ProofStep) => void
}

/** 'not-in-cohort': another's commitment stands at that place. 'failed': the child died, or could not. */
export type ProveError = { readonly type: 'not-in-cohort' | 'busy' | 'failed' }
export type VerifyOptions = { readonly proof: ActProof; readonly scope: Hash; readonly message: Hash }

export type ProofPool = {
  prove(options: ProveOptions): Promise<Result<ActProof, ProveError>>
  /** A child that died says nothing of the proof: that is 'busy', to be asked again. */
  verify(options: VerifyOptions): Promise<Result<boolean, { readonly type: 'busy' }>>
  /** Jobs that no child has begun. */
  waiting(): number
  close(): Promise<void>
}

export type ProofPoolOptions = { readonly processes: number; readonly waiting: number }

const USUAL: ProofPoolOptions = { processes: 2, waiting: 64 }

type Answer = Exclude<ProofReport, { type: 'step' }>
type Task = {
  readonly job: ProofJob
  readonly onStep: (step: ProofStep) => void
  readonly settle: (answer: Answer | undefined) => void
}
type Worker = { readonly child: ProofChild; task: Task | undefined }

/** Children are started when they are first needed. */
export function createProofPool(options: Partial<ProofPoolOptions> = {}): ProofPool {
  const { processes, waiting } = { ...USUAL, ...options }
  const workers = new Set<Worker>()
  const queue: Task[] = []
  let isClosed = false
  let last = 0

  return { prove, verify, waiting: () => queue.length, close }

  async function prove(wish: ProveOptions): Promise<Result<ActProof, ProveError>> {
    const { identity, commitments, position, scope, message, onProgress = () => {} } = wish
    const own = commitments[position]
    if (!own || !equalBytes(own, identity.commitment)) return err({ type: 'not-in-cohort' })
    const secret = semaphoreSecretOf(identity)
    const id = ++last
    const job: ProofJob = { type: 'prove', id, secret, commitments, position, scope, message }
    const answer = await enqueue(job, onProgress)
    if (answer === 'busy') return err({ type: 'busy' })
    return answer?.type === 'proved' ? ok(answer.proof) : err({ type: 'failed' })
  }

  async function verify({
    proof,
    scope,
    message,
  }: VerifyOptions): Promise<Result<boolean, { type: 'busy' }>> {
    const answer = await enqueue({ type: 'verify', id: ++last, proof, scope, message })
    return answer !== 'busy' && answer?.type === 'verified' ? ok(answer.holds) : err({ type: 'busy' })
  }

  /** `undefined`: the child died. */
  function enqueue(
    job: ProofJob,
    onStep: (step: ProofStep) => void = () => {},
  ): Promise<Answer | 'busy' | undefined> {
    if (isClosed || (queue.length >= waiting && !idle() && workers.size >= processes)) {
      return Promise.resolve('busy')
    }
    return new Promise((settle) => {
      queue.push({ job, onStep, settle })
      dispatch()
    })
  }

  function idle(): Worker | undefined {
    for (const worker of workers) if (!worker.task) return worker
    return undefined
  }

  function dispatch(): void {
    while (queue.length > 0) {
      const worker = idle() ?? (workers.size < processes ? hire() : undefined)
      if (!worker) return
      const task = queue.shift()
      worker.task = task
      if (task) worker.child.send(task.job)
    }
  }

  function hire(): Worker {
    const child = forkProofChild((report) => {
      const { task } = worker
      if (task?.job.id !== report.id) return
      if (report.type === 'step') return task.onStep(report.step)
      worker.task = undefined
      task.settle(report)
      dispatch()
    })
    const worker: Worker = { child, task: undefined }
    workers.add(worker)
    void child.ended.then(() => {
      workers.delete(worker)
      worker.task?.settle(undefined)
      dispatch()
    })
    return worker
  }

  async function close(): Promise<void> {
    isClosed = true
    for (const { settle } of queue.splice(0)) settle(undefined)
    const ending = [...workers]
    for (const { child } of ending) child.kill()
    await Promise.all(ending.map(({ child }) => child.ended))
  }
}
