/**
 * The Operator, without a socket in it: what comes in is frames from a peer. It keeps the register, hands out prekeys and
 * holds sealed letters; it knows who collects and never who deposits.
 */
import {
  createOperatorSecrets,
  decodeOperatorSecrets,
  encodeOperatorSecrets,
  fingerprintOf,
} from '@comrad/keymaker'
import { type Fingerprint, formatAddress, type ProofOfWorkParams } from '@comrad/protocol'
import { type Account, createAnswers } from './answers.ts'
import { DEFAULT_CLAIM_POW, DEFAULT_STAMP_POW } from './config.ts'
import { createConnection, type OperatorConnection } from './connection.ts'
import { createDirectory } from './directory.ts'
import { createHousekeeping } from './housekeeping.ts'
import { createCircuits, DEFAULT_LIMITS, type OperatorLimits } from './limits.ts'
import { createMailboxes } from './mailboxes.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import type { Connection, Peer } from './peer.ts'
import { createPrekeys } from './prekeys.ts'
import { createProofGate } from './proof-gate.ts'
import type { OperatorStore } from './store/store.ts'

export type OperatorDeps = { readonly store: OperatorStore; readonly clock: { now(): number } }

export type OperatorOptions = {
  readonly limits?: Partial<OperatorLimits>
  readonly claimPow?: ProofOfWorkParams
  readonly stampPow?: ProofOfWorkParams
}

export type Operator = {
  /** Of the log key: the part of the Operator's address that says which Operator it must be. */
  readonly fingerprint: Fingerprint
  connect(peer: Peer): Connection
  metrics(): Metrics
  /** Finishes what has been begun, for a bounded time, then closes every lane and the store. */
  stop(): Promise<void>
}

/** The keys are made at the first start and kept in the store. Throws if what is kept there is not readable. */
export async function createOperator(deps: OperatorDeps, options: OperatorOptions = {}): Promise<Operator> {
  const { store, clock } = deps
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const secrets = decodeOperatorSecrets(
    await store.keepSecrets(() => encodeOperatorSecrets(createOperatorSecrets())),
  )
  if (!secrets.ok) throw new Error('the Operator keys in the store are damaged')
  const { logKey } = secrets.value.keys

  const metrics = createMetrics()
  const directory = createDirectory({ store, secrets: secrets.value })
  const proofs = createProofGate(limits)
  const answers = createAnswers({
    clock,
    secrets: secrets.value,
    directory,
    prekeys: createPrekeys({ store }),
    mailboxes: createMailboxes({ store, clock }),
    proofs,
    claimPow: options.claimPow ?? DEFAULT_CLAIM_POW,
    stampPow: options.stampPow ?? DEFAULT_STAMP_POW,
  })
  const housekeeping = createHousekeeping({
    store,
    clock,
    onFailure: () => metrics.count('housekeeping-failed'),
  })
  const circuits = createCircuits(limits)
  const load = { inFlight: 0 }
  const connections = new Set<OperatorConnection>()
  /** The one lane of each account that is connected. */
  const lanes = new Map<string, OperatorConnection>()
  const sweeping = setInterval(() => circuits.sweep(clock.now()), 5000).unref()
  let stopped: Promise<void> | undefined

  metrics.gauge('circuits', circuits.size)
  metrics.gauge('in-flight', () => load.inFlight)
  metrics.gauge('proofs-waiting', proofs.waiting)
  return {
    fingerprint: fingerprintOf(logKey),
    connect,
    metrics: () => metrics,
    stop: () => (stopped ??= stop()),
  }

  function connect(peer: Peer): Connection {
    const circuit = peer.circuit === undefined ? undefined : circuits.enter(peer.circuit)
    if (stopped || (peer.circuit !== undefined && !circuit)) {
      metrics.count('connection-refused-circuit')
      peer.close()
      return { receive() {}, closed() {}, isGreeted: () => false }
    }
    let named: string | undefined
    const connection = createConnection(
      { clock, logKey, answers, directory, limits, metrics, load, circuit, onNamed, onClosed },
      peer,
    )
    connections.add(connection)
    return connection

    /** The newest lane of an account wins: the older one is most often a circuit that died without saying so. */
    function onNamed({ address }: Account, self: OperatorConnection) {
      named = formatAddress(address)
      const older = lanes.get(named)
      lanes.set(named, self)
      if (!older) return
      metrics.count('lane-replaced')
      void older.finish()
    }

    function onClosed(self: OperatorConnection) {
      connections.delete(self)
      if (peer.circuit !== undefined) circuits.leave(peer.circuit)
      if (named !== undefined && lanes.get(named) === self) lanes.delete(named)
    }
  }

  async function stop() {
    clearInterval(sweeping)
    const patience = Promise.withResolvers<void>()
    const timer = setTimeout(patience.resolve, limits.stopWithinMs)
    await Promise.race([Promise.all([...connections].map((one) => one.finish())), patience.promise])
    clearTimeout(timer)
    await housekeeping.stop()
    await store.close()
  }
}
