/** A key's own mark behind a name: two shapes with a colour each. Where no key is known there is none, and a voice has nothing to say of it. */
import type { EmblemSeed } from '@comrad/client'
import type { Span } from './line.ts'

const SHAPES = ['■', '●', '▲', '▼', '◆', '◢', '◣', '◤', '◥', '○'] as const
/** None in which something else is told. */
const COLOURS = ['white', 'cyan', 'blue', 'blueBright', 'gray'] as const

export function drawEmblem(seed: EmblemSeed | undefined, isPlain: boolean): readonly Span[] {
  if (seed === undefined || isPlain) return []
  const byte = (place: number) => Number.parseInt(seed.slice(2 * place, 2 * place + 2), 16)
  const mark = (place: number): Span => ({
    text: SHAPES[byte(place) % SHAPES.length] ?? '',
    color: COLOURS[byte(place + 1) % COLOURS.length] ?? '',
  })
  return [{ text: ' ' }, mark(0), mark(2)]
}
