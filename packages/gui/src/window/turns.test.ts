import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTurns } from './turns.ts'

test('two run, the third begins when one of them ends, and whoever gave up never does', () => {
  const turns = createTurns(2)
  const begun: string[] = []
  const [endFirst, , leaveThird] = ['first', 'second', 'third', 'fourth'].map((name) =>
    turns.wait(() => begun.push(name)),
  )
  assert.deepEqual(begun, ['first', 'second'])
  leaveThird?.()
  assert.deepEqual(begun, ['first', 'second'], 'it had no turn to give')
  endFirst?.()
  assert.deepEqual(begun, ['first', 'second', 'fourth'])
  endFirst?.()
  turns.wait(() => begun.push('fifth'))
  assert.deepEqual(begun, ['first', 'second', 'fourth'], 'a turn ends once')
})

test('one that ends as soon as it begins lets all the others begin', () => {
  const turns = createTurns(1)
  const begun: number[] = []
  const ends: (() => void)[] = []
  for (let index = 0; index < 3; index++) ends.push(turns.wait(() => begun.push(index)))
  for (const end of ends) end()
  assert.deepEqual(begun, [0, 1, 2])
})
