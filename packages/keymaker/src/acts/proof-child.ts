/**
 * A child of the pool: one job after another, and nothing kept of it but the last cohort's tree, which is public. It ends when its
 * parent is gone, however that ended.
 */
import type { Commitment, Hash } from '@comrad/protocol'
import { prove, verify, warm } from './circuit.ts'
import { type CohortTree, createCohortTree, merklePathOf } from './cohort-tree.ts'
import type { ProofJob, ProofReport } from './proof-job.ts'

let last: { readonly tree: CohortTree; readonly commitments: readonly Commitment[] } | undefined

process.on('disconnect', () => process.exit())
let before: Promise<void> = Promise.resolve()
process.on('message', (job: ProofJob) => {
  before = before.then(() => work(job))
})

async function work(job: ProofJob): Promise<void> {
  try {
    if (job.type === 'verify') {
      report({ type: 'verified', id: job.id, holds: await verify(job) })
      return
    }
    if (job.type === 'roots') {
      report({ type: 'roots', id: job.id, roots: rootsOf(job.commitments, job.sizes) })
      return
    }
    if (job.type === 'warm') {
      await warm()
      report({ type: 'warm', id: job.id })
      return
    }
    report({ type: 'step', id: job.id, step: 'tree' })
    const path = merklePathOf(treeOf(job.commitments), job.position)
    report({ type: 'step', id: job.id, step: 'proof' })
    report({ type: 'proved', id: job.id, proof: await prove({ ...job, path }) })
  } catch (error) {
    report({ type: 'failed', id: job.id, reason: error instanceof Error ? error.message : 'unknown' })
  }
}

function rootsOf(commitments: readonly Commitment[], sizes: readonly number[]): readonly Hash[] {
  const tree = createCohortTree()
  return sizes.flatMap((size) => {
    tree.append(commitments.slice(tree.size, size))
    return tree.root ?? []
  })
}

/** Building a tree of thousands takes seconds; a cohort only ever grows. */
function treeOf(commitments: readonly Commitment[]): CohortTree {
  const isGrown =
    last !== undefined &&
    last.commitments.length <= commitments.length &&
    last.commitments.every((one, index) => Buffer.compare(one, commitments[index] ?? new Uint8Array()) === 0)
  const tree = isGrown && last ? last.tree : createCohortTree()
  tree.append(commitments.slice(tree.size))
  last = { tree, commitments }
  return tree
}

function report(message: ProofReport): void {
  process.send?.(message)
}
