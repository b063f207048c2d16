/** Our check of a proof says what snarkjs’ own says: of true ones, of each thing that can be changed, of points that are none. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { ActProof, Fingerprint } from '@comrad/protocol'
import { groth16 } from 'snarkjs'
import { deriveIdentity, semaphoreSecretOf } from '../identity.ts'
import { createPhrase, seedOf } from '../phrase.ts'
import { forgeProof, releaseCurve } from '../testing-forged-proof.ts'
import { readArtifact } from './artifacts.ts'
import { createCohortTree, merklePathOf } from './cohort-tree.ts'
import { BASE_FIELD, SCALAR_FIELD, toElement } from './field.ts'
import { type Check, createCheck } from './groth16.ts'
import { unpackPoints } from './points.ts'
import { actMessage, actScope } from './scope.ts'

type Points = NonNullable<ReturnType<typeof unpackPoints>>

const subject = { fingerprint: 'a'.repeat(52) as Fingerprint, scope: 'vote/00' }
const scope = actScope(subject)
const message = actMessage({ ...subject, payload: new Uint8Array([1]) })
const ZERO = ['0', '0', '1']

let key: Parameters<typeof createCheck>[0]
let check: Check
let points: Points
let signals: readonly bigint[]

before(async () => {
  key = JSON.parse(new TextDecoder().decode(await readArtifact('json')))
  check = await createCheck(key)
  const identity = deriveIdentity(seedOf(createPhrase()))
  const path = merklePathOf(createCohortTree([identity.commitment]), 0)
  const proof: ActProof = await forgeProof({ secret: semaphoreSecretOf(identity), path, scope, message })
  const unpacked = unpackPoints(proof.points)
  assert.ok(unpacked)
  points = unpacked
  signals = [proof.root, proof.nullifier, message, scope].map(toElement)
})
after(releaseCurve)

const holds = async (changed: Partial<Points>, of = signals) => {
  const changedPoints = { ...points, ...changed }
  const own = check(changedPoints, of)
  assert.equal(own, await groth16.verify(key, of.map(String), changedPoints), 'snarkjs says otherwise')
  return own
}

const flipped = ([x, y, z]: readonly string[]) => [x ?? '', String(BASE_FIELD - BigInt(y ?? 0)), z ?? '']

test('a true proof holds, as often as it is asked', async () => {
  assert.equal(await holds({}), true)
  assert.equal(await holds({}), true)
})

test('with any other signal it does not hold, nor with signals in another order', async () => {
  for (const index of signals.keys()) {
    const other = signals.map((signal, at) => (at === index ? (signal + 1n) % SCALAR_FIELD : signal))
    assert.equal(await holds({}, other), false, `signal ${index}`)
  }
  assert.equal(await holds({}, [...signals].reverse()), false)
  assert.equal(check(points, signals.slice(1)), false, 'one too few')
  assert.equal(check(points, [...signals, 0n]), false, 'one too many')
})

test('with any other point of the group in the place of one it does not hold', async () => {
  assert.equal(await holds({ pi_a: points.pi_c }), false)
  assert.equal(await holds({ pi_c: points.pi_a }), false)
  assert.equal(await holds({ pi_a: flipped(points.pi_a) }), false)
  assert.equal(await holds({ pi_c: flipped(points.pi_c) }), false)
  // Both signs turned: another proof of the same.
  const [x = [], y = [], z = []] = points.pi_b
  const negated = [x, y.map((one) => String(BASE_FIELD - BigInt(one))), z]
  assert.equal(await holds({ pi_b: negated }), false)
  assert.equal(await holds({ pi_a: flipped(points.pi_a), pi_b: negated }), true)
})

test('with a point that is not on the curve it does not hold, nor with one at infinity', async () => {
  assert.equal(await holds({ pi_a: ['1', '1', '1'] }), false)
  assert.equal(await holds({ pi_c: ['1', '1', '1'] }), false)
  const [x = [], , z = []] = points.pi_b
  assert.equal(await holds({ pi_b: [x, x, z] }), false)
  const none = [['0', '0'], ['0', '0'], z]
  assert.equal(await holds({ pi_a: ZERO }), false)
  assert.equal(await holds({ pi_b: none }), false)
  assert.equal(await holds({ pi_c: ZERO }), false)
  assert.equal(await holds({ pi_a: ZERO, pi_b: none, pi_c: ZERO }), false)
})
