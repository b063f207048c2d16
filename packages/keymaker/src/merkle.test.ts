import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Hash } from '@comrad/protocol'
import fc from 'fast-check'
import { EMPTY_ROOT, leafHash, nodeHash, verifyConsistency, verifyInclusion } from './merkle.ts'
import { consistencyProof, inclusionProof, treeRoot } from './merkle-proofs.ts'
import { createTree } from './testing.ts'

const tree = createTree(40)
const [a, b, c, d, e, f, j] = Array.from({ length: 7 }, (_, index) => tree.node(0, index)) as [
  Hash,
  Hash,
  Hash,
  Hash,
  Hash,
  Hash,
  Hash,
]

describe('the tree of seven leaves that RFC 9162 §2.1.5 draws', () => {
  const [g, h, i] = [nodeHash(a, b), nodeHash(c, d), nodeHash(e, f)]
  const [k, l] = [nodeHash(g, h), nodeHash(i, j)]

  test('its root', async () => assert.deepEqual(await treeRoot(tree.node, 7), nodeHash(k, l)))

  test('its inclusion proofs', async () => {
    assert.deepEqual(await inclusionProof(tree.node, 0, 7), [b, h, l])
    assert.deepEqual(await inclusionProof(tree.node, 3, 7), [c, g, l])
    assert.deepEqual(await inclusionProof(tree.node, 4, 7), [f, j, k])
    assert.deepEqual(await inclusionProof(tree.node, 6, 7), [i, k])
  })

  test('its consistency proofs', async () => {
    assert.deepEqual(await consistencyProof(tree.node, 3, 7), [c, d, g, l])
    assert.deepEqual(await consistencyProof(tree.node, 4, 7), [l])
    assert.deepEqual(await consistencyProof(tree.node, 6, 7), [i, j, k])
  })
})

describe('inclusion', () => {
  test('every leaf of every small tree is proved, at its own place only', async () => {
    for (let size = 1; size <= 40; size++) {
      const root = await treeRoot(tree.node, size)
      for (let index = 0; index < size; index++) {
        const claim = {
          leafHash: tree.node(0, index),
          size,
          proof: await inclusionProof(tree.node, index, size),
          root,
        }
        assert.ok(verifyInclusion({ ...claim, index }), `${index} in ${size}`)
        for (let other = 0; other <= size; other++)
          if (other !== index) assert.equal(verifyInclusion({ ...claim, index: other }), false)
      }
    }
  })

  test('a changed, missing or additional hash is refused', async () => {
    const root = await treeRoot(tree.node, 23)
    for (let index = 0; index < 23; index++) {
      const proof = await inclusionProof(tree.node, index, 23)
      const claim = { leafHash: tree.node(0, index), index, size: 23, root }
      for (const broken of brokenProofs(proof))
        assert.equal(verifyInclusion({ ...claim, proof: broken }), false)
    }
  })

  test('another leaf, root or size is refused', async () => {
    const proof = await inclusionProof(tree.node, 5, 23)
    const claim = {
      leafHash: tree.node(0, 5),
      index: 5,
      size: 23,
      proof,
      root: await treeRoot(tree.node, 23),
    }
    assert.ok(verifyInclusion(claim))
    assert.equal(verifyInclusion({ ...claim, leafHash: tree.node(0, 6) }), false)
    assert.equal(verifyInclusion({ ...claim, root: await treeRoot(tree.node, 22) }), false)
    for (const size of [-1, 0, 5, 15, 33, 2.5, Number.NaN, 2 ** 53])
      assert.equal(verifyInclusion({ ...claim, size }), false, `${size}`)
  })

  test('a tree of one leaf needs no proof', () => {
    const root = tree.node(0, 0)
    assert.ok(verifyInclusion({ leafHash: root, index: 0, size: 1, proof: [], root }))
    assert.equal(verifyInclusion({ leafHash: root, index: 0, size: 1, proof: [root], root }), false)
  })

  test('a log beyond 2^32 leaves is proved too', () => {
    const leaf = leafHash(new Uint8Array([1]))
    const siblings = Array.from({ length: 40 }, (_, level) => leafHash(new Uint8Array([2, level])))
    const root = siblings.reduce((hash, sibling) => nodeHash(sibling, hash), leaf)
    const claim = { leafHash: leaf, index: 2 ** 40 - 1, size: 2 ** 40, proof: siblings, root }
    assert.ok(verifyInclusion(claim))
    assert.equal(verifyInclusion({ ...claim, index: 2 ** 40 - 2 }), false)
  })
})

describe('consistency', () => {
  test('every small tree extends every smaller one', async () => {
    for (let second = 0; second <= 40; second++) {
      for (let first = 0; first <= second; first++) {
        const proof = await consistencyProof(tree.node, first, second)
        assert.ok(verifyConsistency({ ...(await rootsOf(first, second)), proof }), `${first} to ${second}`)
      }
    }
  })

  test('a changed, missing or additional hash is refused', async () => {
    for (let first = 1; first < 23; first++) {
      const proof = await consistencyProof(tree.node, first, 23)
      const roots = await rootsOf(first, 23)
      for (const broken of brokenProofs(proof))
        assert.equal(verifyConsistency({ ...roots, proof: broken }), false, `${first}`)
    }
  })

  test('a tree that was rewritten is refused', async () => {
    const rewritten = createTree(23, { changed: 4 })
    const proof = await consistencyProof(rewritten.node, 11, 23)
    const firstRoot = await treeRoot(tree.node, 11)
    const secondRoot = await treeRoot(rewritten.node, 23)
    assert.equal(verifyConsistency({ first: 11, second: 23, firstRoot, secondRoot, proof }), false)
  })

  test('a tree does not extend a larger one, and equal sizes need equal roots', async () => {
    const roots = await rootsOf(7, 7)
    assert.equal(verifyConsistency({ ...roots, first: 8, proof: [] }), false)
    assert.equal(verifyConsistency({ ...roots, secondRoot: a, proof: [] }), false)
    assert.equal(verifyConsistency({ ...roots, proof: [a] }), false)
  })

  test('the empty tree has one root, and no proof', async () => {
    const roots = await rootsOf(0, 5)
    assert.deepEqual(roots.firstRoot, EMPTY_ROOT)
    assert.ok(verifyConsistency({ ...roots, proof: [] }))
    assert.equal(verifyConsistency({ ...roots, firstRoot: a, proof: [] }), false)
    assert.equal(verifyConsistency({ ...roots, proof: [a] }), false)
  })

  test('hostile numbers and proofs are refused without a throw', () => {
    const hash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => new Uint8Array(bytes) as Hash)
    const number = fc.oneof(fc.integer(), fc.double(), fc.integer({ min: 0, max: 100 }))
    const claim = fc.record({
      first: number,
      second: number,
      firstRoot: hash,
      secondRoot: hash,
      proof: fc.array(hash, { maxLength: 128 }),
    })
    fc.assert(fc.property(claim, (claimed) => verifyConsistency(claimed) === false))
  })

  async function rootsOf(first: number, second: number) {
    const [firstRoot, secondRoot] = [await treeRoot(tree.node, first), await treeRoot(tree.node, second)]
    return { first, second, firstRoot, secondRoot }
  }
})

function brokenProofs(proof: readonly Hash[]): readonly (readonly Hash[])[] {
  const changed = proof.map((_, at) => proof.with(at, leafHash(new Uint8Array([at]))))
  const missing = proof.map((_, at) => proof.toSpliced(at, 1))
  return [...changed, ...missing, [...proof, a], [a, ...proof]]
}
