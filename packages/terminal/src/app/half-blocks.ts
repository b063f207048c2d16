/** A picture in characters: an upper half block shows two points, one in each of its colours. */
import { type Line, line, type Span } from './line.ts'

/** Eight bits each of red, green, blue and opacity, row by row. */
export type Pixels = { readonly width: number; readonly height: number; readonly rgba: Uint8Array }

/** The longest side that a picture may have, to be within so many columns and rows. */
export function sideWithin(
  image: { readonly width: number; readonly height: number },
  room: { readonly columns: number; readonly rows: number },
): number {
  const scale = Math.min(room.columns / image.width, (room.rows * 2) / image.height, 1)
  return Math.max(1, Math.floor(Math.max(image.width, image.height) * scale))
}

export function drawPixels(pixels: Pixels, hasColours: boolean): readonly Line[] {
  const rows = Array.from({ length: Math.ceil(pixels.height / 2) }, (_, row) => row * 2)
  return rows.map((y) => (hasColours ? colouredRow(pixels, y) : shadedRow(pixels, y)))
}

function colouredRow(pixels: Pixels, y: number): Line {
  const spans: Span[] = []
  for (let x = 0; x < pixels.width; x++) {
    const color = colourAt(pixels, x, y)
    const background = colourAt(pixels, x, y + 1)
    const last = spans.at(-1)
    if (last?.color === color && last.background === background) {
      spans[spans.length - 1] = { ...last, text: `${last.text}▀` }
    } else spans.push({ text: '▀', color, background })
  }
  return spans
}

const SHADES = [' ', '░', '▒', '▓', '█']

/** Without colours: as light as the two points are together. */
function shadedRow(pixels: Pixels, y: number): Line {
  const shades = Array.from({ length: pixels.width }, (_, x) => {
    const light = (lightAt(pixels, x, y) + lightAt(pixels, x, y + 1)) / 2
    return SHADES[Math.round((light / 255) * (SHADES.length - 1))] ?? ' '
  })
  return line(shades.join(''))
}

function pointAt({ width, height, rgba }: Pixels, x: number, y: number): readonly [number, number, number] {
  if (y >= height) return [0, 0, 0]
  const at = (y * width + x) * 4
  const opacity = (rgba[at + 3] ?? 0) / 255
  const of = (channel: number) => Math.round((rgba[at + channel] ?? 0) * opacity)
  return [of(0), of(1), of(2)]
}

const two = (value: number): string => value.toString(16).padStart(2, '0')
const colourAt = (pixels: Pixels, x: number, y: number): string =>
  `#${pointAt(pixels, x, y).map(two).join('')}`

function lightAt(pixels: Pixels, x: number, y: number): number {
  const [red, green, blue] = pointAt(pixels, x, y)
  return 0.299 * red + 0.587 * green + 0.114 * blue
}
