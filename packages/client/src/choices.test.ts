import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EXPIRY_DAYS, TIMER_SECONDS } from '@comrad/protocol'
import { EXPIRY_CHOICES, TIMER_CHOICES } from './choices.ts'

test('whatever is offered is allowed, from nothing or the least to the most', () => {
  const [off, ...timers] = TIMER_CHOICES
  assert.equal(off, 0)
  assert.ok(timers.every((one) => one >= TIMER_SECONDS.min && one <= TIMER_SECONDS.max))
  assert.equal(Math.max(...timers), TIMER_SECONDS.max)
  const { min, max, usual } = EXPIRY_DAYS
  assert.deepEqual([Math.min(...EXPIRY_CHOICES), Math.max(...EXPIRY_CHOICES)], [min, max])
  assert.ok(EXPIRY_CHOICES.some((one) => one === usual))
})
