/** A name's own poster: three shapes that follow from it, so that a person is known at a glance. A name belongs to one key for ever. */

const PALETTES = [
  ['#b8141f', '#1b1714', '#f5f0e6'],
  ['#1b1714', '#b8141f', '#f5f0e6'],
  ['#f5f0e6', '#b8141f', '#1b1714'],
  ['#d9a441', '#1b1714', '#b8141f'],
  ['#f5f0e6', '#1b1714', '#d9a441'],
  ['#2e4a62', '#f5f0e6', '#b8141f'],
] as const

export function Emblem({ name, large = false }: { readonly name: string; readonly large?: boolean }) {
  const draw = drawsOf(name)
  const [ground, first, second] = PALETTES[draw(PALETTES.length)] ?? PALETTES[0]
  const turn = draw(8) * 45
  const x = 12 + draw(20)
  const y = 12 + draw(20)
  const radius = 8 + draw(8)
  return (
    <svg className={large ? 'emblem large' : 'emblem'} viewBox="0 0 44 44" aria-hidden="true">
      <rect width="44" height="44" fill={ground} />
      <g transform={`rotate(${turn} 22 22)`}>
        {draw(2) === 0 ? (
          <polygon points="-10,54 22,-4 54,54" fill={first} />
        ) : (
          <rect x="-10" y={18 + draw(8)} width="64" height={8 + draw(8)} fill={first} />
        )}
      </g>
      {draw(3) === 0 ? (
        <rect x={x - radius} y={y - radius} width={radius * 2} height={radius * 2} fill={second} />
      ) : (
        <circle cx={x} cy={y} r={radius} fill={second} />
      )}
    </svg>
  )
}

/** FNV-1a, then a step of xorshift for each draw. For pictures only. */
function drawsOf(name: string): (below: number) => number {
  let state = 0x811c9dc5
  for (let index = 0; index < name.length; index++) {
    state = Math.imul(state ^ name.charCodeAt(index), 0x01000193)
  }
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}
