/** A private Tor network with an Operator behind its onion service, and comrads who each have a Tor of their own. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Comrad, createComrad, systemClock, type Transport } from '@comrad/client'
import { createTemporaryStore, PLAIN_IMAGES } from '@comrad/client/testing'
import { createProofPool, randomBytes } from '@comrad/keymaker'
import { createOperator, listen, type Operator, openSqliteStore } from '@comrad/operator'
import { connectInMemory } from '@comrad/operator/testing'
import type { OperatorAddress } from '@comrad/protocol'
import { createTor, createTransport, SYSTEM_TIMERS, type Tor, type TorOptions } from '@comrad/telephone'
import { createPrivateNetwork } from '@comrad/telephone/private-network'
import {
  createKeys,
  createComrad as createMember,
  register,
} from '../packages/operator/src/comrad-fixture.ts'
import { DEFAULT_SQUARE, type SquareOptions } from '../packages/operator/src/config.ts'
import type { Measurement } from './report.ts'

const CHEAP = { memoryKib: 8, passes: 1, difficultyBits: 0 }
const COLD_MS = 120_000
/** Nobody waits for a group. */
const AT_ONCE: SquareOptions = { ...DEFAULT_SQUARE, minimumMembers: 1, anchorSeconds: 0 }

export type TorWorld = {
  startPerson(name: string): Promise<Person>
  /** As many more names as the least group wants, and an anchor that has them and everybody before. */
  gather(): Promise<void>
}

/** Registered, on a lane that is warm, and not started: it reads nothing yet. */
export type Person = {
  readonly comrad: Comrad
  /** Of an empty request, in milliseconds. */
  roundTrip(): Promise<number>
  /** When its lane to the feed was first open, by `performance.now()`. */
  readonly feedOpen: Promise<number>
}

type AtEnd = (cleanup: () => Promise<unknown> | unknown) => void

/** Whatever was started is stopped, also when the measurement fails. */
export async function inTorWorld(
  measure: (world: TorWorld) => Promise<readonly Measurement[]>,
  square = AT_ONCE,
): Promise<readonly Measurement[]> {
  const cleanups: (() => Promise<unknown> | unknown)[] = []
  try {
    return await measure(await createTorWorld(square, (cleanup) => cleanups.unshift(cleanup)))
  } finally {
    for (const cleanup of cleanups) await cleanup()
  }
}

async function createTorWorld(square: SquareOptions, atEnd: AtEnd): Promise<TorWorld> {
  const directory = await mkdtemp(join(tmpdir(), 'comrad-bench-'))
  atEnd(() => rm(directory, { recursive: true, force: true }))
  const network = await createPrivateNetwork({ directory: join(directory, 'network') })
  atEnd(network.stop)
  const startTor = (name: string, options: Partial<TorOptions> = {}): Tor => {
    const lines = { dataDirectory: join(directory, name), extraLines: network.torrcLines }
    const tor = createTor({ timers: SYSTEM_TIMERS }, { ...lines, ...options })
    atEnd(tor.stop)
    return tor
  }
  const { operator, address } = await startOperator(square, { directory, startTor, atEnd })
  return {
    startPerson: (name) => startPerson(name, { address, tor: startTor(name), atEnd }),
    async gather() {
      const lane = connectInMemory(operator)
      for (let index = 0; index < square.minimumMembers; index++) {
        await register(createMember(`member-${index}`, createKeys()), (request) => lane.request(request))
      }
      lane.close()
      await new Promise((resolve) => setTimeout(resolve, square.anchorSeconds * 1_000))
    },
  }
}

type OperatorDeps = {
  readonly directory: string
  readonly startTor: (name: string, options: Partial<TorOptions>) => Tor
  readonly atEnd: AtEnd
}

async function startOperator(
  square: SquareOptions,
  { directory, startTor, atEnd }: OperatorDeps,
): Promise<{ operator: Operator; address: OperatorAddress }> {
  const store = openSqliteStore({ directory: join(directory, 'data') })
  if (!store.ok) throw new Error(`no store: ${store.error.type}`)
  const operator = await createOperator(
    { store: store.value, clock: systemClock },
    { claimPow: CHEAP, square },
  )
  const server = await listen({ operator, port: 0, proxyProtocol: true })
  atEnd(server.stop)
  const onionService = { directory: join(directory, 'onion'), targetPort: server.port }
  const tor = startTor('operator', { onionService })
  const host = await tor.onionHost
  await tor.published
  return { operator, address: { kind: 'onion', host, port: 80, fingerprint: operator.fingerprint } }
}

async function startPerson(
  name: string,
  { address, tor, atEnd }: { address: OperatorAddress; tor: Tor; atEnd: AtEnd },
): Promise<Person> {
  const files = createTemporaryStore()
  const store = await files.open()
  atEnd(files.remove)
  atEnd(() => store.close())
  const proofs = createProofPool({ processes: 1 })
  atEnd(proofs.close)
  const transport = createTransport({ operator: address, tor, timers: SYSTEM_TIMERS, random: randomBytes })
  atEnd(transport.close)
  const lane = transport.lane({ kind: 'directory' })
  const { watched, feedOpen } = watchFeed(transport)
  const comrad = createComrad(
    {
      ...{ store, transport: watched, clock: systemClock, random: randomBytes },
      ...{ operator: address, proofs, images: PLAIN_IMAGES },
    },
    { minimumMembers: 1 },
  )
  atEnd(comrad.stop)
  const warm = await lane.request({ type: 'checkpoint' }, { timeoutMs: COLD_MS })
  if (!warm.ok) throw new Error(`${name} does not reach the Operator: ${warm.error.type}`)
  const registered = await comrad.register(name)
  if (!registered.ok) throw new Error(`${name} is not registered: ${registered.error.type}`)
  return { comrad, feedOpen, roundTrip: () => timed(() => lane.request({ type: 'checkpoint' })) }
}

function watchFeed(transport: Transport): { watched: Transport; feedOpen: Promise<number> } {
  const { promise, resolve } = Promise.withResolvers<number>()
  const watched: Transport = {
    ...transport,
    lane(kind, onOpen) {
      const lane = transport.lane(kind, onOpen)
      if (kind.kind === 'feed') {
        lane.onState(({ phase }) => {
          if (phase === 'open') resolve(performance.now())
        })
      }
      return lane
    },
  }
  return { watched, feedOpen: promise }
}

/** Resolves when a view of this comrad shows it. */
export function shows(comrad: Comrad, isThere: () => boolean): Promise<void> {
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

export async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await run()
  return performance.now() - start
}
