/**
 * One thing at a time. A ratchet step reads a session, computes, and writes it back: two at once would lose one of
 * them. Nothing that waits for the network may run in here.
 */
export type Queue = {
  run<T>(step: () => Promise<T> | T): Promise<T>
  /** When everything that was put in has run. */
  idle(): Promise<void>
}

export function createQueue(): Queue {
  let last: Promise<unknown> = Promise.resolve()

  return {
    run(step) {
      const result = last.then(step)
      // The next step runs whether this one failed or not; its failure belongs to whoever asked for it.
      last = result.catch(() => undefined)
      return result
    },
    async idle() {
      let seen: Promise<unknown>
      do {
        seen = last
        await seen
      } while (seen !== last)
    },
  }
}
