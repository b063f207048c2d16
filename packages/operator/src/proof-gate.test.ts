import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { createProofGate } from './proof-gate.ts'

/** A check that ends when the test says so. */
function heldCheck() {
  const held = Promise.withResolvers<boolean>()
  return { verify: () => held.promise, end: held.resolve }
}

test('a proof beyond the queue is turned away at once', async () => {
  const gate = createProofGate({ proofsRunning: 1, proofsWaiting: 1 })
  const first = heldCheck()
  const answers = [gate.check(first.verify), gate.check(async () => false)]
  assert.equal(gate.waiting(), 1)
  assert.equal(
    gate.check(async () => true),
    undefined,
  )
  first.end(true)
  assert.deepEqual(await Promise.all(answers), [true, false])
})

test('no more than the limit run at a time, in order of arrival', async () => {
  const gate = createProofGate({ proofsRunning: 2, proofsWaiting: 10 })
  const started: number[] = []
  const checks = [0, 1, 2, 3].map(() => heldCheck())
  const answers = checks.map(({ verify }, index) =>
    gate.check(() => {
      started.push(index)
      return verify()
    }),
  )
  assert.deepEqual(started, [0, 1])
  checks[1]?.end(true)
  await setImmediate()
  assert.deepEqual(started, [0, 1, 2])
  for (const check of checks) check.end(true)
  assert.deepEqual(await Promise.all(answers), [true, true, true, true])
  assert.deepEqual(started, [0, 1, 2, 3])
})

test('a check that throws gives its place back', async () => {
  const gate = createProofGate({ proofsRunning: 1, proofsWaiting: 1 })
  await assert.rejects(gate.check(() => Promise.reject(new Error('a broken machine'))) ?? Promise.resolve())
  assert.equal(await gate.check(async () => true), true)
})
