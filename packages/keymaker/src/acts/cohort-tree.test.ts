/** The tree, and real proofs by somebody whose software builds any path it likes: one registration is one identity. */
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { type ActProof, type Bytes, COHORT_SIZE, type Commitment } from '@comrad/protocol'
import { Identity as SemaphoreIdentity } from '@semaphore-protocol/identity'
import { poseidon2 } from 'poseidon-lite/poseidon2'
import { equalBytes, randomBytes } from '../primitives.ts'
import { forgeProof, releaseCurve } from '../testing-forged-proof.ts'
import { verify } from './circuit.ts'
import { createCohortTree, DEPTH, type MerklePath, merklePathOf } from './cohort-tree.ts'
import { fromElement, SCALAR_FIELD, toElement } from './field.ts'

after(releaseCurve)

const [scope, message] = [fromElement(7n), fromElement(8n)]

const person = () => new SemaphoreIdentity(randomBytes(32))
const commitment = (element: bigint) => fromElement(element) as Bytes as Commitment
const crowd = (size: number) =>
  Array.from({ length: size }, (_, index) => commitment(poseidon2([5n, BigInt(index)])))
const parent = (left: bigint, right: bigint) => poseidon2([left, right])

describe('a tree', () => {
  test('has the root of 65,536 leaves, of which all that are nobody’s are zero', () => {
    const some = crowd(5)
    let nodes = [...some.map(toElement), 0n]
    let empty = 0n
    for (let height = 0; height < DEPTH; height++) {
      if (nodes.length % 2 === 1) nodes.push(empty)
      nodes = nodes.flatMap((left, index) => (index % 2 === 0 ? parent(left, nodes[index + 1] ?? 0n) : []))
      empty = parent(empty, empty)
    }
    assert.equal(nodes.length, 1)
    assert.deepEqual(createCohortTree(some).root, fromElement(nodes[0] ?? 0n))
  })

  test('gives each member a path of the circuit’s depth that leads to the root, also when it has just grown', () => {
    const all = crowd(11)
    const tree = createCohortTree(all.slice(0, 1))
    for (const size of [1, 2, 3, 6, 11]) {
      tree.append(all.slice(tree.size, size))
      for (const [position, own] of all.slice(0, size).entries()) {
        const path = merklePathOf(tree, position)
        assert.equal(path.siblings.length, DEPTH)
        assert.deepEqual(fromElement(rootOver(toElement(own), path)), tree.root)
      }
    }
  })

  test('that grew has the root of one that was built at once; an empty one has none', () => {
    const all = crowd(20)
    const tree = createCohortTree(all.slice(0, 7))
    tree.append([])
    tree.append(all.slice(7))
    assert.deepEqual(tree.root, createCohortTree(all).root)
    assert.equal(createCohortTree().root, undefined)
  })

  test('has a 1 where a commitment is none: it holds its place and spoils nobody’s cohort', () => {
    const [own] = crowd(1) as [Commitment]
    const bad = [commitment(0n), commitment(SCALAR_FIELD)]
    const tree = createCohortTree([...bad, own])
    assert.deepEqual(tree.root, createCohortTree([commitment(1n), commitment(1n), own]).root)
  })

  test('has a path for nobody who is not in it, and no room for more than a cohort', () => {
    const tree = createCohortTree(crowd(3))
    assert.throws(() => merklePathOf(tree, 3), /nobody stands there/)
    assert.throws(() => tree.append(Array(COHORT_SIZE - 2)), /more than a cohort/)
  })
})

describe('a member with software of their own', () => {
  test('who proves as they should is believed', async () => {
    const self = person()
    const tree = createCohortTree([...crowd(3), commitment(self.commitment)])
    const proof = await forge(self, merklePathOf(tree, 3))
    assert.equal(await isTaken(proof, tree.root), true)
  })

  test('who registers the root of a tree of four identities is none of them', async () => {
    const four = [person(), person(), person(), person()] as const
    const [c1, c2, c3, c4] = four.map((one) => one.commitment) as [bigint, bigint, bigint, bigint]
    const [left, right] = [parent(c1, c2), parent(c3, c4)]
    const tree = createCohortTree([...crowd(20), commitment(parent(left, right))])
    const above = merklePathOf(tree, 20)
    const below = [
      [c2, right],
      [c1, right],
      [c4, left],
      [c3, left],
    ]
    for (const [place, one] of four.entries()) {
      const path = { index: above.index * 4 + place, siblings: [...(below[place] ?? []), ...above.siblings] }
      assert.deepEqual(fromElement(rootOver(one.commitment, path)), tree.root, 'it is a path to the root')
      assert.equal(await isTaken(await forge(one, path), tree.root), false)
    }
  })

  test('who says that the path is longer than the circuit gets the root zero, and no further', async () => {
    const self = person()
    const proof = await forge(self, merklePathOf(createCohortTree(crowd(2)), 0), DEPTH + 1)
    assert.deepEqual(proof.root, fromElement(0n))
    assert.equal(await verify({ proof, scope, message }), false)
  })

  test('who registers the two halves of a public key is one for two names, by a path that is one shorter', async () => {
    const self = person()
    const [x, y] = self.publicKey as [bigint, bigint]
    const tree = createCohortTree([...crowd(2), commitment(x), commitment(y)])
    const { siblings } = merklePathOf(tree, 2)
    const proof = await forge(self, { index: 1, siblings: siblings.slice(1) })
    assert.equal(await isTaken(proof, tree.root), true)
  })
})

/** By hand: what the circuit makes of a path. */
function rootOver(leaf: bigint, { index, siblings }: MerklePath): bigint {
  return siblings.reduce(
    (node, sibling, height) => ((index >> height) % 2 === 0 ? parent(node, sibling) : parent(sibling, node)),
    leaf,
  )
}

const forge = ({ secretScalar: secret }: SemaphoreIdentity, path: MerklePath, length?: number) =>
  forgeProof({ secret, path, scope, message, ...(length === undefined ? {} : { length }) })

const isTaken = async (proof: ActProof, root: Uint8Array | undefined) =>
  root !== undefined && equalBytes(proof.root, root) && (await verify({ proof, scope, message }))
