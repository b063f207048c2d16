/** So many at a time; the others wait in the order in which they came. */

export type Turns = {
  /** Calls `begin` when it is its turn. What is given back ends it, or the waiting for it. */
  wait(begin: () => void): () => void
}

export function createTurns(atOnce: number): Turns {
  const waiting = new Set<() => void>()
  const running = new Set<() => void>()
  const next = () => {
    for (const begin of waiting) {
      if (running.size >= atOnce) return
      waiting.delete(begin)
      running.add(begin)
      begin()
    }
  }
  return {
    wait(begin) {
      const own = () => begin()
      waiting.add(own)
      next()
      return () => {
        waiting.delete(own)
        if (running.delete(own)) next()
      }
    },
  }
}
