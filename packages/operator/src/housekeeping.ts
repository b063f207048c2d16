/** What the Operator does unasked: lets die what is too old, and scrubs from its files what was deleted. */
import { setImmediate } from 'node:timers/promises'
import { dayOf, RETENTION_DAYS } from '@comrad/protocol'
import type { OperatorStore } from './store/store.ts'

export type Housekeeping = {
  /** Ends after the step that is being taken. */
  stop(): Promise<void>
}

export type HousekeepingDeps = {
  readonly store: Pick<OperatorStore, 'expire' | 'expireSquare' | 'scrub'>
  readonly clock: { now(): number }
  /** A task of a round has failed: the disk is full, or broken. The next round tries again. */
  readonly onFailure?: () => void
}

export function createHousekeeping(deps: HousekeepingDeps, options = { everyMs: 1000 }): Housekeeping {
  const { store, clock } = deps
  let isStopped = false
  /** Letters of the days before this one are gone. */
  let expiredBefore: number | undefined
  let timer: NodeJS.Timeout | undefined
  let round = keepHouse()

  return {
    async stop() {
      isStopped = true
      clearTimeout(timer)
      await round
    },
  }

  async function keepHouse(): Promise<void> {
    await attempt(expire)
    await attempt(() => inSteps(() => store.expireSquare(clock.now())))
    await attempt(() => inSteps(() => store.scrub()))
    if (isStopped) return
    timer = setTimeout(() => {
      round = keepHouse()
    }, options.everyMs).unref()
  }

  /** Each by itself: what cannot be let die must not keep in the files what is dead. */
  async function attempt(task: () => Promise<unknown>) {
    try {
      await task()
    } catch {
      deps.onFailure?.()
    }
  }

  async function expire() {
    // Dead when the thirtieth day begins, so that nothing lives longer than it was promised to.
    const before = dayOf(clock.now()) - RETENTION_DAYS + 1
    if (before === expiredBefore) return
    const isDone = await inSteps(() => store.expire(before))
    if (isDone) expiredBefore = before
  }

  /** Between two steps everybody else has a turn. False when it was stopped before the end. */
  async function inSteps(step: () => Promise<boolean>): Promise<boolean> {
    while (await step()) {
      if (isStopped) return false
      await setImmediate()
    }
    return true
  }
}
