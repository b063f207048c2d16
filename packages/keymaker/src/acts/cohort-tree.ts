/**
 * The commitments of one cohort under one root: a Merkle tree over Poseidon, always as deep as the circuit.
 * docs/spec/anonymous-acts.md §Cohorts.
 */
import { COHORT_SIZE, type Commitment, type Hash } from '@comrad/protocol'
import { poseidon2 } from 'poseidon-lite/poseidon2'
import { fromElement, SCALAR_FIELD, toElement } from './field.ts'

/**
 * Of the circuit, and of every path. Were a tree less deep, its leaf could be the root of another tree, and whoever registered
 * it would be as many people as that has leaves: the circuit hides how long a path is, and knows leaves from nodes by it alone.
 */
export const DEPTH = 16

export type CohortTree = {
  readonly size: number
  /** Of the tree as it is. An empty one has none. */
  readonly root: Hash | undefined
  /** In the order of the log. Costs a hash for each, and one for each height; not one for each that stands there already. */
  append(commitments: readonly Commitment[]): void
}

export type MerklePath = {
  readonly index: number
  /** `DEPTH` of them. */
  readonly siblings: readonly bigint[]
}

/** By height, from the leaves up; of each height as many nodes as have a member below them. */
type Heights = readonly bigint[][]

const TREES = new WeakMap<CohortTree, Heights>()
/** By height: what stands where nobody is. Hashed at the first need: most commands need none. */
let empties: readonly bigint[] | undefined

export function createCohortTree(commitments: readonly Commitment[] = []): CohortTree {
  const heights: Heights = Array.from({ length: DEPTH + 1 }, () => [])
  const [leaves = []] = heights
  const cohort: CohortTree = {
    get size() {
      return leaves.length
    },
    get root() {
      const [root] = heights[DEPTH] ?? []
      return root === undefined ? undefined : fromElement(root)
    },
    append(more) {
      const from = leaves.length
      if (from + more.length > COHORT_SIZE) throw new RangeError('more than a cohort')
      for (const commitment of more) leaves.push(leafOf(commitment))
      if (more.length > 0) hashFrom(heights, from)
    },
  }
  TREES.set(cohort, heights)
  cohort.append(commitments)
  return cohort
}

/** Within this room only: not exported by index.ts. */
export function merklePathOf(cohort: CohortTree, position: number): MerklePath {
  const heights = TREES.get(cohort)
  if (!heights || position >= cohort.size) throw new RangeError('nobody stands there')
  const siblings = emptySubtrees().map(
    (empty, height) => heights[height]?.[(position >> height) ^ 1] ?? empty,
  )
  return { index: position, siblings }
}

/** Everything above the leaves from this one on. */
function hashFrom(heights: Heights, leaf: number): void {
  for (const [height, empty] of emptySubtrees().entries()) {
    const [nodes = [], parents = []] = heights.slice(height, height + 2)
    for (let parent = leaf >> (height + 1); 2 * parent < nodes.length; parent++) {
      parents[parent] = poseidon2([nodes[2 * parent] ?? empty, nodes[2 * parent + 1] ?? empty])
    }
  }
}

function emptySubtrees(): readonly bigint[] {
  let above = 0n
  empties ??= Array.from({ length: DEPTH }, () => {
    const empty = above
    above = poseidon2([empty, empty])
    return empty
  })
  return empties
}

/**
 * The register takes any 32 bytes for a commitment. What is no field element, or is zero, can be nobody's: it holds its place
 * as 1, whose preimage nobody knows, so that one such claim cannot spoil its cohort.
 */
function leafOf(commitment: Commitment): bigint {
  const value = toElement(commitment)
  return value === 0n || value >= SCALAR_FIELD ? 1n : value
}
