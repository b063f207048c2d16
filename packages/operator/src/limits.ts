/**
 * What one connection, one Tor circuit and all of them together may take. A flood must slow its own circuit only:
 * so the allowance belongs to the circuit, and who overdraws it is not read from until it has recovered.
 */
import type { TurnLimits } from './turns.ts'

/** A bucket holds `burst` blocks and gains `perSecond`. A block is one smallest frame, in or out. */
export type Allowance = { readonly burst: number; readonly perSecond: number }

export type OperatorLimits = {
  readonly connection: Allowance
  readonly circuit: Allowance
  readonly connectionsPerCircuit: number
  /** What is asked while more than this is owed is refused, not kept. */
  readonly owedMs: number
  /** Requests that are being answered, a waiting collect not counted. From half of it on a connection is not read from. */
  readonly inFlightPerConnection: number
  readonly inFlight: number
  /** Claims whose proof of work waits to be checked: some milliseconds of a thread each, and the memory that the price asks for. */
  readonly claims: TurnLimits
  /** Anonymous acts whose proof waits to be checked: 12 ms of a process each. */
  readonly acts: Omit<TurnLimits, 'running'>
  /** So many proofs lie with each process behind the one that it checks: it has work while the Operator answers others. */
  readonly checksAhead: number
  /** How long a stop waits for requests that are being answered. */
  readonly stopWithinMs: number
}

export const DEFAULT_LIMITS: OperatorLimits = {
  connection: { burst: 512, perSecond: 128 },
  circuit: { burst: 1024, perSecond: 256 },
  connectionsPerCircuit: 64,
  owedMs: 5000,
  inFlightPerConnection: 32,
  inFlight: 4096,
  claims: { running: 2, waiting: 64, waitingPerAsker: 2 },
  acts: { waiting: 256, waitingPerAsker: 4 },
  checksAhead: 3,
  stopWithinMs: 5000,
}

/** Of the door: sockets, whoever they are. */
export type ServerLimits = {
  readonly maxConnections: number
  /** From accept to the answer of hello. Tor is slow; nobody needs a minute. */
  readonly helloWithinMs: number
  /** Without any frame. A lane's heartbeat is well below it. */
  readonly idleMs: number
  /** Replies of one connection that its peer has not taken: above the first it is not read from, above the second dropped. */
  readonly pauseAboveBytes: number
  readonly dropAboveBytes: number
  /** How long a peer may leave waiting replies untouched. */
  readonly stuckMs: number
  /** Replies waiting for all peers together; above it the slowest go. */
  readonly bufferedBytes: number
  readonly sweepMs: number
  /** For the closing handshakes at a stop. */
  readonly goodbyeMs: number
}

export const DEFAULT_SERVER_LIMITS: ServerLimits = {
  maxConnections: 10_000,
  helloWithinMs: 45_000,
  idleMs: 300_000,
  pauseAboveBytes: 256 * 1024,
  dropAboveBytes: 2 * 1024 * 1024,
  stuckMs: 60_000,
  bufferedBytes: 256 * 1024 * 1024,
  sweepMs: 1000,
  goodbyeMs: 1000,
}

export type TokenBucket = {
  /** Takes always, so that a reply already made can be paid for: the debt delays what comes next. */
  take(tokens: number, now: number): void
  /** Milliseconds until nothing is owed; 0 while something is left. */
  owedMs(now: number): number
  isFull(now: number): boolean
}

export function createTokenBucket({ burst, perSecond }: Allowance): TokenBucket {
  let tokens = burst
  let at = 0

  return {
    take(taken, now) {
      refill(now)
      tokens -= taken
    },
    owedMs(now) {
      refill(now)
      return tokens >= 0 ? 0 : Math.ceil((-tokens / perSecond) * 1000)
    },
    isFull(now) {
      refill(now)
      return tokens >= burst
    },
  }

  function refill(now: number) {
    // A clock that is set back gives nothing, and takes nothing away.
    const elapsed = Math.max(0, now - at)
    at = now
    tokens = Math.min(burst, tokens + (elapsed * perSecond) / 1000)
  }
}

export type Circuits = {
  /** The bucket shared by all connections of this circuit; undefined when it has too many of them. */
  enter(circuit: string): TokenBucket | undefined
  leave(circuit: string): void
  /** Forgets circuits that have no connection left and owe nothing. */
  sweep(now: number): void
  size(): number
}

export function createCircuits(limits: Pick<OperatorLimits, 'circuit' | 'connectionsPerCircuit'>): Circuits {
  const circuits = new Map<string, { readonly bucket: TokenBucket; connections: number }>()

  return {
    enter(circuit) {
      const entry = circuits.get(circuit) ?? { bucket: createTokenBucket(limits.circuit), connections: 0 }
      if (entry.connections >= limits.connectionsPerCircuit) return undefined
      entry.connections++
      circuits.set(circuit, entry)
      return entry.bucket
    },
    leave(circuit) {
      // The bucket outlives its last connection, or a flood would begin afresh by connecting again.
      const entry = circuits.get(circuit)
      if (entry) entry.connections--
    },
    sweep(now) {
      for (const [circuit, { bucket, connections }] of circuits) {
        if (connections === 0 && bucket.isFull(now)) circuits.delete(circuit)
      }
    },
    size: () => circuits.size,
  }
}
