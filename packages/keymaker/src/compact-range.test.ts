import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type CompactRange, createCompactRange, decodeCompactRange } from './compact-range.ts'
import { treeRoot } from './merkle-proofs.ts'
import { createTree, must } from './testing.ts'

const tree = createTree(100)

test('after every append the root is that of the whole tree', async () => {
  const range = createCompactRange()
  assert.deepEqual(range.root(), await treeRoot(tree.node, 0))
  for (let size = 1; size <= 100; size++) {
    range.append(tree.node(0, size - 1))
    assert.equal(range.size, size)
    assert.deepEqual(range.root(), await treeRoot(tree.node, size))
  }
})

test('a range that was stored goes on where it was', () => {
  for (let size = 0; size < 70; size++) {
    const range = rangeOf(size)
    const restored = must(decodeCompactRange(range.encode()))
    assert.equal(restored.size, size)
    for (let index = size; index < 100; index++) restored.append(tree.node(0, index))
    assert.deepEqual(restored.root(), rangeOf(100).root())
  }
})

test('a hundred names are remembered by three hashes', () => {
  assert.equal(rangeOf(100).encode().length, 1 + 8 + 3 * 32)
})

test('a truncated, longer or later range is refused', () => {
  const bytes = rangeOf(77).encode()
  const reasonOf = (changed: Uint8Array<ArrayBuffer>) => {
    const decoded = decodeCompactRange(changed)
    return decoded.ok ? undefined : decoded.error.reason
  }
  for (let length = 0; length < bytes.length; length++)
    assert.equal(reasonOf(bytes.slice(0, length)), 'truncated')
  assert.equal(reasonOf(new Uint8Array([...bytes, 0])), 'trailing bytes')
  assert.equal(reasonOf(bytes.with(0, 2)), 'unknown version')
  assert.equal(reasonOf(bytes.with(1, 0xff)), 'number too large')
})

test('random bytes never throw', () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => typeof decodeCompactRange(bytes).ok === 'boolean'))
})

function rangeOf(size: number): CompactRange {
  const range = createCompactRange()
  for (let index = 0; index < size; index++) range.append(tree.node(0, index))
  return range
}
