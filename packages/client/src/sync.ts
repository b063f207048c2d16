/** One pass over the mail, waited for: for a command that does one thing and ends. */
import { err, ok, type Result } from '@comrad/protocol'
import type { SyncReport } from './comrad.ts'
import type { Device } from './device.ts'
import type { Engine } from './engine.ts'
import type { Failure } from './failure.ts'
import type { Link } from './link.ts'
import type { Trust } from './trust.ts'
import type { StorageView } from './views/status-view.ts'

type Deps = {
  readonly device: Device
  readonly link: Link
  readonly trust: Trust
  storage(): StorageView
}

const TIMEOUT_MS = 60_000

export async function sync(
  deps: Deps,
  engine: Engine,
  { timeoutMs = TIMEOUT_MS }: { readonly timeoutMs?: number } = {},
): Promise<Result<SyncReport, Failure>> {
  const before = { collected: engine.collected(), deposited: engine.courier.deposited() }
  if (deps.trust.isHalted()) return err({ type: 'halted' })
  await deps.device.pauses.without(async () => {
    engine.hurry()
    await settledOrHopeless(deps, engine, timeoutMs)
  })
  const failure = failureNow(deps)
  if (failure) return err(failure)
  return ok({
    collected: engine.collected() - before.collected,
    deposited: engine.courier.deposited() - before.deposited,
    waiting: deps.device.rows.outgoing.countWaiting(deps.device.clock.now()),
  })
}

function failureNow({ trust, storage, link }: Deps): Failure | undefined {
  if (trust.isHalted()) return { type: 'halted' }
  const { phase } = storage()
  if (phase !== 'working') return { type: `storage-${phase}` }
  const connection = link.connection()
  if (connection.phase === 'connected') return undefined
  if (connection.phase !== 'refused') return { type: 'offline' }
  const { reason } = connection
  return reason === 'wrong-operator' ? { type: reason } : { type: 'protocol', reason }
}

/** Nothing is left to do, or nothing more can come of waiting. */
async function settledOrHopeless({ device, link }: Deps, engine: Engine, timeoutMs: number): Promise<void> {
  const { promise: ended, resolve } = Promise.withResolvers<void>()
  const isHopeless = () => ['refused', 'halted'].includes(link.connection().phase)
  const callOff = device.clock.after(timeoutMs, resolve)
  const stopListening = device.events.on('change', () => {
    if (isHopeless()) resolve()
  })
  if (isHopeless()) resolve()
  await Promise.race([engine.settled(), ended])
  callOff()
  stopListening()
}
