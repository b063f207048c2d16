import assert from 'node:assert/strict'
import { test } from 'node:test'
import decodeQR from 'qr/decode.js'
import { drawQr } from './qr.ts'

const ADDRESS = `comrad://${'a'.repeat(56)}.onion/${'b'.repeat(52)}`

test('a drawn address is read back from the drawing', () => {
  assert.equal(decodeQR(imageOf(drawQr(ADDRESS, { styled: false }))), ADDRESS)
})

test('drawn bytes are read back from the drawing, whichever they are', () => {
  const bytes = Uint8Array.from({ length: 90 }, (_, index) => (index * 37) % 256)
  const read: number[] = []
  const textDecoder = (part: Uint8Array) => {
    read.push(...part)
    return ''
  }
  decodeQR(imageOf(drawQr(bytes, { styled: false })), { textDecoder })
  assert.deepEqual(read.slice(0, bytes.length), [...bytes])
})

test('an address fits a terminal of 80 columns and 24 lines with room for a sentence', () => {
  const lines = drawQr(ADDRESS, { styled: false })
  assert.ok(lines.length <= 25, `${lines.length} lines`)
  assert.ok((lines[0] ?? '').length <= 60)
})

test('style changes the colours and nothing else', () => {
  const plain = drawQr('comrad', { styled: false })
  const styled = drawQr('comrad', { styled: true })
  assert.deepEqual(
    styled.map((line) => line.replace('\x1b[97;40m', '').replace('\x1b[0m', '')),
    plain,
  )
})

/** What a camera sees: a full block is light above and below. */
function imageOf(lines: readonly string[]): { width: number; height: number; data: Uint8Array } {
  const scale = 4
  const width = (lines[0] ?? '').length * scale
  const height = lines.length * 2 * scale
  const data = new Uint8Array(width * height * 4)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const row = Math.floor(y / scale)
      const character = lines[Math.floor(row / 2)]?.[Math.floor(x / scale)]
      const light = character === '█' || character === (row % 2 === 0 ? '▀' : '▄')
      data.set([light ? 255 : 0, light ? 255 : 0, light ? 255 : 0, 255], (y * width + x) * 4)
    }
  }
  return { width, height, data }
}
