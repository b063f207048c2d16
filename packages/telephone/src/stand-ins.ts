/** For tests: a WebSocket server in the Operator's place, and a SOCKS5 server in Tor's. Both on loopback, both record. */
import { createConnection, createServer, type Server, type Socket } from 'node:net'
import {
  type Bytes,
  decodeFrame,
  decodeRequest,
  encodeFrame,
  encodeReply,
  type Frame,
  type Reply,
  type Request,
  TICK_FRAME,
} from '@comrad/protocol'
import { type WebSocket, WebSocketServer } from 'ws'

export type StandIn = { readonly port: number; stop(): Promise<void> }

export type Visit = {
  readonly headers: Readonly<Record<string, unknown>>
  readonly requests: Request[]
  ticks: number
  send(frame: Bytes): void
  /** As a circuit that dies: no goodbye. */
  cut(): void
  readonly left: Promise<void>
}

/** `answer` says what to reply, or nothing to stay silent. `ticks: false` is a peer that no longer answers at all. */
export async function createOperatorStandIn(options: {
  readonly answer: (request: Request, visit: Visit) => Reply | undefined
  readonly ticks?: boolean
}): Promise<StandIn & { readonly visits: Visit[]; visit(index: number): Promise<Visit> }> {
  const visits: Visit[] = []
  const awaited = new Map<number, PromiseWithResolvers<Visit>>()
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false })
  await new Promise((resolve) => server.once('listening', resolve))
  server.on('connection', (socket, request) => {
    const visit = welcome(socket, request.headers, request.socket)
    waitFor(visits.push(visit) - 1).resolve(visit)
  })
  return {
    port: portOf(server),
    visits,
    visit: (index) => waitFor(index).promise,
    stop: async () => {
      for (const client of server.clients) client.terminate()
      await new Promise((resolve) => server.close(resolve))
    },
  }

  function welcome(socket: WebSocket, headers: Visit['headers'], connection: Socket): Visit {
    const left = Promise.withResolvers<void>()
    const visit: Visit = {
      headers,
      requests: [],
      ticks: 0,
      send: (frame) => socket.send(frame),
      cut: () => connection.destroy(),
      left: left.promise,
    }
    socket.on('message', (data: Buffer) => onFrame(data, visit))
    socket.on('error', () => undefined)
    socket.on('close', () => left.resolve())
    return visit
  }

  function onFrame(data: Buffer, visit: Visit) {
    const frame = decodeFrame(data)
    if (!frame.ok) throw new Error(`the lane sent a bad frame: ${frame.error.reason}`)
    if (frame.value.type === 'request') return onRequest(frame.value, visit)
    visit.ticks += 1
    if (options.ticks !== false) visit.send(TICK_FRAME)
  }

  function onRequest(frame: Frame, visit: Visit) {
    const request = decodeRequest(frame.body)
    if (!request.ok) throw new Error(`the lane sent a bad request: ${request.error.reason}`)
    visit.requests.push(request.value)
    const reply = options.answer(request.value, visit)
    if (reply) visit.send(encodeFrame({ type: 'reply', id: frame.id, body: encodeReply(reply) }))
  }

  function waitFor(index: number): PromiseWithResolvers<Visit> {
    const one = awaited.get(index) ?? Promise.withResolvers<Visit>()
    awaited.set(index, one)
    return one
  }
}

export type SocksVisit = {
  readonly user: string
  readonly password: string
  readonly host: string
  readonly port: number
}

/** RFC 1928 and 1929, as far as a lane uses them. Every destination leads to `target`. */
export async function createSocksStandIn(
  target: number,
): Promise<StandIn & { readonly visits: SocksVisit[] }> {
  const visits: SocksVisit[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    void serve(socket).catch(() => socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: portOf(server),
    visits,
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }

  async function serve(socket: Socket) {
    const read = createByteReader(socket)
    const [, methods = 0] = await read(2)
    await read(methods)
    socket.write(new Uint8Array([5, 2]))
    const [, userLength = 0] = await read(2)
    const user = (await read(userLength)).toString()
    const [passwordLength = 0] = await read(1)
    const password = (await read(passwordLength)).toString()
    socket.write(new Uint8Array([1, 0]))
    const [, , , type] = await read(4)
    if (type !== 3) throw new Error('a lane must send a host name, never an address')
    const [hostLength = 0] = await read(1)
    const host = (await read(hostLength)).toString()
    const port = (await read(2)).readUInt16BE()
    visits.push({ user, password, host, port })
    const upstream = createConnection({ host: '127.0.0.1', port: target })
    sockets.add(upstream)
    upstream.on('error', () => socket.destroy())
    upstream.once('connect', () => {
      socket.write(new Uint8Array([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]))
      socket.pipe(upstream).pipe(socket)
    })
  }
}

function createByteReader(socket: Socket) {
  return async (length: number): Promise<Buffer> => {
    if (length === 0) return Buffer.alloc(0)
    for (;;) {
      const bytes: Buffer | null = socket.read(length)
      if (bytes) return bytes
      await new Promise((resolve, reject) => socket.once('readable', resolve).once('close', reject))
    }
  }
}

function portOf(server: Server | WebSocketServer): number {
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('not listening')
  return address.port
}
