/** What an emblem is made of: three shapes and three colours, which follow from its seed. */

const PALETTES = [
  ['#b8141f', '#1b1714', '#f5f0e6'],
  ['#1b1714', '#b8141f', '#f5f0e6'],
  ['#f5f0e6', '#b8141f', '#1b1714'],
  ['#d9a441', '#1b1714', '#b8141f'],
  ['#f5f0e6', '#1b1714', '#d9a441'],
  ['#2e4a62', '#f5f0e6', '#b8141f'],
] as const

export type EmblemShapes = {
  readonly ground: string
  /** Across all of it, turned. */
  readonly first: { readonly fill: string; readonly turn: number } & (
    | { readonly shape: 'wedge' }
    | { readonly shape: 'beam'; readonly y: number; readonly height: number }
  )
  readonly second: {
    readonly fill: string
    readonly shape: 'square' | 'disc'
    readonly x: number
    readonly y: number
    readonly radius: number
  }
}

/** Within a square of 44. */
export function shapesOf(seed: string): EmblemShapes {
  const draw = drawsOf(seed)
  const [ground, first, second] = PALETTES[draw(PALETTES.length)] ?? PALETTES[0]
  const turn = draw(8) * 45
  const place = { x: 12 + draw(20), y: 12 + draw(20), radius: 8 + draw(8) }
  const across =
    draw(2) === 0
      ? ({ shape: 'wedge' } as const)
      : ({ shape: 'beam', y: 18 + draw(8), height: 8 + draw(8) } as const)
  return {
    ground,
    first: { fill: first, turn, ...across },
    second: { fill: second, shape: draw(3) === 0 ? 'square' : 'disc', ...place },
  }
}

/** FNV-1a, then a step of xorshift for each draw. For pictures only. */
function drawsOf(seed: string): (below: number) => number {
  let state = 0x811c9dc5
  for (let index = 0; index < seed.length; index++) {
    state = Math.imul(state ^ seed.charCodeAt(index), 0x01000193)
  }
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}
