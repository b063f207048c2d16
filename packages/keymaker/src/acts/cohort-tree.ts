/** The commitments of one cohort under one root: a lean incremental Merkle tree over Poseidon. docs/spec/anonymous-acts.md §Cohorts. */
import type { Commitment, Hash } from '@comrad/protocol'
import { LeanIMT } from '@zk-kit/lean-imt'
import { poseidon2 } from 'poseidon-lite'
import { fromElement, SCALAR_FIELD, toElement } from './field.ts'

export type CohortTree = {
  readonly size: number
  /** Of the tree as it is. An empty one has none. */
  readonly root: Hash | undefined
  /** In the order of the log. Costs a step for each, not for the whole. */
  append(commitments: readonly Commitment[]): void
}

export type MerklePath = { readonly index: number; readonly siblings: readonly bigint[] }

const TREES = new WeakMap<CohortTree, LeanIMT<bigint>>()

export function createCohortTree(commitments: readonly Commitment[] = []): CohortTree {
  const tree = new LeanIMT<bigint>((left, right) => poseidon2([left, right]))
  const cohort: CohortTree = {
    get size() {
      return tree.size
    },
    get root() {
      return tree.size === 0 ? undefined : fromElement(tree.root)
    },
    append(more) {
      if (more.length > 0) tree.insertMany(more.map(leafOf))
    },
  }
  TREES.set(cohort, tree)
  cohort.append(commitments)
  return cohort
}

/** Within this room only: not exported by index.ts. */
export function merklePathOf(cohort: CohortTree, position: number): MerklePath {
  const { index, siblings } = TREES.get(cohort)?.generateProof(position) ?? { index: 0, siblings: [] }
  return { index, siblings }
}

/**
 * The register takes any 32 bytes for a commitment. What is no field element, or is zero, can be nobody's: it holds its place
 * as 1, whose preimage nobody knows, so that one such claim cannot spoil its cohort.
 */
function leafOf(commitment: Commitment): bigint {
  const value = toElement(commitment)
  return value === 0n || value >= SCALAR_FIELD ? 1n : value
}
