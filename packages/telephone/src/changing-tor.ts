/**
 * A Tor in whose place another one is put: for other bridges, or because it ended by itself. Whoever watches it goes on watching, and hears
 * that it begins anew.
 */
import { type BackoffOptions, backoff } from './backoff.ts'
import type { Random, Timers } from './timers.ts'
import type { Tor } from './tor.ts'
import type { TorStatus } from './tor-status.ts'

export type ClientTor = Pick<Tor, 'status' | 'onStatus' | 'pid' | 'stop'>

export type ChangingTor = ClientTor & {
  /** Answers when the one before is gone and the next has begun. After a stop nothing begins. */
  change(begin: () => ClientTor): Promise<void>
}

type Deps = { readonly timers: Timers; readonly random: Random }

const BEGINS: TorStatus = { phase: 'bootstrapping', percent: 0, step: 'starting' }
const AGAIN: BackoffOptions = { firstMs: 1_000, maxMs: 60_000 }
/** One that was there for so long did not end because of how it was begun. */
const LIVES_AT_LEAST_MS = 60_000

export function createChangingTor({ timers, random }: Deps, first: () => ClientTor): ChangingTor {
  const listeners = new Set<(status: TorStatus) => void>()
  let begin = first
  let beganAt = timers.now()
  let deaths = 0
  let current = begin()
  let forget = current.onStatus(heard)
  /** Between two Tors there is none, which is no reason to say that it was stopped. */
  let isBetween = false
  let isStopped = false
  let changes = Promise.resolve()
  let callOff = () => {}

  return {
    status: () => (isBetween ? BEGINS : current.status()),
    onStatus(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    pid: () => current.pid(),
    change(next) {
      deaths = 0
      begin = next
      return replace()
    },
    async stop() {
      isStopped = true
      callOff()
      await changes
      await current.stop()
    },
  }

  function replace(): Promise<void> {
    callOff()
    const wanted = begin
    changes = changes.then(() => putInPlace(wanted))
    return changes
  }

  async function putInPlace(wanted: () => ClientTor): Promise<void> {
    if (isStopped) return
    forget()
    isBetween = true
    tell(BEGINS)
    await current.stop()
    isBetween = false
    if (isStopped) return tell(current.status())
    beganAt = timers.now()
    current = wanted()
    forget = current.onStatus(heard)
    tell(current.status())
  }

  /** That it ended is seen until it begins again. What cannot be begun at all is not tried again. */
  function heard(status: TorStatus): void {
    tell(status)
    if (isStopped || status.phase !== 'failed' || status.reason !== 'exited') return
    deaths = timers.now() - beganAt < LIVES_AT_LEAST_MS ? deaths + 1 : 1
    callOff()
    callOff = timers.after(backoff(random, deaths, AGAIN), () => void replace())
  }

  function tell(status: TorStatus): void {
    for (const listener of listeners) listener(status)
  }
}
