/** An Operator in memory, and lanes to it that need no socket: for the scenarios and privacy tests of every room. */
import { createProofPool, type ProofPool } from '@comrad/keymaker'
import { createStandInProofs } from '@comrad/keymaker/testing'
import {
  type Bytes,
  decodeFrame,
  decodeReply,
  encodeFrame,
  encodeRequest,
  type ProofOfWorkParams,
  type Reply,
  type ReplyTo,
  type Request,
} from '@comrad/protocol'
import type { SquareOptions } from './config.ts'
import type { Allowance, OperatorLimits } from './limits.ts'
import { createOperator, type Operator } from './operator.ts'
import { createMemoryStore } from './store/memory-store.ts'
import type { OperatorStore } from './store/store.ts'

export { createMemoryStore }

/** Every guess solves it. */
export const TEST_POW: ProofOfWorkParams = { memoryKib: 8, passes: 1, difficultyBits: 0 }

/** A test with a clock of its own must not wait for a bucket to fill. */
const BOUNDLESS: Allowance = { burst: 1e9, perSecond: 1e9 }

export type TestOperatorOptions = {
  readonly clock?: { now(): number }
  readonly limits?: Partial<OperatorLimits>
  readonly store?: OperatorStore
  readonly claimPow?: ProofOfWorkParams
  readonly square?: Partial<SquareOptions>
  readonly proofPool?: ProofPool
}

/** Few people, and nobody waits. */
const TEST_SQUARE: SquareOptions = {
  ...{ minimumMembers: 1, anchorSeconds: 0, proofProcesses: 1 },
  blobMibPerDay: 1024,
}

let shared: ProofPool | undefined

/** One for all Operators and devices of a test process: it keeps no program alive, and ends with it. */
export const realProofPool = (): ProofPool => (shared ??= createProofPool({ processes: 2, waiting: 1_000 }))

/** Unless it is proofs that are tested. */
export const testProofPool = createStandInProofs

export function createTestOperator(options: TestOperatorOptions = {}): Promise<Operator> {
  const { clock = { now: () => Date.now() }, limits, claimPow = TEST_POW } = options
  return createOperator(
    { clock, store: options.store ?? createMemoryStore() },
    {
      limits: { connection: BOUNDLESS, circuit: BOUNDLESS, checksAhead: 0, ...limits },
      claimPow,
      square: { ...TEST_SQUARE, ...options.square },
      proofPool: options.proofPool ?? testProofPool(),
    },
  )
}

/** What an observer at the Operator's end of the wire sees. */
export type RecordedFrame = {
  readonly lane: string
  readonly direction: 'to-operator' | 'from-operator'
  readonly frame: Bytes
}

export type TestLane = {
  /** Rejects when the lane closes first. */
  request<T extends Request>(request: T): Promise<ReplyTo<T['type']>>
  /** Any bytes at all, as a hostile peer may send them. */
  send(frame: Bytes): void
  /** Every frame that comes, replies to `request` included; the newest listener only. */
  onFrame(listener: (frame: Bytes) => void): void
  close(): void
  readonly isOpen: () => boolean
  readonly closed: Promise<void>
}

export type TestLaneOptions = {
  /** What the recorder is told; any label. */
  readonly lane?: string
  readonly circuit?: string
  readonly record?: (frame: RecordedFrame) => void
}

/** Frames travel in order and never within the call that sends them, as they would over a socket. */
export function connectInMemory(
  operator: Pick<Operator, 'connect'>,
  options: TestLaneOptions = {},
): TestLane {
  const { lane = 'lane', circuit, record } = options
  const waiting = new Map<number, PromiseWithResolvers<Reply>>()
  const gone = Promise.withResolvers<void>()
  let listener = (_frame: Bytes) => {}
  let isOpen = true
  let nextId = 1
  const connection = operator.connect({
    ...(circuit === undefined ? {} : { circuit }),
    send: (frame) => queueMicrotask(() => isOpen && receive(frame)),
    close: () => queueMicrotask(close),
  })
  return { request, send, onFrame, close, isOpen: () => isOpen, closed: gone.promise }

  function request<T extends Request>(request: T): Promise<ReplyTo<T['type']>> {
    const id = nextId++
    const answer = Promise.withResolvers<Reply>()
    waiting.set(id, answer)
    send(encodeFrame({ type: 'request', id, body: encodeRequest(request) }))
    return answer.promise as Promise<ReplyTo<T['type']>>
  }

  function send(frame: Bytes) {
    queueMicrotask(() => {
      if (!isOpen) return rejectAll()
      record?.({ lane, direction: 'to-operator', frame })
      connection.receive(frame)
    })
  }

  function receive(frame: Bytes) {
    record?.({ lane, direction: 'from-operator', frame })
    listener(frame)
    const decoded = decodeFrame(frame)
    if (!decoded.ok) throw new Error(`the Operator sent a bad frame: ${decoded.error.reason}`)
    if (decoded.value.type !== 'reply') return
    const reply = decodeReply(decoded.value.body)
    if (!reply.ok) throw new Error(`the Operator sent a bad reply: ${reply.error.reason}`)
    waiting.get(decoded.value.id)?.resolve(reply.value)
    waiting.delete(decoded.value.id)
  }

  function onFrame(next: (frame: Bytes) => void) {
    listener = next
  }

  function close() {
    if (!isOpen) return
    isOpen = false
    connection.closed()
    rejectAll()
    gone.resolve()
  }

  function rejectAll() {
    for (const answer of waiting.values()) answer.reject(new Error('the lane is closed'))
    waiting.clear()
  }
}
