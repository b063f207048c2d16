import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { WebSocket } from 'ws'
import type { ServerLimits } from './limits.ts'
import { createMetrics } from './metrics.ts'
import type { Standing } from './peer.ts'
import { listen } from './server.ts'

const SILENT = 10_000
const FRAME = new Uint8Array(8192)
const NAMED: Standing = { type: 'named' }

/** Another process, since each end of a connection needs a file descriptor. Tells when all are open, and when all are closed. */
const CROWD = `
const [port, count] = process.argv.slice(1).map(Number)
let open = 0
let closed = 0
let begun = 0
const next = () => {
  if (begun++ >= count) return
  const socket = require('node:net').connect(port, '127.0.0.1')
  socket.on('error', () => {})
  socket.once('connect', () => { if (++open === count) console.log('open'); next() })
  socket.once('close', () => { if (++closed === count) console.log('closed') })
}
for (let lane = 0; lane < 100; lane++) next()
`

async function openDoor(limits: Partial<ServerLimits>) {
  const metrics = createMetrics()
  const operator = {
    connect: (peer: { send(frame: Uint8Array<ArrayBuffer>): void }) => ({
      receive: peer.send,
      closed() {},
      standing: () => NAMED,
    }),
    metrics: () => metrics,
    stop: async () => {},
  }
  const server = await listen({ operator, port: 0, proxyProtocol: false, limits })
  return { server, counted: (event: string) => metrics.snapshot()[event] ?? 0 }
}

async function openCrowd(port: number) {
  const crowd = spawn(process.execPath, ['-e', CROWD, String(port), String(SILENT)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines = createInterface(crowd.stdout)[Symbol.asyncIterator]()
  return { next: async () => (await lines.next()).value, leave: () => crowd.kill() }
}

async function openLane(port: number): Promise<WebSocket> {
  const lane = new WebSocket(`ws://127.0.0.1:${port}/`, { perMessageDeflate: false })
  await once(lane, 'open')
  return lane
}

async function askTimes(lane: WebSocket, times: number) {
  for (let asked = 0; asked < times; asked++) {
    lane.send(FRAME)
    await once(lane, 'message')
  }
}

function openFilesAllowed(): number {
  const { userLimits } = process.report.getReport() as { userLimits?: { open_files?: { hard: unknown } } }
  const hard = Number(userLimits?.open_files?.hard)
  return Number.isNaN(hard) ? Number.POSITIVE_INFINITY : hard
}

const skip = openFilesAllowed() < SILENT + 500 && 'this machine does not allow so many open files'

test('ten thousand connections that say nothing disturb nobody, and are gone when their time is over', {
  skip,
}, async (t) => {
  const { server, counted } = await openDoor({ maxConnections: SILENT + 100, helloWithinMs: 3000 })
  t.after(server.stop)
  const lane = await openLane(server.port)
  await askTimes(lane, 10)
  const before = process.memoryUsage().rss
  const crowd = await openCrowd(server.port)
  t.after(crowd.leave)
  const coming = crowd.next()
  let isComing = true
  void coming.then(() => (isComing = false))
  while (isComing) await askTimes(lane, 1)
  assert.equal(await coming, 'open')
  const each = (process.memoryUsage().rss - before) / SILENT
  assert.ok(each < 40_000, `${Math.round(each)} bytes for each`)
  await askTimes(await openLane(server.port), 10)

  assert.equal(await crowd.next(), 'closed')
  assert.equal(counted('connection-dropped-silent'), SILENT)
  assert.equal(server.connections(), 2)
  await askTimes(lane, 10)
})

test('ten thousand silent connections do not keep the next one out of a full house', { skip }, async (t) => {
  const { server, counted } = await openDoor({ maxConnections: 200 })
  t.after(server.stop)
  const lane = await openLane(server.port)
  await askTimes(lane, 10)
  const crowd = await openCrowd(server.port)
  t.after(crowd.leave)
  assert.equal(await crowd.next(), 'open')
  const stranger = connect(server.port, '127.0.0.1')
  await once(stranger, 'connect')
  await askTimes(await openLane(server.port), 10)
  await askTimes(lane, 10)
  assert.ok(server.connections() <= 200)
  assert.ok(counted('connection-dropped-silent') >= SILENT - 200)
  stranger.destroy()
})
