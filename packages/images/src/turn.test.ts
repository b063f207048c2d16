import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Pixels } from './picture.ts'
import { cutSquare, turnUpright } from './turn.ts'

/** Each pixel is a letter. */
function picture(...rows: readonly string[]): Pixels {
  const letters = [...rows.join('')]
  const rgba = Uint8Array.from(letters.flatMap((letter) => [letter.charCodeAt(0), 0, 0, 255]))
  return { width: rows[0]?.length ?? 0, height: rows.length, rgba }
}

function rowsOf({ width, height, rgba }: Pixels): readonly string[] {
  assert.equal(rgba.length, width * height * 4)
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => String.fromCharCode(rgba[(y * width + x) * 4] ?? 0)).join(''),
  )
}

describe('what a camera held otherwise is turned upright', () => {
  /** How EXIF describes the eight: where the first row and the first column of the file belong. */
  const stored: readonly (readonly [number, string, readonly string[]])[] = [
    [1, 'upright', ['abc', 'def']],
    [2, 'mirrored', ['cba', 'fed']],
    [3, 'upside down', ['fed', 'cba']],
    [4, 'upside down and mirrored', ['def', 'abc']],
    [5, 'rows for columns', ['ad', 'be', 'cf']],
    [6, 'lying on its left', ['cf', 'be', 'ad']],
    [7, 'rows for columns, from the end', ['fc', 'eb', 'da']],
    [8, 'lying on its right', ['da', 'eb', 'fc']],
  ]
  for (const [orientation, name, rows] of stored) {
    test(`${orientation}: ${name}`, () => {
      assert.deepEqual(rowsOf(turnUpright(picture(...rows), orientation)), ['abc', 'def'])
    })
  }
})

describe('a square', () => {
  test('is the middle of what is wide', () => {
    assert.deepEqual(rowsOf(cutSquare(picture('abcd', 'efgh'))), ['bc', 'fg'])
  })

  test('is the middle of what is high', () => {
    assert.deepEqual(rowsOf(cutSquare(picture('ab', 'cd', 'ef', 'gh', 'ij'))), ['cd', 'ef'])
  })

  test('is the whole of a square', () => {
    assert.deepEqual(rowsOf(cutSquare(picture('ab', 'cd'))), ['ab', 'cd'])
  })
})
