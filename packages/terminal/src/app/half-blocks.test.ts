import assert from 'node:assert/strict'
import { test } from 'node:test'
import { drawPixels, sideWithin } from './half-blocks.ts'

const WHITE = [255, 255, 255, 255]
const RED = [255, 0, 0, 255]
const CLEAR = [0, 255, 0, 0]

test('two points stand in a character, the upper one in front, and equal ones together', () => {
  const pixels = {
    width: 3,
    height: 2,
    rgba: Uint8Array.from([...RED, ...RED, ...WHITE, ...WHITE, ...WHITE, ...RED]),
  }
  assert.deepEqual(drawPixels(pixels, true), [
    [
      { text: '▀▀', color: '#ff0000', background: '#ffffff' },
      { text: '▀', color: '#ffffff', background: '#ff0000' },
    ],
  ])
})

test('what is transparent, and what is below the last row, is dark', () => {
  const pixels = { width: 1, height: 1, rgba: Uint8Array.from(CLEAR) }
  assert.deepEqual(drawPixels(pixels, true), [[{ text: '▀', color: '#000000', background: '#000000' }]])
})

test('without colours it is as light as its points', () => {
  const pixels = { width: 2, height: 2, rgba: Uint8Array.from([...WHITE, ...CLEAR, ...WHITE, ...CLEAR]) }
  assert.deepEqual(drawPixels(pixels, false), [[{ text: '█ ' }]])
})

test('a picture is made as large as fits, and no larger than it is', () => {
  const room = { columns: 80, rows: 20 }
  assert.equal(sideWithin({ width: 1600, height: 400 }, room), 80)
  assert.equal(sideWithin({ width: 400, height: 1600 }, room), 40)
  assert.equal(sideWithin({ width: 12, height: 9 }, room), 12)
})
