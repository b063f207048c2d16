import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shapesOf } from './emblem-shapes.ts'

const SEEDS = Array.from({ length: 500 }, (_, index) => (index * 7_919).toString(16).padStart(16, '0'))

test('the same seed draws the same emblem, another one another', () => {
  assert.deepEqual(SEEDS.map(shapesOf), SEEDS.map(shapesOf))
  const drawn = new Set(SEEDS.map((seed) => JSON.stringify(shapesOf(seed))))
  assert.ok(drawn.size >= SEEDS.length - 2, `${drawn.size} of ${SEEDS.length}`)
})

test('every emblem has three colours, and its second shape within its square', () => {
  for (const seed of SEEDS) {
    const { ground, first, second } = shapesOf(seed)
    assert.equal(new Set([ground, first.fill, second.fill]).size, 3)
    for (const place of [second.x, second.y]) {
      assert.ok(place - second.radius > -4 && place + second.radius < 48)
    }
  }
})
