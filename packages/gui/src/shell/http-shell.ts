/**
 * The window in a browser of one's own, over loopback: for machines without Chromium. The address carries a token that is good
 * once; it is exchanged for a cookie that no script reads. Whatever does not come from the page itself is refused.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Bytes } from '@comrad/protocol'
import {
  BEGINNING,
  CALL_LENGTH_MAX,
  IMAGE_TYPE,
  PICTURES,
  SECURITY_HEADERS,
  type Shell,
  type ShellDeps,
} from './shell.ts'

export type HttpShellOptions = {
  readonly random: (length: number) => Bytes
  readonly timers: { after(ms: number, run: () => void): () => void }
  /** No window is left, and the last address is spent: here is another. */
  offer?(address: string): void
  readonly awayMs?: number
  /** A request that is not there whole by then is refused. */
  readonly requestWithinMs?: number
}

const COOKIE = 'comrad'
const EVENTS = '/events'
const CALLS = '/call'
const SECRET_BYTES = 32
/** A page that is loaded again is gone for less. */
const AWAY_MS = 3_000
const REQUEST_WITHIN_MS = 20_000
const CONNECTIONS_MAX = 64
/** A window that does not read is told nothing more until it does. */
const BACKLOG_MAX = 4_000_000

export async function createHttpShell(deps: ShellDeps, options: HttpShellOptions): Promise<Shell> {
  const { awayMs = AWAY_MS, requestWithinMs = REQUEST_WITHIN_MS } = options
  const secret = () => Buffer.from(options.random(SECRET_BYTES)).toString('base64url')
  let token: string | undefined = secret()
  // A cookie goes to every port of its host: to a hostile one too. It never meets one that does not know this path.
  const place = secret()
  const cookie = secret()
  const sockets = new Set<Socket>()
  const windows = new Map<ServerResponse, string>()
  let stopLooking: (() => void) | undefined
  const server = createServer(
    {
      requestTimeout: requestWithinMs,
      connectionsCheckingInterval: requestWithinMs / 4,
    },
    (request, response) => void serve(request, response).catch(() => response.destroy()),
  )
  server.maxConnections = CONNECTIONS_MAX
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  // No WebSocket is offered, so nobody's is accepted.
  server.on('upgrade', (_request, socket) => socket.end(UPGRADE_REFUSED))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const origin = `http://${host}`
  const { promise: closed, resolve: end } = Promise.withResolvers<'by-person' | 'died'>()

  return {
    opened: { kind: 'http', address: addressOf(token) },
    notify(message) {
      for (const window of windows.keys()) tell(window, message)
    },
    closed,
    async close() {
      stopLooking?.()
      const isClosed = new Promise((resolve) => server.close(resolve))
      for (const socket of sockets) socket.destroy()
      await isClosed
      end('by-person')
    },
  }

  function addressOf(given: string): string {
    return `${origin}/?token=${given}`
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
    for (const [name, value] of SECURITY_HEADERS) response.setHeader(name, value)
    // A name that was pointed at this machine arrives with its own Host.
    if (request.headers.host !== host) return refuse(response, 421)
    if (!isFromOurPage(request)) return refuse(response, 403)
    const url = URL.parse(request.url ?? '/', origin)
    if (url === null) return refuse(response, 404)
    const given = url.searchParams.get('token')
    if (given !== null) return exchange(request, response, given)
    const [, at = '', path = ''] = /^\/([^/]*)(\/.*)?$/.exec(url.pathname) ?? []
    if (!isKnown(request, at)) return refuse(response, 401)
    const window = url.searchParams.get('window') ?? ''
    if (request.method === 'POST' && path === CALLS) return call(request, response, window)
    if (request.method !== 'GET') return refuse(response, 405)
    if (path === EVENTS) return follow(response, window)
    return show(path, response)
  }

  function exchange(request: IncomingMessage, response: ServerResponse, given: string) {
    if (request.method !== 'GET') return refuse(response, 405)
    if (token === undefined || !isSame(given, token)) return refuse(response, 401)
    token = undefined
    offerLater()
    const path = `/${place}/`
    response.setHeader('set-cookie', `${COOKIE}=${cookie}; HttpOnly; SameSite=Strict; Path=${path}`)
    response.writeHead(303, { location: path }).end()
  }

  /** Another port of this machine is the same site to a browser: only the exact origin is ours. */
  function isFromOurPage({ headers, method }: IncomingMessage): boolean {
    if (headers.origin !== undefined && headers.origin !== origin) return false
    if (method === 'POST' && headers.origin !== origin) return false
    const site = headers['sec-fetch-site']
    return site === undefined || site === 'same-origin' || site === 'none'
  }

  /** Others on this host may have set cookies of the same name: one of them has to be right. */
  function isKnown({ headers }: IncomingMessage, at: string): boolean {
    const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim())
    return isSame(at, place) && pairs.some((pair) => isSame(pair, `${COOKIE}=${cookie}`))
  }

  /** `from` is a window's own name for itself: whoever knows our cookie may call itself anything. */
  async function call(request: IncomingMessage, response: ServerResponse, from: string): Promise<unknown> {
    // A form can send text to anybody, but not under this type.
    if (request.headers['content-type'] !== 'application/json') return refuse(response, 415)
    const { body, isTooLong } = await read(request)
    const tellCaller = (message: string) => {
      for (const [window, name] of windows) if (name === from) tell(window, message)
    }
    const answer = isTooLong ? deps.answerTooLong(body) : await deps.answer(body, tellCaller)
    response.setHeader('content-type', 'application/json')
    return response.writeHead(isTooLong ? 413 : 200).end(answer)
  }

  function follow(response: ServerResponse, window: string): void {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(':\n\n')
    windows.set(response, window)
    stopLooking?.()
    response.once('close', () => {
      windows.delete(response)
      offerLater()
    })
  }

  /** Whoever has lost the last window, or spent the address on nothing, gets another address. */
  function offerLater(): void {
    stopLooking?.()
    if (token !== undefined || windows.size > 0) return
    stopLooking = options.timers.after(awayMs, () => {
      token = secret()
      options.offer?.(addressOf(token))
    })
  }

  async function show(path: string, response: ServerResponse): Promise<unknown> {
    if (path.startsWith(PICTURES)) {
      const bytes = await deps.picture(path.slice(PICTURES.length))
      if (!bytes) return refuse(response, 404)
      response.setHeader('content-type', IMAGE_TYPE)
      return response.end(bytes)
    }
    const asset = deps.assets.get(path)
    if (!asset) return refuse(response, 404)
    response.setHeader('content-type', asset.type)
    return response.end(asset.bytes)
  }
}

function tell(window: ServerResponse, message: string): void {
  if (window.writableLength < BACKLOG_MAX) window.write(`data: ${JSON.stringify(message)}\n\n`)
}

/** In a time that does not depend on where they differ: secrets of one length, compared whole. */
function isSame(given: string, secret: string): boolean {
  if (given.length !== secret.length) return false
  let difference = 0
  for (let index = 0; index < secret.length; index++) {
    difference |= given.charCodeAt(index) ^ secret.charCodeAt(index)
  }
  return difference === 0
}

/** Of what is too long only the beginning is kept. The rest is let through: a browser that is cut off hears no answer. */
async function read(
  request: IncomingMessage,
): Promise<{ readonly body: string; readonly isTooLong: boolean }> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length
    if (length <= CALL_LENGTH_MAX) parts.push(part)
    else parts.splice(1)
  }
  const isTooLong = length > CALL_LENGTH_MAX
  const body = Buffer.concat(parts)
  return { body: (isTooLong ? body.subarray(0, BEGINNING) : body).toString('utf8'), isTooLong }
}

function refuse(response: ServerResponse, status: keyof typeof REFUSALS) {
  response.setHeader('content-type', 'text/plain; charset=utf-8')
  response.setHeader('connection', 'close')
  response.writeHead(status).end(REFUSALS[status])
}

const REFUSALS = {
  401: 'This address is good once, and was used. Comrad says another one where it was started.',
  403: 'Refused: this did not come from Comrad’s own page.',
  404: 'There is nothing here.',
  405: 'Refused: nothing is done in this way here.',
  415: 'Refused: this is no call of Comrad’s page.',
  421: 'Refused: this is not Comrad’s own address.',
} as const

const UPGRADE_REFUSED = 'HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n'
