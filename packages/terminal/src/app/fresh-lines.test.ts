import assert from 'node:assert/strict'
import { test } from 'node:test'
import { freshIn } from './fresh-lines.ts'

test('what was there is not said again, wherever it has moved to', () => {
  assert.deepEqual(freshIn(['a', 'b', 'c'], ['b', 'c', 'd']), ['d'])
  assert.deepEqual(freshIn(['a', 'b'], ['news', 'a', 'b']), ['news'])
})

test('of two equal lines the second is another one, also when the first has gone off the screen', () => {
  assert.deepEqual(freshIn(['bob', '| yes'], ['bob', '| yes', 'bob', '| yes']), ['bob', '| yes'])
  assert.deepEqual(freshIn(['| yes', 'x', 'y'], ['x', 'y', '| yes']), ['| yes'])
})

test('what is selected now is said, and what is not any more is not', () => {
  assert.deepEqual(freshIn(['> a', 'b'], ['a', '> b']), ['> b'])
  assert.deepEqual(freshIn(['> a', 'b'], ['> a', 'b']), [])
})

test('of what grows only other words are said', () => {
  assert.deepEqual(freshIn(['● Tor: 10 %', '5 left'], ['● Tor: 20 %', '4 left']), ['4 left'])
})
