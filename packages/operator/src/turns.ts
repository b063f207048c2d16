/**
 * Who waits for something dear, in turn: each asker has a short queue of its own and the askers are served one after the other,
 * so that a flood from one circuit delays that circuit only.
 */
export type Turns = {
  /** 'busy' at once when this asker, or the house, has too many waiting. */
  take<T>(from: string, run: () => Promise<T>): Promise<T | 'busy'>
  waiting(): number
}

export type TurnLimits = {
  /** At the same time. */
  readonly running: number
  readonly waiting: number
  readonly waitingPerAsker: number
}

export function createTurns(limits: TurnLimits): Turns {
  /** In the order in which they are served next. */
  const askers = new Map<string, (() => void)[]>()
  let running = 0
  let waiting = 0

  return {
    async take(from, run) {
      if (running >= limits.running) {
        const own = askers.get(from) ?? []
        if (waiting >= limits.waiting || own.length >= limits.waitingPerAsker) return 'busy'
        waiting++
        await new Promise<void>((resolve) => {
          own.push(resolve)
          askers.set(from, own)
        })
      } else running++
      try {
        return await run()
      } finally {
        // The place goes to the next in turn, so that nobody who comes now can take it first.
        const next = takeNext()
        if (next) next()
        else running--
      }
    },
    waiting: () => waiting,
  }

  function takeNext(): (() => void) | undefined {
    const [first] = askers
    if (!first) return undefined
    const [from, queue] = first
    askers.delete(from)
    const next = queue.shift()
    if (queue.length > 0) askers.set(from, queue)
    waiting--
    return next
  }
}
