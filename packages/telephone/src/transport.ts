/** All lanes to one Operator. Satisfies the client's transport port. */
import type { OperatorAddress } from '@comrad/protocol'
import type { Heartbeat } from './connection.ts'
import { routeTo } from './dial.ts'
import { createLane } from './lane.ts'
import type { Lane, LanePurpose, OnOpen, Transport } from './lane-types.ts'
import { createImmediateScheduler, type Scheduler } from './scheduler.ts'
import type { Random, Timers } from './timers.ts'
import type { Tor } from './tor.ts'

export type TransportDeps = {
  readonly operator: OperatorAddress
  /** Required for an onion address; without it only loopback can be reached. */
  readonly tor?: Pick<Tor, 'status' | 'onStatus'>
  readonly timers: Timers
  readonly random: Random
}

export type TransportOptions = {
  readonly heartbeat?: Heartbeat
  readonly backoff?: { readonly firstMs: number; readonly maxMs: number }
  readonly restAfterMs?: number
  readonly requestTimeoutMs?: number
  /** The default sends at once, with up to `JITTER_MS` between lanes. */
  readonly scheduler?: Scheduler
}

const HEARTBEAT: Heartbeat = { idleMs: 30_000, deadMs: 30_000 }
const BACKOFF = { firstMs: 500, maxMs: 60_000 }
const REST_AFTER_MS = 600_000
const REQUEST_TIMEOUT_MS = 60_000
const JITTER_MS = 4

/** Throws a `TypeError` for an onion address without Tor: nothing ever goes there another way. */
export function createTransport(deps: TransportDeps, options: TransportOptions = {}): Transport {
  const { operator, tor, timers, random } = deps
  const route = routeTo(operator, tor && (() => socksPortOf(tor)))
  const scheduler = options.scheduler ?? createImmediateScheduler({ timers, random }, { jitterMs: JITTER_MS })
  const connectionDeps = { timers, random, scheduler, heartbeat: options.heartbeat ?? HEARTBEAT }
  const lanes = new Set<Lane>()
  return { lane, anonymity: operator.kind === 'onion' ? 'tor' : 'none', close }

  function lane(purpose: LanePurpose, onOpen?: OnOpen): Lane {
    const rests = purpose.kind === 'recipient' && { restAfterMs: options.restAfterMs ?? REST_AFTER_MS }
    const opened = createLane(connectionDeps, {
      route,
      ...(onOpen && { onOpen }),
      ...rests,
      backoff: options.backoff ?? BACKOFF,
      requestTimeoutMs: options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
      onReachable: (wake) =>
        tor ? tor.onStatus((status) => status.phase === 'ready' && wake()) : () => undefined,
    })
    lanes.add(opened)
    return { ...opened, close: () => closeLane(opened) }
  }

  function closeLane(one: Lane): void {
    lanes.delete(one)
    one.close()
  }

  async function close(): Promise<void> {
    for (const one of [...lanes]) closeLane(one)
  }
}

function socksPortOf(tor: Pick<Tor, 'status'>): number | undefined {
  const status = tor.status()
  return status.phase === 'ready' ? status.socksPort : undefined
}
