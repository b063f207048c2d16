import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { createSlots } from './slots.ts'

const first = (_bound: number) => 0
const open = (used: readonly number[], length: number, pick = first) => createSlots({ pick, used, length })

describe('a place', () => {
  test('is a new one at the end where none is free', () => {
    const slots = open([0, 1], 2)
    assert.equal(slots.hasFree(), false)
    assert.deepEqual([slots.take(), slots.take()], [2, 3])
    assert.deepEqual(slots.counts(), { length: 4, used: 4, free: 0 })
  })

  test('without a letter is given out before the file grows', () => {
    const slots = open([0, 2], 4)
    assert.equal(slots.hasFree(), true)
    assert.deepEqual([slots.take(), slots.take()].sort(), [1, 3])
    assert.equal(slots.hasFree(), false)
  })

  test('is found however few are free', () => {
    const used = Array.from({ length: 5000 }, (_, slot) => slot).filter((slot) => slot !== 4321)
    const slots = open(used, 5000)
    assert.equal(slots.hasFree(), true)
    assert.equal(slots.take(), 4321)
    assert.equal(slots.take(), 5000)
  })

  test('that a transaction frees is not given out in the same one', () => {
    const slots = open([0], 1)
    slots.release(0)
    assert.equal(slots.take(), 1)
    slots.commit()
    assert.equal(slots.take(), 0)
  })

  test('that was taken is dirty after a rollback, and one that was released is still in use', () => {
    const slots = open([0], 3)
    slots.cleaned(slots.takeDirty())
    slots.release(0)
    const taken = slots.take()
    slots.rollback()
    assert.deepEqual(slots.takeDirty(), [taken])
    assert.deepEqual(slots.counts(), { length: 3, used: 1, free: 2 })
  })

  test('is drawn at random from the front of the file, and those of one transaction are neighbours', () => {
    const numbers = [400, 3, 5, 1, 0]
    const slots = open([], 5000, (bound) => (numbers.shift() ?? 0) % bound)
    const together = [slots.take(), slots.take(), slots.take()]
    assert.equal(new Set(together).size, 3)
    assert.ok(together.every((slot) => slot >= 400 && slot < 440))
    slots.commit()
    const asked: number[] = []
    const watched = open([], 5000, (bound) => {
      asked.push(bound)
      return 0
    })
    watched.take()
    assert.equal(asked[0], 1024, 'the first 1,024 of 5,000 free places')
  })
})

describe('dirty places', () => {
  test('are all that have no letter after a start', () => {
    assert.deepEqual(open([1], 4).takeDirty(), [0, 2, 3])
  })

  test('are told once, ascending, and those that were taken meanwhile are dirty no more', () => {
    const slots = open([2, 1, 0], 3)
    for (const slot of [2, 0]) slots.release(slot)
    slots.commit()
    assert.deepEqual(slots.takeDirty(), [0, 2])
    assert.deepEqual(slots.takeDirty(), [])
    const taken = slots.take()
    slots.commit()
    assert.deepEqual(
      [0, 2].filter((slot) => slots.isDirty(slot)),
      [0, 2].filter((slot) => slot !== taken),
    )
  })
})

describe('the end of the file', () => {
  test('is needed up to the last place that holds anything', () => {
    const slots = open([1], 6)
    assert.equal(slots.needed(), 6, 'what is dirty is not cut off but overwritten first')
    slots.cleaned(slots.takeDirty())
    assert.equal(slots.needed(), 2)
    slots.cut(3)
    assert.deepEqual(slots.counts(), { length: 3, used: 1, free: 2 })
    slots.lengthened(2)
    assert.deepEqual(slots.counts(), { length: 5, used: 1, free: 4 })
  })
})

test('no place is ever given to two letters, and the counts are right', () => {
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom('take', 'release') },
    { weight: 1, arbitrary: fc.constantFrom('commit', 'rollback', 'erase', 'lengthen', 'cut') },
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), fc.infiniteStream(fc.nat()), (steps, numbers) => {
      const slots = open([2, 5], 7, (bound) => Number(numbers.next().value) % bound)
      let used = new Set([2, 5])
      let next = new Set(used)
      const isBetween = () => next.size === used.size && [...next].every((slot) => used.has(slot))
      for (const one of steps) {
        if (one === 'take') {
          const slot = slots.take()
          assert.ok(!next.has(slot) && !used.has(slot), `${slot} is in use`)
          next.add(slot)
        } else if (one === 'release') {
          const slot = [...used].find((each) => next.has(each))
          if (slot === undefined) continue
          slots.release(slot)
          next.delete(slot)
        } else if (one === 'commit' || one === 'rollback') {
          slots[one]()
          if (one === 'commit') used = new Set(next)
          next = new Set(used)
          assert.equal(slots.counts().used, used.size)
        } else if (isBetween()) {
          if (one === 'erase') slots.cleaned(slots.takeDirty().filter(slots.isDirty))
          if (one === 'lengthen') slots.lengthened(3)
          if (one === 'cut') slots.cut(slots.needed())
          assert.equal(slots.counts().used, used.size)
          assert.ok([...used].every((slot) => slot < slots.counts().length))
        }
      }
    }),
    { numRuns: 300 },
  )
})
