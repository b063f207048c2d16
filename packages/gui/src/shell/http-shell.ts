/**
 * The window in a browser of one's own, over loopback: for machines without Chromium. The address carries a token that is good
 * once; it is exchanged for a cookie that no script reads. Whatever does not come from the page itself is refused.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Bytes } from '@comrad/protocol'
import {
  CALL_LENGTH_MAX,
  IMAGE_TYPE,
  PICTURES,
  SECURITY_HEADERS,
  type Shell,
  type ShellDeps,
} from './shell.ts'

export type HttpShellOptions = {
  readonly random: (length: number) => Bytes
  /** 0 takes any free port. */
  readonly port?: number
}

const COOKIE = 'comrad'
const EVENTS = '/events'
const CALLS = '/call'
const TOKEN_BYTES = 32

export async function createHttpShell(deps: ShellDeps, options: HttpShellOptions): Promise<Shell> {
  const secret = () => Buffer.from(options.random(TOKEN_BYTES)).toString('base64url')
  let token: string | undefined = secret()
  const cookie = secret()
  const sockets = new Set<Socket>()
  const windows = new Set<ServerResponse>()
  const server = createServer((request, response) => {
    void serve(request, response).catch(() => response.destroy())
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  // No WebSocket is offered, so nobody's is accepted.
  server.on('upgrade', (_request, socket) => socket.destroy())
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const origin = `http://${host}`
  const { promise: closed, resolve: end } = Promise.withResolvers<'by-person' | 'died'>()

  return {
    opened: { kind: 'http', address: `${origin}/?token=${token}` },
    notify(message) {
      for (const window of windows) window.write(`data: ${JSON.stringify(message)}\n\n`)
    },
    closed,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
      end('by-person')
    },
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
    for (const [name, value] of SECURITY_HEADERS) response.setHeader(name, value)
    // A name that was pointed at this machine arrives with its own Host.
    if (request.headers.host !== host) return refuse(response, 421)
    const url = new URL(request.url ?? '/', origin)
    const given = url.searchParams.get('token')
    if (given !== null) return exchange(response, given)
    if (!isFromOurPage(request)) return refuse(response, 403)
    if (!isKnown(request)) return refuse(response, 401)
    if (request.method === 'POST' && url.pathname === CALLS) return call(request, response)
    if (request.method !== 'GET') return refuse(response, 405)
    if (url.pathname === EVENTS) return follow(response)
    return show(url.pathname, response)
  }

  function exchange(response: ServerResponse, given: string) {
    if (token === undefined || !isSame(given, token)) return refuse(response, 401)
    token = undefined
    response.setHeader('set-cookie', `${COOKIE}=${cookie}; HttpOnly; SameSite=Strict; Path=/`)
    response.writeHead(303, { location: '/' }).end()
  }

  /** Another port of this machine is the same site to a browser: only the exact origin is ours. */
  function isFromOurPage({ headers, method }: IncomingMessage): boolean {
    if (headers.origin !== undefined && headers.origin !== origin) return false
    if (method === 'POST' && headers.origin !== origin) return false
    const site = headers['sec-fetch-site']
    return site === undefined || site === 'same-origin' || site === 'none'
  }

  function isKnown({ headers }: IncomingMessage): boolean {
    const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim())
    const ours = pairs.find((pair) => pair.startsWith(`${COOKIE}=`))
    return ours !== undefined && isSame(ours.slice(COOKIE.length + 1), cookie)
  }

  async function call(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
    // A form can send text to anybody, but not under this type.
    if (request.headers['content-type'] !== 'application/json') return refuse(response, 415)
    const parts: Buffer[] = []
    let length = 0
    for await (const part of request as AsyncIterable<Buffer>) {
      length += part.length
      if (length > CALL_LENGTH_MAX) return refuse(response, 413)
      parts.push(part)
    }
    const answer = await deps.answer(Buffer.concat(parts).toString('utf8'))
    response.setHeader('content-type', 'application/json')
    return response.end(answer)
  }

  function follow(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(':\n\n')
    windows.add(response)
    response.once('close', () => windows.delete(response))
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

  function refuse(response: ServerResponse, status: number) {
    response.setHeader('content-type', 'text/plain; charset=utf-8')
    response.setHeader('connection', 'close')
    response.writeHead(status).end(REFUSALS[status] ?? 'Refused.')
  }
}

const REFUSALS: Readonly<Record<number, string>> = {
  401: 'This address is good once, and was used. Start Comrad again to get another one.',
  403: 'Refused: this did not come from Comrad’s own page.',
  404: 'There is nothing here.',
  421: 'Refused: this is not Comrad’s own address.',
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
