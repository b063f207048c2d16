import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createSlots } from './slots.ts'

const first = () => 0

test('without free places the next numbers are new ones', () => {
  const slots = createSlots({ pick: first, used: [1, 2], highest: 2 })
  assert.equal(slots.hasFree(), false)
  assert.deepEqual([slots.take(), slots.take()], [3, 4])
})

test('after a start, a place without a letter counts as dirty and is given out again', () => {
  const slots = createSlots({ pick: first, used: [1, 3], highest: 4 })
  assert.deepEqual(slots.counts(), { clean: 0, dirty: 2, erasing: 0 })
  assert.deepEqual([slots.take(), slots.take()].sort(), [2, 4])
})

test('a place is released only by the commit of its transaction', () => {
  const slots = createSlots({ pick: first, used: [1], highest: 1 })
  slots.release(1)
  assert.equal(slots.take(), 2, 'what a transaction frees it cannot use itself')
  slots.commit()
  assert.equal(slots.take(), 1)
})

test('a rollback gives back what was taken and forgets what was released', () => {
  const slots = createSlots({ pick: first, used: [1], highest: 2 })
  slots.release(1)
  const taken = [slots.take(), slots.take()]
  slots.rollback()
  assert.deepEqual([slots.take(), slots.take()], taken)
  slots.commit()
  assert.deepEqual(slots.counts(), { clean: 0, dirty: 0, erasing: 0 })
})

test('what is being erased is not given out before it is erased', () => {
  const slots = createSlots({ pick: first, used: [], highest: 2 })
  slots.beginErasing()
  assert.equal(slots.hasFree(), false)
  slots.erase(10, (some) => new Set(some))
  assert.deepEqual(slots.counts(), { clean: 2, dirty: 0, erasing: 0 })
})

test('an erasure that fails is still to be done', () => {
  const slots = createSlots({ pick: first, used: [], highest: 2 })
  slots.beginErasing()
  assert.throws(() =>
    slots.erase(10, () => {
      throw new Error('full')
    }),
  )
  assert.equal(slots.counts().erasing, 2)
})

test('the highest clean places are removed, and their numbers come back last', () => {
  const slots = createSlots({ pick: first, used: [], highest: 3 })
  slots.beginErasing()
  slots.erase(10, (some) => new Set(some))
  slots.remove(2, (some) => assert.deepEqual(some, [2, 3]))
  assert.equal(slots.take(), 1)
  assert.equal(slots.hasFree(), false)
  assert.deepEqual([slots.take(), slots.take()].sort(), [2, 3])
})

test('no place is ever given to two letters', () => {
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom('take', 'release') },
    { weight: 1, arbitrary: fc.constantFrom('commit', 'rollback', 'begin', 'erase', 'create', 'remove') },
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), fc.infiniteStream(fc.nat()), (steps, numbers) => {
      const pick = (bound: number) => Number(numbers.next().value) % bound
      const slots = createSlots({ pick, used: [2, 5], highest: 6 })
      let used = new Set([2, 5])
      let next = new Set(used)
      for (const one of steps) {
        if (one === 'take') {
          const slot = slots.take()
          assert.ok(!next.has(slot) && !used.has(slot), `${slot} is in use`)
          next.add(slot)
        } else if (one === 'release') {
          const [slot] = [...used].filter((each) => next.has(each))
          if (slot === undefined) continue
          slots.release(slot)
          next.delete(slot)
        } else if (one === 'commit') {
          slots.commit()
          used = new Set(next)
        } else if (one === 'rollback') {
          slots.rollback()
          next = new Set(used)
        } else if (next.size === used.size && [...next].every((slot) => used.has(slot))) {
          // Between two transactions only.
          if (one === 'begin') slots.beginErasing()
          if (one === 'erase') slots.erase(3, (some) => new Set(some.filter((slot) => slot % 3 > 0)))
          if (one === 'create') slots.create(2, () => {})
          if (one === 'remove') slots.remove(2, () => {})
        }
      }
    }),
  )
})
