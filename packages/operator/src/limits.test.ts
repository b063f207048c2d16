import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCircuits, createTokenBucket } from './limits.ts'

test('a burst passes, and what exceeds it is owed', () => {
  const bucket = createTokenBucket({ burst: 10, perSecond: 5 })
  bucket.take(10, 1000)
  assert.equal(bucket.owedMs(1000), 0)
  bucket.take(5, 1000)
  assert.equal(bucket.owedMs(1000), 1000)
  assert.equal(bucket.owedMs(1600), 400)
  assert.equal(bucket.owedMs(2000), 0)
})

test('an idle bucket fills up to its burst and no further', () => {
  const bucket = createTokenBucket({ burst: 10, perSecond: 5 })
  bucket.take(10, 0)
  assert.equal(bucket.isFull(1000), false)
  assert.equal(bucket.isFull(60_000), true)
  bucket.take(11, 60_000)
  assert.equal(bucket.owedMs(60_000), 200)
})

test('a clock that is set back neither gives nor takes', () => {
  const bucket = createTokenBucket({ burst: 10, perSecond: 5 })
  bucket.take(15, 10_000)
  assert.equal(bucket.owedMs(1000), 1000)
  assert.equal(bucket.owedMs(2000), 0)
})

const LIMITS = { circuit: { burst: 10, perSecond: 5 }, connectionsPerCircuit: 2 }

test('all connections of a circuit share one bucket, and no other circuit does', () => {
  const circuits = createCircuits(LIMITS)
  circuits.enter('a')?.take(15, 0)
  assert.equal(circuits.enter('a')?.owedMs(0), 1000)
  assert.equal(circuits.enter('b')?.owedMs(0), 0)
})

test('a circuit has a limit of connections', () => {
  const circuits = createCircuits(LIMITS)
  circuits.enter('a')
  circuits.enter('a')
  assert.equal(circuits.enter('a'), undefined)
  circuits.leave('a')
  assert.notEqual(circuits.enter('a'), undefined)
})

test('a circuit that connects again still owes', () => {
  const circuits = createCircuits(LIMITS)
  circuits.enter('a')?.take(20, 0)
  circuits.leave('a')
  circuits.sweep(1000)
  assert.equal(circuits.enter('a')?.owedMs(1000), 1000)
})

test('a circuit that has left and owes nothing is forgotten', () => {
  const circuits = createCircuits(LIMITS)
  circuits.enter('a')?.take(20, 0)
  circuits.leave('a')
  circuits.sweep(60_000)
  assert.equal(circuits.size(), 0)
})
