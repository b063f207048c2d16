/**
 * The sockets that are inside, from accept to close, and their deadlines. A socket is silent until its hello is
 * answered; when the house is full the oldest silent one makes room, so that ten thousand of them keep nobody out.
 */
import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import type { MetricEvent } from './metrics.ts'
import type { Operator } from './operator.ts'
import { createWebSocketPeer } from './web-socket-peer.ts'

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

/** RFC 6455 §7.4.1 */
const GOING_AWAY = 1001

type Guest = {
  readonly socket: Socket
  readonly cameAt: number
  circuit: string | undefined
  webSocket?: WebSocket
  /** Monotonic: when it last sent a frame, and when it last took a reply. */
  seenAt: number
  takenAt: number
  takenBytes: number
}

export type Guests = {
  /** False when the house is full of people who have said hello. */
  admit(socket: Socket): boolean
  nameCircuit(socket: Socket, circuit: string): void
  /** The socket has become a WebSocket. */
  welcome(socket: Socket, webSocket: WebSocket): void
  size(): number
  stop(): Promise<void>
}

export function createGuests(operator: Pick<Operator, 'connect' | 'metrics'>, limits: ServerLimits): Guests {
  const metrics = operator.metrics()
  const guests = new Map<Socket, Guest>()
  /** In order of arrival. */
  const silent = new Set<Guest>()
  const sweeping = setInterval(sweep, limits.sweepMs).unref()
  metrics.gauge('connections', () => guests.size)
  metrics.gauge('connections-silent', () => silent.size)

  return {
    admit,
    nameCircuit(socket, circuit) {
      const guest = guests.get(socket)
      if (guest) guest.circuit = circuit
    },
    welcome,
    size: () => guests.size,
    stop,
  }

  function admit(socket: Socket): boolean {
    if (guests.size >= limits.maxConnections) {
      const [oldest] = silent
      if (!oldest) return false
      drop(oldest, 'connection-dropped-silent')
    }
    const now = performance.now()
    const guest: Guest = { socket, cameAt: now, circuit: undefined, seenAt: now, takenBytes: 0, takenAt: now }
    guests.set(socket, guest)
    silent.add(guest)
    metrics.count('connection-opened')
    socket.on('error', () => socket.destroy())
    socket.once('close', () => {
      forget(guest)
      metrics.count('connection-closed')
    })
    return true
  }

  function welcome(socket: Socket, webSocket: WebSocket) {
    const guest = guests.get(socket)
    if (!guest) return webSocket.terminate()
    guest.webSocket = webSocket
    const peer = createWebSocketPeer({
      webSocket,
      socket,
      circuit: guest.circuit,
      limits,
      onSent: () => connection.isGreeted() && silent.delete(guest),
      onPaused: () => metrics.count('connection-paused'),
      onOverflow: () => drop(guest, 'connection-dropped-slow'),
    })
    const connection = operator.connect(peer)
    const violation = () => drop(guest, 'connection-dropped-violation')
    webSocket.on('message', (frame: Buffer<ArrayBuffer>, isBinary) => {
      guest.seenAt = performance.now()
      if (isBinary) connection.receive(frame)
      else violation()
    })
    // Ticks keep a lane alive. A ping would be answered outside of every limit.
    webSocket.on('ping', violation).on('pong', violation).on('error', violation)
    webSocket.on('close', () => connection.closed())
  }

  function sweep() {
    const now = performance.now()
    for (const guest of silent) {
      if (now - guest.cameAt < limits.helloWithinMs) break
      drop(guest, 'connection-dropped-silent')
    }
    let buffered = 0
    for (const guest of guests.values()) {
      buffered += guest.socket.writableLength
      if (isStuck(guest, now)) drop(guest, 'connection-dropped-slow')
      else if (now - guest.seenAt > limits.idleMs) drop(guest, 'connection-dropped-idle')
    }
    if (buffered > limits.bufferedBytes) dropSlowest(buffered - limits.bufferedBytes)
  }

  /** Replies have been waiting, and for long the peer has not taken one. */
  function isStuck(guest: Guest, now: number): boolean {
    const { socket } = guest
    const takenBytes = socket.bytesWritten - socket.writableLength
    if (socket.writableLength === 0 || takenBytes !== guest.takenBytes) {
      guest.takenBytes = takenBytes
      guest.takenAt = now
    }
    return now - guest.takenAt > limits.stuckMs
  }

  function dropSlowest(excess: number) {
    const slowest = [...guests.values()].sort((a, b) => b.socket.writableLength - a.socket.writableLength)
    for (const guest of slowest) {
      if (excess <= 0) return
      excess -= guest.socket.writableLength
      drop(guest, 'connection-dropped-slow')
    }
  }

  function drop(guest: Guest, event: MetricEvent) {
    metrics.count(event)
    forget(guest)
    guest.socket.destroy()
  }

  function forget(guest: Guest) {
    guests.delete(guest.socket)
    silent.delete(guest)
  }

  async function stop() {
    clearInterval(sweeping)
    const open = [...guests.values()]
    const closing = open.map(({ socket }) => new Promise((resolve) => socket.once('close', resolve)))
    for (const guest of open) {
      if (guest.webSocket) guest.webSocket.close(GOING_AWAY)
      else guest.socket.destroy()
    }
    const patience = setTimeout(() => {
      for (const { socket } of open) socket.destroy()
    }, limits.goodbyeMs)
    await Promise.all(closing)
    clearTimeout(patience)
  }
}
