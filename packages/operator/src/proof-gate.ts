/**
 * Proofs of work are checked in the thread pool, a few at a time: each takes memory and some milliseconds, and a
 * queue without an end would be the cheapest way to stop an Operator.
 */
export type ProofGate = {
  /** `undefined` at once when too many wait already. */
  check(verify: () => Promise<boolean>): Promise<boolean> | undefined
  waiting(): number
}

export function createProofGate(limits: { proofsRunning: number; proofsWaiting: number }): ProofGate {
  const queue: (() => void)[] = []
  let running = 0

  return {
    check(verify) {
      if (running < limits.proofsRunning) {
        running++
        return run(verify)
      }
      if (queue.length >= limits.proofsWaiting) return undefined
      return new Promise<void>((resolve) => queue.push(resolve)).then(() => run(verify))
    },
    waiting: () => queue.length,
  }

  async function run(verify: () => Promise<boolean>): Promise<boolean> {
    try {
      return await verify()
    } finally {
      // The place goes to the next in line, so that nobody who comes now can take it first.
      const next = queue.shift()
      if (next) next()
      else running--
    }
  }
}
