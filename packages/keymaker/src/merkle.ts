/** Hashes and proofs of the log's Merkle tree. RFC 9162 §2.1. */
import type { Bytes, Hash } from '@comrad/protocol'
import { equalBytes, sha256 } from './primitives.ts'

const LEAF_PREFIX = 0x00
const NODE_PREFIX = 0x01

export const EMPTY_ROOT: Hash = sha256(new Uint8Array(0))

export function leafHash(leaf: Bytes): Hash {
  const input = new Uint8Array(1 + leaf.length)
  input[0] = LEAF_PREFIX
  input.set(leaf, 1)
  return sha256(input)
}

export function nodeHash(left: Hash, right: Hash): Hash {
  const input = new Uint8Array(65)
  input[0] = NODE_PREFIX
  input.set(left, 1)
  input.set(right, 33)
  return sha256(input)
}

/** RFC 9162 §2.1.3.2. Numbers above 2^31 are halved, not shifted: shifts in JavaScript are 32 bits wide. */
export function verifyInclusion(claim: {
  readonly leafHash: Hash
  readonly index: number
  readonly size: number
  readonly proof: readonly Hash[]
  readonly root: Hash
}): boolean {
  if (!isIndexIn(claim.index, claim.size)) return false
  let index = claim.index
  let last = claim.size - 1
  let hash = claim.leafHash
  for (const sibling of claim.proof) {
    if (last === 0) return false
    if (isOdd(index) || index === last) {
      hash = nodeHash(sibling, hash)
      while (!isOdd(index) && index !== 0) {
        index = half(index)
        last = half(last)
      }
    } else {
      hash = nodeHash(hash, sibling)
    }
    index = half(index)
    last = half(last)
  }
  return last === 0 && equalBytes(hash, claim.root)
}

/** RFC 9162 §2.1.4.2, with the two cases that it leaves out: equal sizes, and the empty tree that every tree extends. */
export function verifyConsistency(claim: {
  readonly first: number
  readonly second: number
  readonly firstRoot: Hash
  readonly secondRoot: Hash
  readonly proof: readonly Hash[]
}): boolean {
  const { first, second, firstRoot, secondRoot, proof } = claim
  if (!isSize(first) || !isSize(second) || first > second) return false
  if (first === second) return proof.length === 0 && equalBytes(firstRoot, secondRoot)
  if (first === 0) return proof.length === 0 && equalBytes(firstRoot, EMPTY_ROOT)

  // The old tree is one whole subtree of the new one: its root is not repeated in the proof.
  const [start, ...rest] = isPowerOfTwo(first) ? [firstRoot, ...proof] : proof
  if (start === undefined) return false
  let index = first - 1
  let last = second - 1
  while (isOdd(index)) {
    index = half(index)
    last = half(last)
  }
  let firstHash = start
  let secondHash = start
  for (const sibling of rest) {
    if (last === 0) return false
    if (isOdd(index) || index === last) {
      firstHash = nodeHash(sibling, firstHash)
      secondHash = nodeHash(sibling, secondHash)
      while (!isOdd(index) && index !== 0) {
        index = half(index)
        last = half(last)
      }
    } else {
      secondHash = nodeHash(secondHash, sibling)
    }
    index = half(index)
    last = half(last)
  }
  return last === 0 && equalBytes(firstHash, firstRoot) && equalBytes(secondHash, secondRoot)
}

const half = (value: number): number => Math.floor(value / 2)
const isOdd = (value: number): boolean => value % 2 === 1
const isSize = (value: number): boolean => Number.isSafeInteger(value) && value >= 0
const isIndexIn = (index: number, size: number): boolean => isSize(index) && isSize(size) && index < size

function isPowerOfTwo(value: number): boolean {
  let rest = value
  while (rest > 1 && !isOdd(rest)) rest = half(rest)
  return rest === 1
}
