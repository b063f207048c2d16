import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { after, describe, test } from 'node:test'
import { WebSocket } from 'ws'
import type { ServerLimits } from './limits.ts'
import { createMetrics } from './metrics.ts'
import type { Peer } from './peer.ts'
import { listen } from './server.ts'

const PROXY_LINE = 'PROXY TCP6 fc00:dead:beef:4dad::1:2a ::1 42 65535\r\n'
const UPGRADE = [
  'GET / HTTP/1.1',
  'Host: operator',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
]
const FRAME = new Uint8Array(8192).fill(7)

/** The door with an echo behind it. */
async function openDoor(
  options: { proxyProtocol?: boolean; limits?: Partial<ServerLimits>; echoes?: number } = {},
) {
  const { proxyProtocol = false, limits = {}, echoes = 1 } = options
  const metrics = createMetrics()
  const peers: Peer[] = []
  let gone = 0
  const server = await listen({
    operator: {
      connect(peer) {
        peers.push(peer)
        return {
          receive(frame) {
            for (let echo = 0; echo < echoes; echo++) peer.send(frame)
          },
          closed: () => void gone++,
          standing: () => ({ type: 'named' }),
        }
      },
      metrics: () => metrics,
      stop: async () => {},
    },
    port: 0,
    proxyProtocol,
    limits,
  })
  after(() => server.stop())
  const counted = (event: string) => metrics.snapshot()[event] ?? 0
  return { server, port: server.port, counted, peers, gone: () => gone }
}

async function openSocket(port: number): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`, { perMessageDeflate: false })
  await once(socket, 'open')
  return socket
}

async function echo(socket: WebSocket): Promise<Buffer> {
  socket.send(FRAME)
  const [frame] = await once(socket, 'message')
  return frame
}

/** Everything that is said to someone who writes this and waits. */
async function say(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.write(text)
  socket.on('error', () => socket.destroy())
  const said: Buffer[] = []
  socket.on('data', (chunk: Buffer) => said.push(chunk))
  await once(socket, 'close')
  return Buffer.concat(said).toString('latin1')
}

/** Waits for a fact, not for a time. */
async function until(isTrue: () => boolean) {
  for (let tries = 0; !isTrue(); tries++) {
    assert.ok(tries < 4000, `never became true: ${isTrue}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

test('a binary frame goes in and comes out whole', async () => {
  const { port } = await openDoor()
  assert.deepEqual(new Uint8Array(await echo(await openSocket(port))), FRAME)
})

describe('a stranger learns nothing', () => {
  const asked = [
    ['GET / HTTP/1.1\r\n\r\n', 426, 'Upgrade Required'],
    ['POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\nabcd', 426, 'Upgrade Required'],
    ['GET / HTTP/1.1\r\nExpect: 100-continue\r\n\r\n', 426, 'Upgrade Required'],
    ['GET / HTTP/1.1\r\nExpect: everything\r\n\r\n', 426, 'Upgrade Required'],
    [`${UPGRADE.join('\r\n').replace('13', '8')}\r\n\r\n`, 426, 'Upgrade Required'],
    [`${UPGRADE.join('\r\n').replace('==', '')}\r\n\r\n`, 426, 'Upgrade Required'],
    [`${UPGRADE.join('\r\n')}\r\nSec-WebSocket-Protocol: x\r\n\r\n`, 426, 'Upgrade Required'],
    [`${UPGRADE.join('\r\n')}\r\nOrigin: https://example.org\r\n\r\n`, 404, 'Not Found'],
    [`${UPGRADE.join('\r\n').replace('/', '/metrics')}\r\n\r\n`, 404, 'Not Found'],
    ['GET /metrics HTTP/1.1\r\n\r\n', 404, 'Not Found'],
    ['CONNECT example.org:80 HTTP/1.1\r\n\r\n', 404, 'Not Found'],
    ['nonsense\r\n\r\n', 404, 'Not Found'],
    [`GET / HTTP/1.1\r\nX: ${'x'.repeat(5000)}\r\n\r\n`, 404, 'Not Found'],
  ] as const
  for (const [text, status, words] of asked) {
    test(`${JSON.stringify(text.slice(0, 50))}… (${text.length}) is answered by a bare ${status}`, async () => {
      const { port, counted } = await openDoor()
      assert.equal(await say(port, text), `HTTP/1.1 ${status} ${words}\r\n\r\n`)
      assert.equal(counted('connection-refused-http'), 1)
    })
  }

  test('the upgrade is answered by its three headers only', async () => {
    const { port } = await openDoor({ limits: { idleMs: 20, sweepMs: 5 } })
    const answer = await say(port, `${UPGRADE.join('\r\n')}\r\n\r\n`)
    const headers = answer.split('\r\n').filter((line) => line !== '')
    assert.deepEqual(headers, [
      'HTTP/1.1 101 Switching Protocols',
      'Upgrade: websocket',
      'Connection: Upgrade',
      'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
    ])
  })
})

describe('what is not one whole binary message ends the connection', () => {
  const violations: [string, (socket: WebSocket) => void][] = [
    ['text', (socket) => socket.send('hello')],
    ['a ping', (socket) => socket.ping()],
    ['a fragment', (socket) => socket.send(FRAME, { fin: false }, () => socket.send(FRAME))],
    ['65,537 bytes', (socket) => socket.send(new Uint8Array(65537))],
  ]
  for (const [what, violate] of violations) {
    test(what, async () => {
      const { port, counted } = await openDoor()
      const socket = await openSocket(port)
      socket.on('error', () => {})
      violate(socket)
      await once(socket, 'close')
      assert.equal(counted('connection-dropped-violation'), 1)
    })
  }
})

describe('behind an onion service', () => {
  test('the PROXY line names the circuit', async () => {
    const { port, peers } = await openDoor({ proxyProtocol: true })
    const socket = connect(port, '127.0.0.1')
    socket.write(`${PROXY_LINE}${UPGRADE.join('\r\n')}\r\n\r\n`)
    await until(() => peers.length === 1)
    assert.equal(peers[0]?.circuit, 'fc00:dead:beef:4dad::1:2a')
    socket.destroy()
  })

  test('a connection without its line is closed unanswered', async () => {
    const { port, counted } = await openDoor({ proxyProtocol: true })
    assert.equal(await say(port, `${UPGRADE.join('\r\n')}\r\n\r\n`), '')
    assert.equal(counted('connection-refused-proxy-line'), 1)
  })

  test('without an onion service a PROXY line is no request', async () => {
    const { port, peers } = await openDoor()
    assert.equal(await say(port, PROXY_LINE), 'HTTP/1.1 404 Not Found\r\n\r\n')
    assert.equal(peers.length, 0)
  })
})

describe('deadlines', () => {
  test('whoever says nothing is dropped after a while', async () => {
    const { port, counted, server } = await openDoor({ limits: { helloWithinMs: 20, sweepMs: 5 } })
    assert.equal(await say(port, ''), '')
    assert.equal(await say(port, 'GET / HTT'), '')
    assert.equal(counted('connection-dropped-silent'), 2)
    assert.equal(server.connections(), 0)
  })

  test('a lane without a heartbeat is dropped, and one with it stays', async () => {
    const { port, counted } = await openDoor({ limits: { idleMs: 150, sweepMs: 5 } })
    const [quiet, alive] = [await openSocket(port), await openSocket(port)]
    const heart = setInterval(() => alive.send(FRAME), 10)
    await echo(quiet)
    await once(quiet, 'close')
    clearInterval(heart)
    assert.equal(counted('connection-dropped-idle'), 1)
    assert.equal(alive.readyState, WebSocket.OPEN)
    alive.terminate()
  })
})

describe('a full house', () => {
  test('the oldest silent socket makes room for the next one', async () => {
    const { port, counted } = await openDoor({ limits: { maxConnections: 2 } })
    const speaking = await openSocket(port)
    await echo(speaking)
    const silent = connect(port, '127.0.0.1')
    await once(silent, 'connect')
    const next = await openSocket(port)
    await echo(next)
    assert.equal(counted('connection-dropped-silent'), 1)
    assert.deepEqual(new Uint8Array(await echo(speaking)), FRAME)
  })

  test('full of people who speak, it says that it is full', async () => {
    const { port, counted } = await openDoor({ limits: { maxConnections: 2 } })
    const inside = [await openSocket(port), await openSocket(port)]
    for (const socket of inside) await echo(socket)
    assert.equal(
      await say(port, `${UPGRADE.join('\r\n')}\r\n\r\n`),
      'HTTP/1.1 503 Service Unavailable\r\n\r\n',
    )
    assert.equal(counted('connection-refused-full'), 1)
    inside[0]?.close()
    await until(() => counted('connection-closed') === 1)
    await echo(await openSocket(port))
  })
})

describe('a slow reader', () => {
  test('is dropped, and the others notice nothing', async () => {
    const { port, counted, peers } = await openDoor({ echoes: 40, limits: { stuckMs: 100, sweepMs: 10 } })
    const slow = await openSocket(port)
    const quick = await openSocket(port)
    slow.pause()
    slow.on('error', () => {})
    const asking = setInterval(() => slow.send(FRAME), 1)
    let taken = 0
    quick.on('message', () => taken++)
    while (counted('connection-dropped-slow') === 0) {
      const before = taken
      quick.send(FRAME)
      await until(() => taken >= before + 40)
    }
    clearInterval(asking)
    assert.equal(counted('connection-dropped-slow'), 1)
    assert.ok(counted('connection-paused') >= 1, 'it was first no longer read from')
    assert.equal(peers.length, 2)
    assert.equal(quick.readyState, WebSocket.OPEN)
    slow.terminate()
    quick.terminate()
  })

  test('whose replies exceed the bound goes at once', async () => {
    const { port, counted } = await openDoor({
      echoes: 4000,
      limits: { dropAboveBytes: 1024 * 1024, stuckMs: 60_000 },
    })
    const slow = await openSocket(port)
    slow.pause()
    slow.send(FRAME)
    await until(() => counted('connection-dropped-slow') === 1)
    slow.terminate()
  })
})

test('after a stop nobody is inside and nobody gets in', async () => {
  const { server, port, gone } = await openDoor({ limits: { goodbyeMs: 50 } })
  const lane = await openSocket(port)
  const deaf = await openSocket(port)
  deaf.pause()
  const silent = connect(port, '127.0.0.1')
  await once(silent, 'connect')
  await echo(lane)
  const closed = once(lane, 'close')
  await server.stop()
  assert.equal((await closed)[0], 1001)
  assert.equal(server.connections(), 0)
  assert.equal(gone(), 2)
  await assert.rejects(openSocket(port), /ECONNREFUSED/)
  deaf.terminate()
})
