/**
 * Making the proofs that merkle.ts verifies, from stored nodes. RFC 9162 §2.1.3.1 and §2.1.4.1.
 *
 * Node (level, index) is the root of the whole subtree over the leaves [index·2^level, (index+1)·2^level). Only whole
 * subtrees are stored: they never change. The ragged right edge is computed when asked for.
 */
import type { Hash } from '@comrad/protocol'
import { EMPTY_ROOT, nodeHash } from './merkle.ts'

export type TreeNode = { readonly level: number; readonly index: number; readonly hash: Hash }
export type NodeReader = (level: number, index: number) => Hash | Promise<Hash>

/** The nodes that are whole once leaf `index` is there: itself first, then upwards. `node` reads older ones. */
export function nodesAfterAppend(
  index: number,
  leaf: Hash,
  node: (level: number, index: number) => Hash,
): readonly TreeNode[] {
  const nodes: TreeNode[] = [{ level: 0, index, hash: leaf }]
  let hash = leaf
  for (let level = 0, at = index; at % 2 === 1; level++) {
    hash = nodeHash(node(level, at - 1), hash)
    at = Math.floor(at / 2)
    nodes.push({ level: level + 1, index: at, hash })
  }
  return nodes
}

export const treeRoot = async (node: NodeReader, size: number): Promise<Hash> =>
  size === 0 ? EMPTY_ROOT : rangeRoot(node, 0, size)

/** For the leaf `index` in the tree of `size` leaves. */
export async function inclusionProof(
  node: NodeReader,
  index: number,
  size: number,
): Promise<readonly Hash[]> {
  if (!(index >= 0 && index < size)) throw new RangeError('no such leaf')
  const proof: Promise<Hash>[] = []
  for (let start = 0, end = size; end - start > 1; ) {
    const middle = start + splitOf(end - start)
    if (index < middle) {
      proof.unshift(rangeRoot(node, middle, end))
      end = middle
    } else {
      proof.unshift(rangeRoot(node, start, middle))
      start = middle
    }
  }
  return Promise.all(proof)
}

/** That the tree of `second` leaves extends the tree of `first`. */
export async function consistencyProof(
  node: NodeReader,
  first: number,
  second: number,
): Promise<readonly Hash[]> {
  if (!(first >= 0 && first <= second)) throw new RangeError('no such sizes')
  if (first === 0 || first === second) return []
  const proof: Promise<Hash>[] = []
  let start = 0
  let end = second
  while (first !== end) {
    const middle = start + splitOf(end - start)
    if (first <= middle) {
      proof.unshift(rangeRoot(node, middle, end))
      end = middle
    } else {
      proof.unshift(rangeRoot(node, start, middle))
      start = middle
    }
  }
  // The verifier has the old root already when that is what is left.
  if (start !== 0) proof.unshift(rangeRoot(node, start, end))
  return Promise.all(proof)
}

/** The root over the leaves [start, end); `start` is a multiple of the largest power of two within. */
async function rangeRoot(node: NodeReader, start: number, end: number): Promise<Hash> {
  const length = end - start
  const level = Math.log2(length)
  if (Number.isInteger(level)) return node(level, start / length)
  const middle = start + splitOf(length)
  const [left, right] = await Promise.all([rangeRoot(node, start, middle), rangeRoot(node, middle, end)])
  return nodeHash(left, right)
}

/** The largest power of two below `length`. */
function splitOf(length: number): number {
  let split = 1
  while (split * 2 < length) split *= 2
  return split
}
