/**
 * The life of a program of ours: it does one thing, and ends in order whether that is done, failed or broken off, by a signal
 * or because whoever started it is gone.
 */

export type Cleanup = () => Promise<void> | void

export type Life = {
  /** Aborted when the program is told to stop. */
  readonly stop: AbortSignal
  /** Is run before the program ends, whichever way it ends; the latest first. */
  atEnd(cleanup: Cleanup): void
}

export type Course = {
  /** Answers the exit code. */
  run(life: Life): Promise<number>
  /** The exit code after a bug or a broken machine. */
  fault(error: unknown): number
  /** The exit code of a program that was told to stop: 128 and the signal's number, if not given. */
  stopped?(signal: number): number
}

const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const
const ENDS_WITHIN_MS = 20_000

export async function runToEnd(course: Course): Promise<never> {
  const { stopped = (signal) => 128 + signal } = course
  const stop = new AbortController()
  const ending = createEnding()

  for (const [name, number] of Object.entries(SIGNALS)) process.on(name, () => onSignal(number))
  // The channel to whoever started us ends when that one is gone, perhaps killed: nothing of us may stay behind.
  process.on('disconnect', () => onSignal(SIGNALS.SIGTERM))
  process.channel?.unref()
  // What waits for the network does so on timers that keep no process alive. This one does, until the end.
  setInterval(() => {}, 2 ** 30)
  // A reader that has gone away, as in `comrad inbox | head`, is no fault.
  process.stdout.on('error', () => void end(0))

  return end(await course.run({ stop: stop.signal, atEnd: ending.atEnd }).catch(course.fault))

  function onSignal(number: number): void {
    // Told twice: at once. What is left of us then ends by itself, for want of an owner.
    if (stop.signal.aborted) process.exit(stopped(number))
    stop.abort()
    void end(stopped(number))
  }

  async function end(code: number): Promise<never> {
    setTimeout(() => process.exit(code), ENDS_WITHIN_MS)
    await ending.run()
    process.exit(code)
  }
}

export type Ending = { atEnd(cleanup: Cleanup): void; run(): Promise<void> }

/** A cleanup that fails must not keep the others from being done; one that comes too late is done at once. */
export function createEnding(): Ending {
  const cleanups: Cleanup[] = []
  let running: Promise<void> | undefined

  return {
    atEnd: (cleanup) => (running === undefined ? void cleanups.push(cleanup) : void attempt(cleanup)),
    run() {
      running ??= runAll()
      return running
    },
  }

  async function runAll(): Promise<void> {
    for (const cleanup of cleanups.toReversed()) await attempt(cleanup)
  }

  async function attempt(cleanup: Cleanup): Promise<void> {
    try {
      await cleanup()
    } catch {
      // It is over; there is nobody left to tell.
    }
  }
}
