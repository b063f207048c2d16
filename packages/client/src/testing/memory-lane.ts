/** One lane in memory: real frames, real order, and no network. It satisfies the same port as telephone's. */
import {
  type Bytes,
  decodeFrame,
  decodeReply,
  encodeFrame,
  encodeRequest,
  err,
  ok,
  type Reply,
  type Request,
  type Result,
} from '@comrad/protocol'
import type { Clock } from '../clock.ts'
import type { Lane, LaneError, LanePurpose, LaneState, OnOpen, SendRequest } from '../transport.ts'

/** The part of `createOperator` that a lane needs. */
export type OperatorPort = {
  connect(peer: { readonly circuit?: string; send(frame: Bytes): void; close(): void }): {
    receive(frame: Bytes): void
    closed(): void
  }
}

export type Exchange = { readonly purpose: LanePurpose; readonly request: Request }
/** 'drop' loses it and leaves the lane open; 'cut' kills the connection instead of delivering it. */
export type Verdict = 'pass' | 'drop' | 'cut'
/** A reply of the test's own, as a hostile Operator would give it. */
export type Forged = { readonly instead: Reply }

/** What a test does to the wire. A promise delays. */
export type Interceptor = {
  onRequest?(exchange: Exchange): Verdict | Promise<Verdict>
  onReply?(exchange: Exchange & { readonly reply: Reply }): Verdict | Forged | Promise<Verdict | Forged>
}

export type Wire = {
  readonly clock: Clock
  /** Undefined while nobody answers. */
  operator(purpose: LanePurpose): OperatorPort | undefined
  interceptor(): Interceptor
  record(purpose: LanePurpose, direction: 'request' | 'reply', frame: Bytes): void
}

type Waiting = { readonly request: Request; answer(result: Result<Reply, LaneError>): void }

export type MemoryLane = Lane & {
  /** Kills the connection; the lane connects anew. */
  cut(): void
  /** Somebody may answer now. */
  retry(): void
}

const REQUEST_TIMEOUT_MS = 60_000

export function createMemoryLane(wire: Wire, purpose: LanePurpose, onOpen?: OnOpen): MemoryLane {
  const listeners = new Set<(state: LaneState) => void>()
  const queued = new Set<Waiting>()
  let state: LaneState = { phase: 'connecting', attempt: 1 }
  let connection: Connection | undefined
  let attempt = 0

  setImmediate(connect)

  return {
    state: () => state,
    request: (request, options) => enqueue(request, options?.timeoutMs ?? REQUEST_TIMEOUT_MS),
    onState(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close() {
      setState({ phase: 'closed' })
      connection?.end()
      for (const waiting of queued) waiting.answer(err({ type: 'closed' }))
      queued.clear()
    },
    cut: () => connection?.end(),
    retry() {
      if (state.phase === 'waiting') connect()
    },
  }

  function enqueue(request: Request, timeoutMs: number): Promise<Result<Reply, LaneError>> {
    if (state.phase === 'closed') return Promise.resolve(err({ type: 'closed' }))
    return new Promise((resolve) => {
      const callOff = wire.clock.after(timeoutMs, () => waiting.answer(err({ type: 'timeout' })))
      const waiting: Waiting = {
        request,
        answer(result) {
          callOff()
          queued.delete(waiting)
          resolve(result)
        },
      }
      if (state.phase === 'open' && connection) connection.send(waiting)
      else queued.add(waiting)
    })
  }

  async function connect(): Promise<void> {
    if (state.phase === 'closed') return
    const operator = wire.operator(purpose)
    if (!operator) return setState({ phase: 'waiting', retryInMs: 1_000 })
    setState({ phase: 'connecting', attempt: ++attempt })
    const mine = createConnection(wire, purpose, operator, () => {
      if (connection !== mine) return
      connection = undefined
      if (state.phase === 'closed') return
      setState({ phase: 'waiting', retryInMs: 1_000 })
      setImmediate(() => {
        if (state.phase === 'waiting') connect()
      })
    })
    connection = mine
    const opened = onOpen ? await onOpen(mine.request) : ok(undefined)
    if (connection !== mine) return
    if (!opened.ok) {
      // As telephone does: whoever is refused does not knock again at once.
      connection = undefined
      mine.end()
      if (state.phase === 'connecting') setState({ phase: 'waiting', retryInMs: 60_000 })
      return
    }
    attempt = 0
    setState({ phase: 'open' })
    for (const waiting of [...queued]) {
      queued.delete(waiting)
      mine.send(waiting)
    }
  }

  function setState(next: LaneState): void {
    if (state.phase === 'closed') return
    state = next
    for (const listener of [...listeners]) listener(next)
  }
}

type Connection = { send(waiting: Waiting): void; readonly request: SendRequest; end(): void }

function createConnection(
  wire: Wire,
  purpose: LanePurpose,
  operator: OperatorPort,
  onEnd: () => void,
): Connection {
  const inFlight = new Map<number, Waiting>()
  let nextId = 1
  let ended = false
  const far = operator.connect({ send: (frame) => void fromOperator(frame), close: end })

  return {
    send: (waiting) => void toOperator(waiting),
    request: (request) => new Promise((resolve) => void toOperator({ request, answer: resolve })),
    end,
  }

  async function toOperator(waiting: Waiting): Promise<void> {
    if (ended) return waiting.answer(err({ type: 'closed' }))
    const id = nextId++
    inFlight.set(id, waiting)
    const { request } = waiting
    const verdict = await (wire.interceptor().onRequest?.({ purpose, request }) ?? 'pass')
    if (verdict === 'cut') return end()
    if (verdict === 'drop' || ended) return
    const frame = encodeFrame({ type: 'request', id, body: encodeRequest(request) })
    wire.record(purpose, 'request', frame)
    setImmediate(() => {
      if (!ended) far.receive(frame)
    })
  }

  async function fromOperator(sent: Bytes): Promise<void> {
    const bytes = sent.slice()
    wire.record(purpose, 'reply', bytes)
    const frame = decodeFrame(bytes)
    if (!frame.ok || frame.value.type !== 'reply') return
    const waiting = inFlight.get(frame.value.id)
    const reply = decodeReply(frame.value.body)
    if (!waiting || !reply.ok) return
    const exchange = { purpose, request: waiting.request, reply: reply.value }
    const verdict = await (wire.interceptor().onReply?.(exchange) ?? 'pass')
    if (verdict === 'cut') return end()
    if (verdict === 'drop') return
    const answer = typeof verdict === 'object' ? ok(verdict.instead) : reply
    setImmediate(() => {
      if (inFlight.delete(frame.ok ? frame.value.id : 0)) waiting.answer(answer)
    })
  }

  function end(): void {
    if (ended) return
    ended = true
    far.closed()
    for (const { answer } of inFlight.values()) answer(err({ type: 'closed' }))
    inFlight.clear()
    onEnd()
  }
}
