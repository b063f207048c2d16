/**
 * The Operator, without a socket in it: what comes in is frames from a peer. It keeps the register, hands out prekeys and
 * holds sealed letters; it knows who collects and never who deposits.
 */
import {
  createOperatorSecrets,
  createProofPool,
  decodeOperatorSecrets,
  encodeOperatorSecrets,
  fingerprintOf,
  type ProofPool,
} from '@comrad/keymaker'
import { BLOB_CHUNK_BYTES, type Fingerprint, formatAddress, type ProofOfWorkParams } from '@comrad/protocol'
import { createActs } from './acts.ts'
import { createAnchors } from './anchors.ts'
import { type Account, createAnswers } from './answers.ts'
import { createComrades } from './comrades.ts'
import { DEFAULT_CLAIM_POW, DEFAULT_SQUARE, type SquareOptions } from './config.ts'
import { createConnection, type OperatorConnection } from './connection.ts'
import { createDirectory } from './directory.ts'
import { createHousekeeping } from './housekeeping.ts'
import { createCircuits, DEFAULT_LIMITS, type OperatorLimits } from './limits.ts'
import { createMailboxes } from './mailboxes.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import type { Connection, Peer } from './peer.ts'
import { createPrekeys } from './prekeys.ts'
import { createSquare } from './square.ts'
import type { OperatorStore } from './store/store.ts'
import { createTurns } from './turns.ts'

export type OperatorDeps = { readonly store: OperatorStore; readonly clock: { now(): number } }

export type OperatorOptions = {
  readonly limits?: Partial<OperatorLimits>
  readonly claimPow?: ProofOfWorkParams
  readonly square?: Partial<SquareOptions>
  /** Closed by whoever made it. Without one the Operator has its own. */
  readonly proofPool?: ProofPool
}

export type Operator = {
  /** Of the log key: the part of the Operator's address that says which Operator it must be. */
  readonly fingerprint: Fingerprint
  connect(peer: Peer): Connection
  metrics(): Metrics
  /** Finishes what has been begun, for a bounded time, then closes every lane and the store. */
  stop(): Promise<void>
}

/** An act that was proved against an anchor must not fail because its device was slow, or asleep for a night. */
const ANCHOR_VALID_MS = 24 * 3_600_000

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
  const claims = createTurns(limits.claims)
  const fingerprint = fingerprintOf(logKey)
  const square = { ...DEFAULT_SQUARE, ...options.square }
  const { proofProcesses: processes } = square
  const { checksAhead: ahead } = limits
  const pool = options.proofPool ?? createProofPool({ processes, waiting: 0, ahead })
  const turns = createTurns({ ...limits.acts, running: processes * (1 + ahead) })
  const anchors = createAnchors(
    { store, directory, clock },
    { everyMs: square.anchorSeconds * 1000, validMs: ANCHOR_VALID_MS },
  )
  const { minimumMembers } = square
  const acts = createActs({ store, anchors, proofs: pool, turns, fingerprint, clock, minimumMembers })
  const comrades = createComrades({ store, directory, secrets: secrets.value, fingerprint, clock })
  const answers = createAnswers({
    clock,
    secrets: secrets.value,
    directory,
    prekeys: createPrekeys({ store }),
    mailboxes: createMailboxes({ store, clock }),
    claims,
    claimPow: options.claimPow ?? DEFAULT_CLAIM_POW,
    square: createSquare({
      ...{ store, anchors, acts, comrades, secrets: secrets.value, clock, minimumMembers },
      blobChunksPerDay: Math.floor((square.blobMibPerDay * 1024 * 1024) / BLOB_CHUNK_BYTES),
    }),
    acts,
    store,
  })
  const housekeeping = createHousekeeping({
    store,
    clock,
    onFailure: () => metrics.count('housekeeping-failed'),
  })
  const circuits = createCircuits(limits)
  const load = { inFlight: 0, taken: 0 }
  const connections = new Set<OperatorConnection>()
  /** The one lane of each account that is connected. */
  const lanes = new Map<string, OperatorConnection>()
  const sweeping = setInterval(() => circuits.sweep(clock.now()), 5000).unref()
  let stopped: Promise<void> | undefined
  let lastConnection = 0

  metrics.gauge('circuits', circuits.size)
  metrics.gauge('in-flight', () => load.inFlight)
  metrics.gauge('claims-waiting', claims.waiting)
  metrics.gauge('acts-waiting', turns.waiting)
  return {
    fingerprint,
    connect,
    metrics: () => metrics,
    stop: () => (stopped ??= stop()),
  }

  function connect(peer: Peer): Connection {
    const circuit = peer.circuit === undefined ? undefined : circuits.enter(peer.circuit)
    if (stopped || (peer.circuit !== undefined && !circuit)) {
      metrics.count('connection-refused-circuit')
      peer.close()
      return { receive() {}, closed() {}, standing: () => ({ type: 'silent' }) }
    }
    let named: string | undefined
    const from = peer.circuit ?? `connection ${++lastConnection}`
    const connection = createConnection(
      { clock, logKey, answers, directory, limits, metrics, load, circuit, from, onNamed, onClosed },
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
    if (!options.proofPool) await pool.close()
    await store.close()
  }
}
