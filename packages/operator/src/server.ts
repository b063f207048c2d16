/**
 * The Operator's door: WebSockets on loopback, where the onion service delivers them. It tells a stranger nothing,
 * holds sockets to their deadlines, and lets nobody make it remember more than it has room for.
 */
import { createServer as createHttpServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { FRAME_SIZES } from '@comrad/protocol'
import { WebSocketServer } from 'ws'
import { createGuests } from './guests.ts'
import { DEFAULT_SERVER_LIMITS, type ServerLimits } from './limits.ts'
import type { Operator } from './operator.ts'
import { readProxyLine } from './proxy-protocol.ts'

const REFUSALS = {
  404: 'HTTP/1.1 404 Not Found\r\n\r\n',
  426: 'HTTP/1.1 426 Upgrade Required\r\n\r\n',
  503: 'HTTP/1.1 503 Service Unavailable\r\n\r\n',
} as const

/** One frame is one message in one fragment; a link that delivers it in smaller shreds than Tor's cells is a game. */
const WEBSOCKET_OPTIONS = {
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  maxPayload: Math.max(...FRAME_SIZES),
  maxFragments: 1,
  maxBufferedChunks: 1024,
  autoPong: false,
  closeTimeout: 5000,
}

export type ServerOptions = {
  readonly operator: Pick<Operator, 'connect' | 'metrics' | 'stop'>
  /** 0 takes any free port. */
  readonly port: number
  /** The onion service writes a PROXY line before each connection; one that lacks it did not come through Tor. */
  readonly proxyProtocol: boolean
  readonly limits?: Partial<ServerLimits>
}

export type Server = {
  readonly port: number
  connections(): number
  /** Lets nobody in, lets the Operator finish what it has begun and close its store, and then closes every socket. */
  stop(): Promise<void>
}

export async function listen(options: ServerOptions): Promise<Server> {
  const { operator, proxyProtocol } = options
  const metrics = operator.metrics()
  const guests = createGuests(operator, { ...DEFAULT_SERVER_LIMITS, ...options.limits })
  const webSockets = new WebSocketServer(WEBSOCKET_OPTIONS)
  const http = createHttpServer({
    maxHeaderSize: 4096,
    requireHostHeader: false,
    headersTimeout: 0,
    requestTimeout: 0,
  })
  const door = createServer({ noDelay: true }, onSocket)

  http.on('upgrade', onUpgrade)
  for (const event of ['request', 'checkContinue', 'checkExpectation']) http.on(event, onRequest)
  http.on('clientError', (_error, socket) => refuseHttp(socket, 404))
  http.on('connect', (_request, socket: Duplex) => refuseHttp(socket, 404))

  await new Promise<void>((resolve, reject) => {
    door.once('error', reject).listen({ port: options.port, host: '127.0.0.1', backlog: 4096 }, resolve)
  })
  return {
    port: (door.address() as AddressInfo).port,
    connections: () => guests.size(),
    stop: async () => {
      const closed = new Promise<void>((resolve) => door.close(() => resolve()))
      await operator.stop()
      await guests.stop()
      await closed
    },
  }

  function onSocket(socket: Socket) {
    if (!guests.admit(socket)) {
      metrics.count('connection-refused-full')
      return refuse(socket, 503)
    }
    if (!proxyProtocol) return void http.emit('connection', socket)
    readProxyLine(socket, (line) => {
      if (!line.ok) {
        metrics.count('connection-refused-proxy-line')
        socket.destroy()
        return
      }
      guests.nameCircuit(socket, line.value.circuit)
      http.emit('connection', socket)
      socket.resume()
    })
  }

  function onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer) {
    if (request.url !== '/' || request.headers.origin !== undefined) return refuseHttp(socket, 404)
    if (!isWebSocketRequest(request)) return refuseHttp(socket, 426)
    webSockets.handleUpgrade(request, socket, head, (webSocket) => guests.welcome(request.socket, webSocket))
  }

  function onRequest(request: IncomingMessage) {
    refuseHttp(request.socket, request.url === '/' ? 426 : 404)
  }

  function refuseHttp(socket: Duplex, status: keyof typeof REFUSALS) {
    metrics.count('connection-refused-http')
    refuse(socket, status)
  }
}

/** What ws would itself refuse with a page that says who is answering. */
function isWebSocketRequest({ method, headers }: IncomingMessage): boolean {
  return (
    method === 'GET' &&
    headers.upgrade?.toLowerCase() === 'websocket' &&
    headers['sec-websocket-version'] === '13' &&
    /^[+/0-9A-Za-z]{22}==$/.test(headers['sec-websocket-key'] ?? '') &&
    headers['sec-websocket-protocol'] === undefined
  )
}

function refuse(socket: Duplex, status: keyof typeof REFUSALS) {
  socket.on('error', () => socket.destroy())
  socket.end(REFUSALS[status])
  // Unread input would turn the goodbye into a reset that overtakes it; and nobody may stay for ever.
  socket.resume()
  setTimeout(() => socket.destroy(), 1000).unref()
}
