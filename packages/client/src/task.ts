/**
 * Something to be done in the background, again and again: one run at a time, and after a failure not before a growing,
 * random pause. A bug in a run is caught here, told once, and does not end the task.
 */
import type { Bytes } from '@comrad/protocol'
import type { Clock } from './clock.ts'

export type Outcome = 'done' | 'retry' | { readonly retryInMs: number }

export type Backoff = { readonly minMs: number; readonly maxMs: number }

export const BACKOFF: Backoff = { minMs: 1_000, maxMs: 300_000 }

export type Task = {
  /** Runs soon; a pause after a failure is waited out, unless `now`: what made it fail may be over, also while it still runs. */
  poke(options?: { readonly now?: boolean }): void
  /** When no run is going on or due. A pause after a failure counts as rest. */
  rest(): Promise<void>
  isResting(): boolean
  stop(): Promise<void>
}

export type TaskDeps = {
  readonly clock: Clock
  readonly random: (length: number) => Bytes
  readonly backoff: Backoff
  onFault(error: unknown): void
}

export function createTask(deps: TaskDeps, run: () => Promise<Outcome>): Task {
  let state: 'idle' | 'running' | 'again' | 'pausing' | 'stopped' = 'idle'
  let failures = 0
  let running: Promise<void> = Promise.resolve()
  let callOff = () => {}
  let isHurried = false

  return {
    poke({ now = false } = {}) {
      if (state === 'running') state = 'again'
      if (state === 'again' && now) isHurried = true
      if (state === 'pausing' && now) callOff()
      if (state === 'idle' || (state === 'pausing' && now)) begin()
    },
    async rest() {
      while (state === 'running' || state === 'again') await running
    },
    isResting: () => state !== 'running' && state !== 'again',
    async stop() {
      callOff()
      state = 'stopped'
      await running
    },
  }

  function begin() {
    isHurried = false
    state = 'running'
    running = once()
  }

  async function once(): Promise<void> {
    const outcome = await caught()
    if (state === 'stopped') return
    if (outcome === 'done') {
      failures = 0
      if (state === 'again') return begin()
      state = 'idle'
      return
    }
    if (isHurried) return begin()
    const ms = outcome === 'retry' ? pauseAfter(failures++) : outcome.retryInMs
    state = 'pausing'
    callOff = deps.clock.after(ms, begin)
  }

  async function caught(): Promise<Outcome> {
    try {
      return await run()
    } catch (error) {
      deps.onFault(error)
      return 'retry'
    }
  }

  /** Half of it random, so that devices that failed together do not come back together. */
  function pauseAfter(failures: number): number {
    const { minMs, maxMs } = deps.backoff
    const whole = Math.min(maxMs, minMs * 2 ** Math.min(failures, 30))
    const [high = 0, low = 0] = deps.random(2)
    return Math.round(whole / 2 + (whole / 2) * ((high * 256 + low) / 65_535))
  }
}
