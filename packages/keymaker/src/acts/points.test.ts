import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { releaseCurve } from '../testing-forged-proof.ts'
import { BASE_FIELD, fromElement } from './field.ts'
import { isInSubgroup, packPoints, unpackPoints } from './points.ts'

type Pair = readonly [bigint, bigint]

/** Of the second group, from EIP-197: its generator. */
const GENERATOR: readonly [Pair, Pair] = [
  [
    10857046999023057135944570762232829481370756359578518086990519993285655852781n,
    11559732032986387107991004021392285783925812861821192530917403151452391805634n,
  ],
  [
    8495653923123431417604973247489272438418190587263600148770280649306958101930n,
    4082367875863433681332203403145435568316851327593401208105741076214120093531n,
  ],
]
/** On the same curve: y² = x³ + 3 / (9 + i) at x = 2 + i. Its order is not the field's. */
const OUTSIDE: readonly [Pair, Pair] = [
  [2n, 1n],
  [
    7292567877523311580221095596750716176434782432868683424513645834767876293070n,
    19659275751359636165940301690575149581329631496732780143538578556285923319774n,
  ],
]

after(releaseCurve)

const proofOf = ([x, y]: readonly [Pair, Pair]) => ({
  pi_a: ['1', '2', '1'],
  pi_b: [x.map(String), y.map(String), ['1', '0']],
  pi_c: ['1', '2', '1'],
  protocol: 'groth16',
  curve: 'bn128',
})

test('the imaginary part of a coordinate stands before the real one, as EIP-197 has it', () => {
  const packed = packPoints(proofOf(OUTSIDE))
  const [[re, im]] = OUTSIDE
  assert.deepEqual(packed.slice(64, 96), fromElement(im))
  assert.deepEqual(packed.slice(96, 128), fromElement(re))
  assert.deepEqual(unpackPoints(packed), proofOf(OUTSIDE))
})

test('a coordinate is below the base field’s order: one point has one encoding', () => {
  const packed = packPoints(proofOf(GENERATOR))
  const largest = packed.with(0, 0)
  largest.set(fromElement(BASE_FIELD - 1n))
  assert.ok(unpackPoints(largest))
  largest.set(fromElement(BASE_FIELD))
  assert.equal(unpackPoints(largest), undefined)
})

test('a point on the curve is not yet one of the group', async () => {
  assert.equal(await isInSubgroup(proofOf(GENERATOR)), true)
  assert.equal(await isInSubgroup(proofOf(OUTSIDE)), false)
})
