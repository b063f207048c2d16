import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nodeHash } from './merkle.ts'
import { consistencyProof, inclusionProof, nodesAfterAppend, treeRoot } from './merkle-proofs.ts'
import { createTree } from './testing.ts'

const tree = createTree(16)

test('an append completes the leaf and each subtree that ends with it', () => {
  const completed = (index: number) =>
    nodesAfterAppend(index, tree.node(0, index), tree.node).map(({ level, index: at }) => [level, at])
  assert.deepEqual(completed(0), [[0, 0]])
  assert.deepEqual(completed(1), [
    [0, 1],
    [1, 0],
  ])
  assert.deepEqual(completed(6), [[0, 6]])
  assert.deepEqual(completed(7), [
    [0, 7],
    [1, 3],
    [2, 1],
    [3, 0],
  ])
})

test('a completed node is the hash of its two children', () => {
  assert.deepEqual(tree.node(2, 1), nodeHash(tree.node(1, 2), tree.node(1, 3)))
})

test('proofs may come from a store that answers later', async () => {
  const later = async (level: number, index: number) => tree.node(level, index)
  assert.deepEqual(await treeRoot(later, 13), await treeRoot(tree.node, 13))
  assert.deepEqual(await inclusionProof(later, 4, 13), await inclusionProof(tree.node, 4, 13))
  assert.deepEqual(await consistencyProof(later, 4, 13), await consistencyProof(tree.node, 4, 13))
})

test('only nodes that are whole are asked for', async () => {
  const asked: string[] = []
  const node = (level: number, index: number) => {
    asked.push(`${level}/${index}`)
    return tree.node(level, index)
  }
  await treeRoot(node, 13)
  assert.deepEqual(asked.sort(), ['0/12', '2/2', '3/0'])
})

test('a proof of what is not there is a bug of the caller', async () => {
  await assert.rejects(inclusionProof(tree.node, 5, 5), RangeError)
  await assert.rejects(inclusionProof(tree.node, -1, 5), RangeError)
  await assert.rejects(consistencyProof(tree.node, 6, 5), RangeError)
})
