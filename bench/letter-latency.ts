/**
 * A letter from one comrad's `send` to the other's screen, over a private Tor network, beside the round trip of an empty
 * request over the same onion service: the two are measured in turn, on lanes that are warm.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Comrad, createComrad, systemClock } from '@comrad/client'
import { createTemporaryStore, PLAIN_IMAGES, testProofs } from '@comrad/client/testing'
import { randomBytes } from '@comrad/keymaker'
import { createOperator, listen, openSqliteStore } from '@comrad/operator'
import type { OperatorAddress } from '@comrad/protocol'
import { createTor, createTransport, SYSTEM_TIMERS, type Tor, type TorOptions } from '@comrad/telephone'
import { createPrivateNetwork } from '@comrad/telephone/private-network'
import { ascending, type Measurement, percentile, type Section } from './report.ts'

const LETTERS = 40
const CHEAP = { memoryKib: 8, passes: 1, difficultyBits: 0 }
const COLD_MS = 120_000

export const letterLatency: Section = {
  name: 'letter-latency',
  measure: async () => {
    const cleanups: (() => Promise<unknown> | unknown)[] = []
    try {
      return await measure(await mkdtemp(join(tmpdir(), 'comrad-bench-')), (one) => cleanups.unshift(one))
    } finally {
      for (const cleanup of cleanups) await cleanup()
    }
  },
}

type AtEnd = (cleanup: () => Promise<unknown> | unknown) => void

async function measure(directory: string, atEnd: AtEnd): Promise<readonly Measurement[]> {
  atEnd(() => rm(directory, { recursive: true, force: true }))
  const network = await createPrivateNetwork({ directory: join(directory, 'network') })
  atEnd(network.stop)
  const startTor = (name: string, options: Partial<TorOptions> = {}): Tor => {
    const lines = { dataDirectory: join(directory, name), extraLines: network.torrcLines }
    const tor = createTor({ timers: SYSTEM_TIMERS }, { ...lines, ...options })
    atEnd(tor.stop)
    return tor
  }
  const address = await startOperator(directory, startTor, atEnd)
  const people = await Promise.all(
    ['alice', 'bob'].map((name) => startComrad(name, { address, tor: startTor(name), atEnd })),
  )
  const [alice, bob] = people
  if (!alice || !bob) throw new Error('two people')
  await meet(alice.comrad, bob.comrad)
  const { letters, trips } = await measureInTurn(alice, bob)
  const trip = percentile(trips, 0.5)
  const letter = percentile(letters, 0.5)
  return [
    {
      name: 'empty request, p50',
      value: trip,
      unit: 'ms',
      note: 'the mean of the two comrads, over the same onion service',
    },
    { name: 'letter, send to screen, p50', value: letter, unit: 'ms', note: `${LETTERS} letters` },
    { name: 'letter, send to screen, p95', value: percentile(letters, 0.95), unit: 'ms' },
    { name: 'letter ÷ empty request', value: letter / trip, unit: '×', target: { atMost: 1.5 } },
  ]
}

type Person = { readonly comrad: Comrad; roundTrip(): Promise<number> }

async function startOperator(
  directory: string,
  startTor: (name: string, options: Partial<TorOptions>) => Tor,
  atEnd: AtEnd,
): Promise<OperatorAddress> {
  const store = openSqliteStore({ directory: join(directory, 'data') })
  if (!store.ok) throw new Error(`no store: ${store.error.type}`)
  const operator = await createOperator(
    { store: store.value, clock: systemClock },
    { claimPow: CHEAP, square: { minimumMembers: 1, anchorSeconds: 0 } },
  )
  const server = await listen({ operator, port: 0, proxyProtocol: true })
  atEnd(server.stop)
  const onionService = { directory: join(directory, 'onion'), targetPort: server.port }
  const tor = startTor('operator', { onionService })
  const host = await tor.onionHost
  await tor.published
  return { kind: 'onion', host, port: 80, fingerprint: operator.fingerprint }
}

async function startComrad(
  name: string,
  { address, tor, atEnd }: { address: OperatorAddress; tor: Tor; atEnd: AtEnd },
): Promise<Person> {
  const files = createTemporaryStore()
  const store = await files.open()
  atEnd(files.remove)
  atEnd(() => store.close())
  const transport = createTransport({ operator: address, tor, timers: SYSTEM_TIMERS, random: randomBytes })
  atEnd(transport.close)
  const lane = transport.lane({ kind: 'directory' })
  const comrad = createComrad({
    store,
    transport,
    clock: systemClock,
    random: randomBytes,
    operator: address,
    proofs: testProofs(),
    images: PLAIN_IMAGES,
  })
  atEnd(comrad.stop)
  const warm = await lane.request({ type: 'checkpoint' }, { timeoutMs: COLD_MS })
  if (!warm.ok) throw new Error(`${name} does not reach the Operator: ${warm.error.type}`)
  const registered = await comrad.register(name)
  if (!registered.ok) throw new Error(`${name} is not registered: ${registered.error.type}`)
  comrad.start()
  return { comrad, roundTrip: () => timed(() => lane.request({ type: 'checkpoint' })) }
}

async function meet(alice: Comrad, bob: Comrad): Promise<void> {
  const asked = await alice.meet('bob')
  if (!asked.ok) throw new Error(`alice cannot ask: ${asked.error.type}`)
  await shows(bob, () => bob.contacts().incoming.length === 1)
  const accepted = await bob.accept('alice')
  if (!accepted.ok) throw new Error(`bob cannot accept: ${accepted.error.type}`)
  await shows(alice, () => alice.contacts().met.length === 1)
}

/** A letter goes in on her circuit and comes out on his: it is held against the mean of their two round trips. */
async function measureInTurn(alice: Person, bob: Person) {
  const letters: number[] = []
  const trips: number[] = []
  // The first builds a session's second half and opens the lane; it is not what a conversation feels like.
  for (let index = -2; index < LETTERS; index++) {
    const trip = ((await alice.roundTrip()) + (await bob.roundTrip())) / 2
    const letter = await timed(async () => {
      const arrived = new Promise((resolve) => {
        const forget = bob.comrad.on('letter', (event) => {
          forget()
          resolve(event)
        })
      })
      const sent = await alice.comrad.send('bob', `letter ${index}`)
      if (!sent.ok) throw new Error(`not sent: ${sent.error.type}`)
      await arrived
    })
    if (index < 0) continue
    letters.push(letter)
    trips.push(trip)
  }
  return { letters: ascending(letters), trips: ascending(trips) }
}

function shows(comrad: Comrad, isThere: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!isThere()) return
      forget()
      resolve()
    }
    const forget = comrad.on('change', look)
    look()
  })
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await run()
  return performance.now() - start
}
