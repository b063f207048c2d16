/** Smaller, never larger. */
import type { Codecs } from './codecs.ts'
import type { Pixels } from './picture.ts'

/** Scales down until neither side is longer than `side`. */
export function shrinkToFit(codecs: Codecs, pixels: Pixels, side: number): Pixels {
  const longest = Math.max(pixels.width, pixels.height)
  if (longest <= side) return pixels
  // By a whole number first: the fine resizer would need twenty bytes of memory for every pixel of a large photo.
  const coarse = averageBlocks(pixels, Math.floor(longest / side))
  const scale = side / Math.max(coarse.width, coarse.height)
  if (scale >= 1) return coarse
  const scaled = (length: number) => Math.max(1, Math.round(length * scale))
  return codecs.resize(coarse, scaled(coarse.width), scaled(coarse.height))
}

/** Each pixel is the mean of a block of `factor` × `factor`; what is left over at the right and below is cut off. */
export function averageBlocks(pixels: Pixels, factor: number): Pixels {
  if (factor < 2) return pixels
  const across = Math.min(factor, pixels.width)
  const down = Math.min(factor, pixels.height)
  const width = Math.floor(pixels.width / across)
  const height = Math.floor(pixels.height / down)
  const rgba = new Uint8Array(width * height * 4)
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to += 4) averageBlock(pixels, { x, y, across, down }, rgba, to)
  }
  return { width, height, rgba }
}

type Block = { readonly x: number; readonly y: number; readonly across: number; readonly down: number }

/** Colours count as much as they are opaque: what is behind transparency has none. */
function averageBlock(from: Pixels, { x, y, across, down }: Block, rgba: Uint8Array, to: number) {
  const source = from.rgba
  let red = 0
  let green = 0
  let blue = 0
  let opacity = 0
  for (let row = y * down; row < (y + 1) * down; row++) {
    const begin = (row * from.width + x * across) * 4
    for (let at = begin; at < begin + across * 4; at += 4) {
      const weight = source[at + 3] ?? 0
      red += (source[at] ?? 0) * weight
      green += (source[at + 1] ?? 0) * weight
      blue += (source[at + 2] ?? 0) * weight
      opacity += weight
    }
  }
  const divisor = Math.max(1, opacity)
  rgba[to] = Math.round(red / divisor)
  rgba[to + 1] = Math.round(green / divisor)
  rgba[to + 2] = Math.round(blue / divisor)
  rgba[to + 3] = Math.round(opacity / (across * down))
}
