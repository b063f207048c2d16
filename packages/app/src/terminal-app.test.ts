import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isPlainBy } from './terminal-app.ts'

test('a terminal that can do no more than write, and a screen reader, are given the plain application', () => {
  assert.equal(isPlainBy({ TERM: 'dumb' }), true)
  assert.equal(isPlainBy({ TERM: 'xterm-256color', INK_SCREEN_READER: 'true' }), true)
  assert.equal(isPlainBy({ TERM: 'xterm-256color', INK_SCREEN_READER: 'false' }), false)
  assert.equal(isPlainBy({}), false)
})
