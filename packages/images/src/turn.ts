/** Pixels moved, not changed. */

import type { Orientation } from './header.ts'
import type { Pixels } from './picture.ts'

/** Which of the eight (CIPA DC-008 §4.6.4, Orientation) exchange rows and columns, and which sides they begin from. */
const LIES = [5, 6, 7, 8]
const FROM_THE_RIGHT = [2, 3, 7, 8]
const FROM_BELOW = [3, 4, 6, 7]

export function turnUpright(pixels: Pixels, orientation: Orientation): Pixels {
  if (orientation === 1) return pixels
  const { width, height } = pixels
  const source = words(pixels)
  const lies = LIES.includes(orientation)
  const fromRight = FROM_THE_RIGHT.includes(orientation)
  const fromBelow = FROM_BELOW.includes(orientation)
  const turned = new Uint32Array(source.length)
  for (let y = 0, from = 0; y < height; y++) {
    const row = fromBelow ? height - 1 - y : y
    for (let x = 0; x < width; x++, from++) {
      const column = fromRight ? width - 1 - x : x
      turned[lies ? column * height + row : row * width + column] = source[from] ?? 0
    }
  }
  const rgba = new Uint8Array(turned.buffer)
  return lies ? { width: height, height: width, rgba } : { width, height, rgba }
}

/** The square in the middle. */
export function cutSquare(pixels: Pixels): Pixels {
  const side = Math.min(pixels.width, pixels.height)
  if (side === Math.max(pixels.width, pixels.height)) return pixels
  const left = Math.floor((pixels.width - side) / 2)
  const top = Math.floor((pixels.height - side) / 2)
  const rgba = new Uint8Array(side * side * 4)
  for (let y = 0; y < side; y++) {
    const begin = ((top + y) * pixels.width + left) * 4
    rgba.set(pixels.rgba.subarray(begin, begin + side * 4), y * side * 4)
  }
  return { width: side, height: side, rgba }
}

function words({ rgba }: Pixels): Uint32Array {
  return new Uint32Array(rgba.buffer, rgba.byteOffset, rgba.length / 4)
}
