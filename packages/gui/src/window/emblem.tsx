/** A key's own poster, so that a person is known at a glance, and somebody else under their name too. */
import { shapesOf } from './emblem-shapes.ts'

type EmblemProps = {
  /** Undefined where no key is known: then it is nobody's. */
  readonly seed: string | undefined
  readonly large?: boolean
}

export function Emblem({ seed, large = false }: EmblemProps) {
  return (
    <svg className={large ? 'emblem large' : 'emblem'} viewBox="0 0 44 44" aria-hidden="true">
      {seed === undefined ? <Nobody /> : <Shapes seed={seed} />}
    </svg>
  )
}

function Nobody() {
  return (
    <circle cx="22" cy="22" r="12" fill="none" stroke="currentColor" strokeWidth="2" strokeDasharray="4 4" />
  )
}

function Shapes({ seed }: { readonly seed: string }) {
  const { ground, first, second } = shapesOf(seed)
  const { x, y, radius } = second
  return (
    <>
      <rect width="44" height="44" fill={ground} />
      <g transform={`rotate(${first.turn} 22 22)`}>
        {first.shape === 'wedge' ? (
          <polygon points="-10,54 22,-4 54,54" fill={first.fill} />
        ) : (
          <rect x="-10" y={first.y} width="64" height={first.height} fill={first.fill} />
        )}
      </g>
      {second.shape === 'square' ? (
        <rect x={x - radius} y={y - radius} width={radius * 2} height={radius * 2} fill={second.fill} />
      ) : (
        <circle cx={x} cy={y} r={radius} fill={second.fill} />
      )}
    </>
  )
}
