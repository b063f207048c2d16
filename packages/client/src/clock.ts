/** Time is an argument, so that a test can let thirty days pass. */
export type Clock = {
  /** Milliseconds since 1970, UTC. */
  now(): number
  /** Calls once, after `ms`; returns how to call it off. */
  after(ms: number, call: () => void): () => void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, call) {
    const timer = setTimeout(call, ms)
    return () => clearTimeout(timer)
  },
}
