/** Real Tor on loopback: a private network, an onion service, lanes. What a lane promises is looked at from the Operator's side. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { randomBytes } from '@comrad/keymaker'
import { listen, type Server } from '@comrad/operator'
import { createTestOperator } from '@comrad/operator/testing'
import type { Fingerprint, Name, OperatorAddress } from '@comrad/protocol'
import {
  type ClientTor,
  createChangingTor,
  createTor,
  createTransport,
  SYSTEM_TIMERS,
  type Tor,
  type TorStatus,
} from '@comrad/telephone'
import { createPrivateNetwork, type PrivateNetwork } from '@comrad/telephone/private-network'

const PATIENCE_MS = 90_000
const timers = SYSTEM_TIMERS
const circuits = new Set<string | undefined>()

let directory: string
let network: PrivateNetwork
let server: Server
let client: Tor
let service: Tor
let address: OperatorAddress

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'comrad-tor-'))
  network = await createPrivateNetwork({ directory: join(directory, 'network') })
  const operator = await createTestOperator()
  server = await listen({
    operator: {
      ...operator,
      connect: (peer) => {
        circuits.add(peer.circuit)
        return operator.connect(peer)
      },
    },
    port: 0,
    proxyProtocol: true,
  })
  client = startTor('client')
  service = createTor(
    { timers },
    {
      dataDirectory: join(directory, 'service'),
      extraLines: network.torrcLines,
      onionService: { directory: join(directory, 'onion'), targetPort: server.port },
    },
  )
  const host = await service.onionHost
  address = { kind: 'onion', host, port: 80, fingerprint: operator.fingerprint as Fingerprint }
  await Promise.all([status(client, 'ready'), service.published])
})

after(async () => {
  await client?.stop()
  await service?.stop()
  await network?.stop()
  await server?.stop()
  await rm(directory, { recursive: true, force: true })
})

test('each lane reaches the Operator on a circuit of its own', { timeout: PATIENCE_MS }, async (t) => {
  const transport = createTransport({ operator: address, tor: client, timers, random: randomBytes })
  t.after(() => transport.close())
  circuits.clear()
  const lanes = [
    transport.lane({ kind: 'named' }),
    transport.lane({ kind: 'directory' }),
    transport.lane({ kind: 'recipient', name: 'bob' as Name }),
  ]
  for (const lane of lanes) {
    const answer = await lane.request({ type: 'hello' }, { timeoutMs: PATIENCE_MS })
    assert.equal(answer.ok && answer.value.type, 'greeting')
  }
  assert.equal(circuits.size, lanes.length)
  assert.ok(!circuits.has(undefined), 'the Operator is told a circuit, never an address')
})

test('a Tor that is killed is begun again by itself, and its lane outlives it', {
  timeout: PATIENCE_MS,
}, async (t) => {
  const tor = createChangingTor({ timers, random: randomBytes }, () => startTor('mortal'))
  t.after(() => tor.stop())
  await status(tor, 'ready')
  const first = tor.pid() ?? 0
  const transport = createTransport({ operator: address, tor, timers, random: randomBytes })
  t.after(() => transport.close())
  const lane = transport.lane({ kind: 'directory' })
  assert.ok((await lane.request({ type: 'hello' })).ok)
  const inFlight = lane.request({ type: 'checkpoint' })
  process.kill(first, 'SIGKILL')
  await status(tor, 'failed')
  assert.deepEqual(tor.status(), { phase: 'failed', reason: 'exited' })
  await inFlight
  await status(tor, 'ready')
  assert.notEqual(tor.pid(), first)
  const answer = await lane.request({ type: 'checkpoint' }, { timeoutMs: PATIENCE_MS })
  assert.equal(answer.ok && answer.value.type, 'checkpoint')
})

test('Tor ends when its owner is killed', { timeout: PATIENCE_MS }, async () => {
  const owner = spawn(
    process.execPath,
    [join(import.meta.dirname, 'tor-owner.ts'), join(directory, 'owned')],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const pid = Number(await new Promise<Buffer>((resolve) => owner.stdout.once('data', resolve)))
  assert.ok(isRunning(pid))
  owner.kill('SIGKILL')
  while (isRunning(pid)) await new Promise((resolve) => setTimeout(resolve, 100))
})

test('without a binary Tor says so and starts nothing', () => {
  const tor = createTor(
    { timers },
    { dataDirectory: join(directory, 'none'), binary: join(directory, 'no-tor') },
  )
  return status(tor, 'failed').then(() => {
    assert.deepEqual(tor.status(), { phase: 'failed', reason: 'binary-missing' })
  })
})

test('a configuration that Tor refuses is told apart', { timeout: PATIENCE_MS }, async () => {
  const tor = createTor(
    { timers },
    { dataDirectory: join(directory, 'wrong'), extraLines: ['NoSuchOption 1'] },
  )
  await status(tor, 'failed')
  assert.deepEqual(tor.status(), { phase: 'failed', reason: 'configuration-refused' })
})

test('a bootstrap that does not move is called stalled, and goes on trying', {
  timeout: PATIENCE_MS,
}, async (t) => {
  const nowhere = 'DirAuthority gone orport=1 no-v2 v3ident='
  const lines = [
    'TestingTorNetwork 1',
    ...[1, 2, 3].map((n) => `${nowhere}${`${n}`.repeat(40)} 127.0.0.1:1 ${`${n}`.repeat(40)}`),
  ]
  const tor = createTor(
    { timers },
    { dataDirectory: join(directory, 'stalled'), extraLines: lines, stalledAfterMs: 500 },
  )
  t.after(() => tor.stop())
  const stalled = await new Promise<TorStatus>((resolve) => {
    tor.onStatus((next) => next.phase === 'bootstrapping' && next.stalled !== undefined && resolve(next))
  })
  assert.ok(stalled.phase === 'bootstrapping' && stalled.percent < 100)
  assert.ok(isRunning(tor.pid() ?? 0))
})

test('stopping leaves no process', { timeout: PATIENCE_MS }, async () => {
  const tor = startTor('brief')
  await status(tor, 'ready')
  const pid = tor.pid() ?? 0
  await tor.stop()
  assert.deepEqual(tor.status(), { phase: 'stopped' })
  assert.ok(!isRunning(pid))
})

function startTor(name: string): Tor {
  return createTor({ timers }, { dataDirectory: join(directory, name), extraLines: network.torrcLines })
}

function status(tor: ClientTor, phase: TorStatus['phase']): Promise<void> {
  return new Promise((resolve) => {
    if (tor.status().phase === phase) return resolve()
    const forget = tor.onStatus((next) => {
      if (next.phase !== phase) return
      forget()
      resolve()
    })
  })
}

/** A process that has ended may stay in the table until its parent, which is not us, looks at it. */
function isRunning(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return !/^\d+ \(.*\) [ZX]/.test(stat)
  } catch {
    return false
  }
}
