import assert from 'node:assert/strict'
import { test } from 'node:test'
import { skipWithout } from './testing.ts'

test('a test without its program is left out on somebody’s own machine, and fails on a build machine', () => {
  assert.equal(skipWithout(false, 'tmux is not installed', {}), 'tmux is not installed')
  assert.throws(
    () => skipWithout(false, 'tmux is not installed', { CI: 'true' }),
    /^Error: tmux is not installed,/,
  )
  for (const env of [{}, { CI: 'true' }]) assert.equal(skipWithout(true, 'tmux is not installed', env), false)
})
