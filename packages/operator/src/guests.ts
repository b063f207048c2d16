/**
 * The sockets that are inside, from accept to close, and their deadlines. A socket is silent until its hello is answered. In a full
 * house the oldest silent one makes room, or a lane without a name that asks for nothing: ten thousand of either keep nobody out.
 */
import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import type { ServerLimits } from './limits.ts'
import type { MetricEvent } from './metrics.ts'
import type { Operator } from './operator.ts'
import type { Connection } from './peer.ts'
import { createWebSocketPeer } from './web-socket-peer.ts'

/** RFC 6455 §7.4.1 */
const GOING_AWAY = 1001

/** So much of a full house is left to the silent: where they had to make room for each other at once, nobody could say hello. */
const SILENT_SHARE = 0.1

type Guest = {
  readonly socket: Socket
  readonly cameAt: number
  circuit: string | undefined
  webSocket?: WebSocket
  connection?: Connection
  /** Monotonic: when it last sent a frame, and when it last took a reply. */
  seenAt: number
  takenAt: number
  takenBytes: number
}

export type Guests = {
  /** False when the house is full of lanes that bear a name. */
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
    if (guests.size >= limits.maxConnections && !makeRoom()) return false
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

  function makeRoom(): boolean {
    const [oldest] = silent
    const idlest = silent.size > limits.maxConnections * SILENT_SHARE ? undefined : findIdlest()
    if (idlest) drop(idlest, 'connection-dropped-crowding')
    else if (oldest) drop(oldest, 'connection-dropped-silent')
    else return false
    return true
  }

  /** Of the circuit that has most of the lanes without a name, the one that has asked for nothing for the longest. */
  function findIdlest(): Guest | undefined {
    type Crowd = { lanes: number; idlest: Guest; lastRequest: number }
    const crowds = new Map<string | Guest, Crowd>()
    for (const guest of guests.values()) {
      const standing = guest.connection?.standing()
      if (standing?.type !== 'nameless') continue
      const { lastRequest } = standing
      const crowd = crowds.get(guest.circuit ?? guest) ?? { lanes: 0, idlest: guest, lastRequest }
      crowd.lanes++
      if (lastRequest < crowd.lastRequest) {
        crowd.idlest = guest
        crowd.lastRequest = lastRequest
      }
      crowds.set(guest.circuit ?? guest, crowd)
    }
    const byTurn = (a: Crowd, b: Crowd) => b.lanes - a.lanes || a.lastRequest - b.lastRequest
    return [...crowds.values()].sort(byTurn)[0]?.idlest
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
      onSent: () => connection.standing().type !== 'silent' && silent.delete(guest),
      onPaused: () => metrics.count('connection-paused'),
      onOverflow: () => drop(guest, 'connection-dropped-slow'),
    })
    const connection = operator.connect(peer)
    guest.connection = connection
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
