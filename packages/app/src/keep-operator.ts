/** Watches over the Operator that runs beside us: one that ends by itself is started again, later each time that it does so at once. */
import type { Clock } from '@comrad/client'
import type { Result } from '@comrad/protocol'
import { type BackoffOptions, backoff, type Random } from '@comrad/telephone'

type Child = { readonly gone: Promise<void> }

export type Keeper = {
  isRunning(): boolean
  onChange(listener: () => void): () => void
  /** Resolves when it was told to stop. */
  readonly stopped: Promise<void>
}

export type KeeperDeps = {
  readonly clock: Clock
  readonly random: Random
  readonly stop: AbortSignal
}

const AGAIN: BackoffOptions = { firstMs: 1_000, maxMs: 60_000 }
const LIVES_AT_LEAST_MS = 60_000

export function keepOperator(
  { clock, random, stop }: KeeperDeps,
  first: Child,
  begin: () => Promise<Result<Child, unknown>>,
): Keeper {
  const listeners = new Set<() => void>()
  let isRunning = true
  const stopping = new Promise<void>((resolve) => {
    if (stop.aborted) resolve()
    stop.addEventListener('abort', () => resolve(), { once: true })
  })

  return {
    isRunning: () => isRunning,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    stopped: keep(first),
  }

  async function keep(child: Child): Promise<void> {
    let beganAt = clock.now()
    for (let deaths = 0; ; ) {
      await Promise.race([child.gone, stopping])
      if (stop.aborted) return
      become(false)
      deaths = clock.now() - beganAt < LIVES_AT_LEAST_MS ? deaths + 1 : 1
      for (;;) {
        await Promise.race([pause(backoff(random, deaths, AGAIN)), stopping])
        if (stop.aborted) return
        beganAt = clock.now()
        const begun = await begin()
        if (stop.aborted) return
        if (begun.ok) {
          child = begun.value
          break
        }
        deaths++
      }
      become(true)
    }
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => clock.after(ms, resolve))
  }

  function become(now: boolean): void {
    isRunning = now
    for (const listener of listeners) listener()
  }
}
