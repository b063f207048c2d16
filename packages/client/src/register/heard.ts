/**
 * Checkpoints that the Operator showed on some lane and that are beyond this device's copy. They move no lane; they wait, and the next
 * reading must lead to them: whoever shows a lane what it hides from the others is caught by it later.
 */
import { equalBytes } from '@comrad/keymaker'
import type { SignedCheckpoint } from './judge.ts'

export type Heard = {
  /** Answers one of the same size that cannot be true beside it, if there is one. */
  add(shown: SignedCheckpoint): SignedCheckpoint | undefined
  all(): readonly SignedCheckpoint[]
  forget(shown: SignedCheckpoint): void
}

/** More than an Operator that is no liar shows between two readings, as far as it matters: each is the end of one log. */
const HEARD_MAX = 256

export function createHeard(): Heard {
  const bySize = new Map<number, SignedCheckpoint>()

  return {
    add(shown) {
      const { size, root } = shown.checkpoint
      const other = bySize.get(size)
      if (other) return equalBytes(other.checkpoint.root, root) ? undefined : other
      bySize.set(size, shown)
      const [oldest] = bySize.keys()
      if (bySize.size > HEARD_MAX && oldest !== undefined) bySize.delete(oldest)
      return undefined
    },
    all: () => [...bySize.values()],
    forget: ({ checkpoint }) => void bySize.delete(checkpoint.size),
  }
}
