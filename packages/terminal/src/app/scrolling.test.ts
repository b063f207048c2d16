import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { ended, type Measured, paged, type Scroll, sightOf, stepped, UNSCROLLED } from './scrolling.ts'

const itemsOf = (...heights: readonly number[]): readonly Measured[] =>
  heights.map((height, place) => ({ key: String(place), height, isSelectable: true }))

const FROM_START = { height: 10, keepsTo: 'start' } as const
const FROM_END = { height: 10, keepsTo: 'end' } as const

describe('a list', () => {
  test('begins at its start, or at its end', () => {
    const items = itemsOf(4, 4, 4, 4)
    assert.deepEqual(
      [sightOf(items, UNSCROLLED, FROM_START).top, sightOf(items, UNSCROLLED, FROM_START).selected],
      [0, 0],
    )
    assert.deepEqual(
      [sightOf(items, UNSCROLLED, FROM_END).top, sightOf(items, UNSCROLLED, FROM_END).selected],
      [6, 3],
    )
  })

  test('moves only as far as what is selected asks for', () => {
    const items = itemsOf(4, 4, 4, 4)
    let scroll: Scroll = UNSCROLLED
    const tops = [1, 1, 1, -1, -1, -1].map((by) => {
      scroll = stepped(items, sightOf(items, scroll, FROM_START), by as 1 | -1, FROM_START)
      return sightOf(items, scroll, FROM_START).top
    })
    assert.deepEqual(tops, [0, 2, 6, 6, 4, 0])
  })

  test('goes through an item that is taller than the screen before it goes past it', () => {
    const items = itemsOf(2, 25, 2)
    let scroll: Scroll = stepped(items, sightOf(items, UNSCROLLED, FROM_START), 1, FROM_START)
    const seen = [1, 2, 3, 4].map(() => {
      const { top, selected } = sightOf(items, scroll, FROM_START)
      scroll = stepped(items, sightOf(items, scroll, FROM_START), 1, FROM_START)
      return [selected, top]
    })
    assert.deepEqual(seen, [
      [1, 2],
      [1, 10],
      [1, 17],
      [2, 19],
    ])
  })

  test('passes over titles', () => {
    const items = itemsOf(1, 1, 1).map((one, place) => ({ ...one, isSelectable: place !== 1 }))
    const sight = sightOf(items, UNSCROLLED, FROM_START)
    assert.equal(stepped(items, sight, 1, FROM_START).selected, '2')
  })

  test('without anything to select is scrolled a row at a time', () => {
    const items = itemsOf(...Array.from({ length: 30 }, () => 1)).map((one) => ({
      ...one,
      isSelectable: false,
    }))
    const scroll = stepped(items, sightOf(items, UNSCROLLED, FROM_START), 1, FROM_START)
    assert.equal(sightOf(items, scroll, FROM_START).top, 1)
  })

  test('stays where it is when something comes in above', () => {
    const items = itemsOf(4, 4, 4, 4, 4)
    const scroll = { selected: '3', anchor: '2', offset: 1 }
    const before = sightOf(items, scroll, FROM_START)
    const more = [{ key: 'new', height: 3, isSelectable: true }, ...items]
    assert.equal(sightOf(more, scroll, FROM_START).top, before.top + 3)
  })
})

test('whatever is done, what is selected is on the screen, and the screen within the list', () => {
  const moves = fc.array(fc.constantFrom('down', 'up', 'on', 'back', 'first', 'last'), { maxLength: 40 })
  const heights = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 30 })
  fc.assert(
    fc.property(heights, moves, fc.constantFrom(FROM_START, FROM_END), (given, made, screen) => {
      const items = itemsOf(...given)
      let scroll: Scroll = UNSCROLLED
      for (const move of made) {
        const sight = sightOf(items, scroll, screen)
        if (move === 'down' || move === 'up') scroll = stepped(items, sight, move === 'down' ? 1 : -1, screen)
        else if (move === 'first' || move === 'last') scroll = ended(items, move)
        else scroll = paged(items, sight, move === 'on' ? 1 : -1, screen)
        const { top, total, selected, starts } = sightOf(items, scroll, screen)
        const start = starts[selected] ?? Number.NaN
        assert.ok(top >= 0 && top <= Math.max(0, total - screen.height))
        assert.ok(start < top + screen.height && start + (given[selected] ?? 0) > top)
      }
    }),
  )
})
