/**
 * Something to be done in the background, again and again: one run at a time, and after a failure not before a growing,
 * random pause. A bug in a run is caught here, told once, and does not end the task.
 */

import type { Bytes } from '@comrad/protocol'
import type { Clock } from './clock.ts'
import { within } from './pauses.ts'

/** 'offline': nobody was reached; that passes by itself, and is looked for more often than a refusal is tried again. */
export type Outcome = 'done' | 'retry' | 'offline' | { readonly retryInMs: number }

export type Backoff = { readonly minMs: number; readonly maxMs: number }

const OFFLINE_MAX_MS = 30_000

export type Task = {
  /** Runs soon; a pause after a failure is waited out, unless `now`: what made it fail may be over, also while it still runs. */
  poke(options?: { readonly now?: boolean }): void
  /** Ends a pause, if there is one. */
  wake(): void
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
    wake() {
      if (state !== 'pausing') return
      callOff()
      begin()
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
    const ms = typeof outcome === 'object' ? outcome.retryInMs : pauseAfter(failures++, mostAfter(outcome))
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

  function mostAfter(outcome: 'retry' | 'offline'): number {
    const { maxMs } = deps.backoff
    return outcome === 'offline' ? Math.min(maxMs, OFFLINE_MAX_MS) : maxMs
  }

  /** Half of it random, so that devices that failed together do not come back together. */
  function pauseAfter(failures: number, maxMs: number): number {
    const { minMs } = deps.backoff
    const whole = Math.min(maxMs, minMs * 2 ** Math.min(failures, 30))
    return within({ min: whole / 2, max: whole }, deps.random)
  }
}
