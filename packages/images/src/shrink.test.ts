import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createCodecs } from './codecs.ts'
import { halves, paint } from './picture-fixture.ts'
import { averageBlocks, shrinkToFit } from './shrink.ts'

const codecs = createCodecs({ memoryMb: 64 })

describe('a picture is made smaller', () => {
  const cases: readonly (readonly [from: readonly [number, number], to: readonly [number, number]])[] = [
    [
      [100, 50],
      [100, 50],
    ],
    [
      [101, 50],
      [100, 50],
    ],
    [
      [50, 101],
      [50, 100],
    ],
    [
      [200, 100],
      [100, 50],
    ],
    [
      [1_000, 999],
      [100, 99],
    ],
    [
      [1_999, 3],
      [100, 1],
    ],
    [
      [1, 5_000],
      [1, 100],
    ],
  ]
  for (const [[width, height], to] of cases) {
    test(`${width} × ${height} to fit 100`, () => {
      const shrunk = shrinkToFit(codecs, halves(width, height), 100)
      assert.deepEqual([shrunk.width, shrunk.height], to)
      assert.equal(shrunk.rgba.length, shrunk.width * shrunk.height * 4)
    })
  }
})

describe('a block', () => {
  test('becomes its mean', () => {
    const checked = paint(4, 2, (x, y) => ((x + y) % 2 === 0 ? [200, 0, 100] : [100, 0, 200]))
    assert.deepEqual([...averageBlocks(checked, 2).rgba], [150, 0, 150, 255, 150, 0, 150, 255])
  })

  test('takes no colour from what is transparent', () => {
    const half = paint(2, 2, (x) => (x === 0 ? [200, 100, 50, 255] : [0, 255, 0, 0]))
    assert.deepEqual([...averageBlocks(half, 2).rgba], [200, 100, 50, 128])
  })

  test('that is all transparent has no colour', () => {
    const none = paint(2, 2, () => [200, 100, 50, 0])
    assert.deepEqual([...averageBlocks(none, 2).rgba], [0, 0, 0, 0])
  })
})
