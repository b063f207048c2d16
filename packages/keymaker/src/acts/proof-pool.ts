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

/** 'not-in-cohort': another's commitment stands at that place. 'failed': the child died, took too long, or could not. */
export type ProveError = { readonly type: 'not-in-cohort' | 'busy' | 'failed' }
export type VerifyOptions = { readonly proof: ActProof; readonly scope: Hash; readonly message: Hash }

export type RootsOptions = { readonly commitments: readonly Commitment[]; readonly sizes: readonly number[] }

export type ProofPool = {
  prove(options: ProveOptions): Promise<Result<ActProof, ProveError>>
  /** A child that died or took too long says nothing of the proof: that is 'busy', to be asked again. */
  verify(options: VerifyOptions): Promise<Result<boolean, { readonly type: 'busy' }>>
  /**
   * Of the groups that were the first so many of these, `sizes` ascending. Hashing a whole cohort takes seconds, which a process
   * that draws does not have.
   */
  roots(options: RootsOptions): Promise<Result<readonly Hash[], { readonly type: 'busy' }>>
  /** Begins a child, if there is none, and lets it read what it needs: the first proof then takes as long as any other. */
  warm(): void
  /** Jobs that no child has begun. */
  waiting(): number
  close(): Promise<void>
}

export type ProofPoolOptions = {
  readonly processes: number
  readonly waiting: number
  /** So many jobs lie with a child behind the one that it does: it need not wait for a program that is busy with other things. */
  readonly ahead: number
}

export type ProofPoolDeps = {
  readonly fork: (onReport: (report: ProofReport) => void) => ProofChild
  /** Calls once, after `ms`; returns how to call it off. */
  readonly after: (ms: number, call: () => void) => () => void
}

const USUAL: ProofPoolOptions = { processes: 2, waiting: 64, ahead: 0 }

const USUAL_DEPS: ProofPoolDeps = {
  fork: (onReport) => forkProofChild(onReport),
  after: (ms, call) => {
    const timer = setTimeout(call, ms).unref()
    return () => clearTimeout(timer)
  },
}

/**
 * Many times what each takes on a slow machine that has just started: whoever takes longer hangs, and would keep its place for
 * ever. The roots of a cohort that grew by ones are sixteen times the hashes of its last.
 */
const LIMITS_MS: Readonly<Record<ProofJob['type'], number>> = {
  verify: 60_000,
  warm: 60_000,
  prove: 180_000,
  roots: 600_000,
}

type Answer = Exclude<ProofReport, { type: 'step' }>
type Task = {
  readonly job: ProofJob
  readonly onStep: (step: ProofStep) => void
  readonly settle: (answer: Answer | undefined) => void
}
/** Of its tasks the first is the one that it does. */
type Worker = { readonly child: ProofChild; tasks: Task[]; callOff: () => void }

/** Children are started when they are first needed. */
export function createProofPool(
  options: Partial<ProofPoolOptions> = {},
  deps: Partial<ProofPoolDeps> = {},
): ProofPool {
  const { processes, waiting, ahead } = { ...USUAL, ...options }
  const { fork, after } = { ...USUAL_DEPS, ...deps }
  const workers = new Set<Worker>()
  const queue: Task[] = []
  let isClosed = false
  let last = 0

  return { prove, verify, roots, warm, waiting: () => queue.length, close }

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

  async function roots(wish: RootsOptions): Promise<Result<readonly Hash[], { type: 'busy' }>> {
    const answer = await enqueue({ type: 'roots', id: ++last, ...wish })
    return answer !== 'busy' && answer?.type === 'roots' ? ok(answer.roots) : err({ type: 'busy' })
  }

  function warm(): void {
    if (workers.size === 0) void enqueue({ type: 'warm', id: ++last })
  }

  /** `undefined`: the child died, or was killed because it took too long. */
  function enqueue(
    job: ProofJob,
    onStep: (step: ProofStep) => void = () => {},
  ): Promise<Answer | 'busy' | undefined> {
    if (isClosed || (queue.length >= waiting && !placed() && workers.size >= processes)) {
      return Promise.resolve('busy')
    }
    return new Promise((settle) => {
      queue.push({ job, onStep, settle })
      dispatch()
    })
  }

  /** Whoever has least to do, and room for more. */
  function placed(): Worker | undefined {
    let best: Worker | undefined
    for (const worker of workers) {
      if (
        worker.tasks.length <= ahead &&
        worker.tasks.length < (best?.tasks.length ?? Number.POSITIVE_INFINITY)
      )
        best = worker
    }
    return best
  }

  function dispatch(): void {
    while (queue.length > 0) {
      const best = placed()
      const isNew = workers.size < processes && best?.tasks.length !== 0
      const worker = isNew ? hire() : best
      if (!worker) return
      const task = queue.shift()
      if (!task) return
      worker.tasks.push(task)
      if (worker.tasks.length === 1) watch(worker)
      worker.child.send(task.job)
    }
  }

  /** What it does now has its time from now on. */
  function watch(worker: Worker): void {
    worker.callOff()
    const [task] = worker.tasks
    worker.callOff = task ? after(LIMITS_MS[task.job.type], worker.child.kill) : () => {}
  }

  function hire(): Worker {
    const child = fork((report) => {
      const [task] = worker.tasks
      if (task?.job.id !== report.id) return
      if (report.type === 'step') return task.onStep(report.step)
      worker.tasks.shift()
      watch(worker)
      task.settle(report)
      dispatch()
    })
    const worker: Worker = { child, tasks: [], callOff: () => {} }
    workers.add(worker)
    void child.ended.then(() => {
      workers.delete(worker)
      worker.callOff()
      // What lay behind the one that it did is another's to do.
      const [task, ...behind] = worker.tasks.splice(0)
      task?.settle(undefined)
      if (isClosed) for (const { settle } of behind) settle(undefined)
      else queue.unshift(...behind)
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
