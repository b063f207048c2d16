/** A lane: one connection at a time on its own circuit, opened again whenever it dies. docs/spec/wire.md §Lanes. */
import { err, type Request } from '@comrad/protocol'
import { type BackoffOptions, backoff } from './backoff.ts'
import { type Connection, type ConnectionDeps, openConnection } from './connection.ts'
import type { Route } from './dial.ts'
import type { Answer, Lane, LaneError, LaneState, OnOpen, RequestOptions } from './lane-types.ts'

export type LaneOptions = {
  readonly route: Route
  readonly onOpen?: OnOpen
  readonly backoff: BackoffOptions
  /** Closes its connection after so long without a request, and opens it again when one comes. */
  readonly restAfterMs?: number
  readonly requestTimeoutMs: number
  /** Runs `wake` when a connection may be possible that was not before. */
  onReachable(wake: () => void): () => void
}

/** A request that waits for a connection. */
type Queued = {
  readonly request: Request
  readonly deadline: number
  resolve(answer: Answer): void
  cancel(): void
}

/**
 * A cold circuit to an onion service can take 20 s, so an early try may be cut short; the later ones wait longer. While an
 * Operator starts again, a circuit can wait for it in vain for as long as one lets it, when the next would succeed.
 */
const CONNECT_MS = { first: 20_000, most: 60_000 }

export function createLane(deps: ConnectionDeps, options: LaneOptions): Lane {
  const { timers, random } = deps
  const listeners = new Set<(state: LaneState) => void>()
  const queue = new Set<Queued>()
  let state: LaneState = { phase: 'waiting', retryInMs: 0 }
  let connection: Connection | undefined
  let failures = 0
  let cancelTimer = () => {}
  const forget = options.onReachable(() => {
    if (state.phase === 'waiting' && (queue.size > 0 || options.restAfterMs === undefined)) void connect()
  })

  void connect()
  return {
    state: () => state,
    request,
    onState: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close,
  }

  function request(
    request: Request,
    { timeoutMs = options.requestTimeoutMs }: RequestOptions = {},
  ): Promise<Answer> {
    if (state.phase === 'closed') return Promise.resolve(err({ type: 'closed' }))
    if (state.phase === 'open' && connection) return send(connection, request, timeoutMs)
    const answer = enqueue(request, timeoutMs)
    if (state.phase === 'waiting' && state.retryInMs === 0) void connect()
    return answer
  }

  async function connect(): Promise<void> {
    cancelTimer()
    setState({ phase: 'connecting', attempt: failures + 1 })
    const patienceMs = Math.min(CONNECT_MS.first * Math.max(1, failures), CONNECT_MS.most)
    const opened = await openConnection(deps, options.route, patienceMs).catch(
      (): LaneError => ({ type: 'closed' }),
    )
    if (state.phase === 'closed') return void (opened && 'close' in opened && opened.close())
    if (!opened) return wait(Number.POSITIVE_INFINITY)
    if ('type' in opened) return retry()
    connection = opened
    void opened.ended.then(() => onEnded(opened))
    const greeted = await greet(opened)
    if (!greeted) return opened.close()
    if (connection !== opened) return
    failures = 0
    setState({ phase: 'open' })
    for (const one of [...queue]) dispatch(opened, one)
    restLater(opened)
  }

  async function greet(opened: Connection): Promise<boolean> {
    if (!options.onOpen) return true
    const send = (request: Request, { timeoutMs = options.requestTimeoutMs }: RequestOptions = {}) =>
      opened.request(request, timeoutMs)
    return (await options.onOpen(send)).ok
  }

  function onEnded(ended: Connection): void {
    if (connection !== ended) return
    connection = undefined
    if (state.phase !== 'closed') retry()
  }

  function retry(): void {
    failures += 1
    wait(backoff(random, failures, options.backoff))
  }

  function wait(retryInMs: number): void {
    setState({ phase: 'waiting', retryInMs })
    if (Number.isFinite(retryInMs)) cancelTimer = timers.after(retryInMs, () => void connect())
  }

  async function send(open: Connection, request: Request, timeoutMs: number): Promise<Answer> {
    const answer = await open.request(request, timeoutMs)
    restLater(open)
    return answer
  }

  function restLater(open: Connection): void {
    const { restAfterMs } = options
    if (restAfterMs === undefined || connection !== open || open.inFlight() > 0) return
    cancelTimer()
    cancelTimer = timers.after(restAfterMs, () => {
      if (connection !== open || open.inFlight() > 0) return
      connection = undefined
      open.close()
      setState({ phase: 'waiting', retryInMs: 0 })
    })
  }

  function enqueue(request: Request, timeoutMs: number): Promise<Answer> {
    return new Promise((resolve) => {
      const queued: Queued = {
        request,
        deadline: timers.now() + timeoutMs,
        resolve,
        cancel: timers.after(timeoutMs, () => {
          queue.delete(queued)
          resolve(err({ type: 'timeout' }))
        }),
      }
      queue.add(queued)
    })
  }

  function dispatch(open: Connection, queued: Queued): void {
    queue.delete(queued)
    queued.cancel()
    void send(open, queued.request, Math.max(1, queued.deadline - timers.now())).then(queued.resolve)
  }

  function close(): void {
    if (state.phase === 'closed') return
    forget()
    cancelTimer()
    setState({ phase: 'closed' })
    connection?.close()
    for (const queued of [...queue]) {
      queued.cancel()
      queue.delete(queued)
      queued.resolve(err({ type: 'closed' }))
    }
  }

  function setState(next: LaneState): void {
    state = next
    for (const listener of listeners) listener(next)
  }
}
