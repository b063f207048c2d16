/** One living connection of a lane: frames matched to calls, a heartbeat, one end. */
import {
  decodeReply,
  encodeFrame,
  encodeRequest,
  type Frame,
  ok,
  type Request,
  TICK_FRAME,
} from '@comrad/protocol'
import { createCalls } from './calls.ts'
import { dial, type Isolation, type Route } from './dial.ts'
import { firstOfTwo } from './first-of-two.ts'
import { type FrameSocket, openFrameSocket } from './frame-socket.ts'
import type { Answer, LaneError } from './lane-types.ts'
import type { Scheduler } from './scheduler.ts'
import { fraction, type Random, type Timers } from './timers.ts'

export type Heartbeat = {
  /** A tick leaves after so long without any frame from the other side, give or take a quarter. */
  readonly idleMs: number
  /** Without any frame for so long after a tick the connection is dead. */
  readonly deadMs: number
}

export type ConnectionDeps = {
  readonly timers: Timers
  readonly random: Random
  readonly scheduler: Scheduler
  readonly heartbeat: Heartbeat
}

export type Connection = {
  request(request: Request, timeoutMs: number): Promise<Answer>
  /** Requests without an answer yet. */
  inFlight(): number
  /** Settles once, with the reason for which it ended. */
  readonly ended: Promise<LaneError>
  close(): void
}

/** A cold circuit to an onion service is most often there by now; one that is not may never be, while another would come at once. */
const BESIDE_MS = 6_000

/** `undefined` while there is no way there yet: Tor is not ready. */
export async function openConnection(
  deps: ConnectionDeps,
  route: Route,
  patienceMs: number,
): Promise<Connection | undefined> {
  const socket = await firstOfTwo(() => dial(route, newIsolation(deps.random), patienceMs), {
    timers: deps.timers,
    afterMs: BESIDE_MS,
    discard: (late) => late?.destroy(),
  })
  if (!socket) return undefined
  const calls = createCalls(deps.timers)
  const ended = Promise.withResolvers<LaneError>()
  let cancelHeartbeat = () => {}
  let link: FrameSocket
  const host = route.kind === 'onion' ? route.host : '127.0.0.1'
  link = await openFrameSocket(socket, host, {
    onFrame,
    onClosed: (reason) => end(reason === 'protocol' ? malformed('not a frame') : { type: 'closed' }),
  })
  const gate = deps.scheduler.open(link.send)
  listen()
  return { request, inFlight: () => calls.size, ended: ended.promise, close: () => end({ type: 'closed' }) }

  function request(request: Request, timeoutMs: number): Promise<Answer> {
    const { id, answer } = calls.add(timeoutMs)
    gate.send(encodeFrame({ type: 'request', id, body: encodeRequest(request) }))
    return answer
  }

  function onFrame(frame: Frame): void {
    listen()
    if (frame.type === 'tick') return
    const reply = frame.type === 'reply' ? decodeReply(frame.body) : undefined
    if (reply?.ok) calls.settle(frame.id, ok(reply.value))
    else end(malformed(reply?.error.reason ?? 'a request from the Operator'))
  }

  /** Whatever arrives shows that the other side lives; silence is asked once, then ended. */
  function listen(): void {
    const { idleMs, deadMs } = deps.heartbeat
    const patience = idleMs * (0.75 + fraction(deps.random) / 2)
    cancelHeartbeat()
    cancelHeartbeat = deps.timers.after(patience, () => {
      gate.send(TICK_FRAME)
      cancelHeartbeat = deps.timers.after(deadMs, () => end({ type: 'closed' }))
    })
  }

  function end(error: LaneError): void {
    cancelHeartbeat()
    gate.close()
    link.close()
    calls.failAll(error)
    ended.resolve(error)
  }
}

/** A circuit that came to nothing would be waited for again: each try is of its own. */
function newIsolation(random: Random): Isolation {
  return { userId: hex(random(16)), password: hex(random(16)) }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

const malformed = (reason: string): LaneError => ({ type: 'protocol', reason })
