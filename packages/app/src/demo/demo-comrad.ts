/** A person in the demo: a home, a store, a Tor and a client of their own, in one process with the others. */
import { join } from 'node:path'
import {
  type Comrad,
  createComrad,
  createComradStore,
  type Images,
  systemClock,
  type Transport,
} from '@comrad/client'
import { type ProofPool, randomBytes } from '@comrad/keymaker'
import type { OperatorAddress } from '@comrad/protocol'
import { type ClientTor, createTransport, SYSTEM_TIMERS } from '@comrad/telephone'
import type { Environment } from '../program.ts'
import type { Life } from '../run-to-end.ts'
import { startTor, whenReady } from '../tor.ts'
import { DemoFailure, within } from './narrator.ts'
import { PEOPLE, type Person } from './people.ts'
import { type Recorded, recordTraffic } from './recording-transport.ts'

export type DemoComrad = { readonly person: Person; readonly comrad: Comrad }

/** Somebody is watching, and a network on one machine hides nobody: what waits for others to hide among waits for seconds. */
const SOON = { lookUpMs: 2_000, apartMs: 1_000, ticketMs: 2_000, feedEveryMs: 4_000 }

type Deps = {
  readonly person: Person
  readonly directory: string
  readonly operator: OperatorAddress
  readonly tor: ClientTor
  readonly recorded: Recorded
  /** One pool for all of them: this is one machine. */
  readonly helpers: { readonly proofs: ProofPool; readonly images: Images }
  readonly atEnd: Life['atEnd']
}

export async function startPersonsTor(options: {
  readonly directory: string
  readonly env: Environment
  readonly atEnd: Deps['atEnd']
}): Promise<ClientTor> {
  const started = await startTor({
    dataDirectory: options.directory,
    env: options.env,
    bridgesFile: undefined,
  })
  if (!started.ok) throw new DemoFailure(`tor: ${started.error.type}`)
  options.atEnd(() => started.value.tor.stop())
  return started.value.tor
}

export async function createDemoComrad(deps: Deps): Promise<DemoComrad> {
  const { person, operator, tor, atEnd } = deps
  const ready = await whenReady(tor, { patienceMs: 60_000, onProgress: () => {} })
  if (!ready.ok) throw new DemoFailure(`${person}'s Tor: ${ready.error.type}`)
  const store = await createComradStore({
    directory: join(deps.directory, person),
    passphrase: `${person}'s passphrase`,
  })
  if (!store.ok) throw new DemoFailure(`${person}'s store: ${store.error.type}`)
  atEnd(() => store.value.close())
  const transport: Transport = createTransport({ operator, tor, timers: SYSTEM_TIMERS, random: randomBytes })
  atEnd(() => transport.close())
  const comrad = createComrad(
    {
      ...deps.helpers,
      store: store.value,
      transport: recordTraffic(transport, deps.recorded),
      clock: systemClock,
      random: randomBytes,
      operator,
    },
    // As many as the Operator is told to ask for.
    { minimumMembers: PEOPLE.length, ...SOON },
  )
  atEnd(() => comrad.stop())
  return { person, comrad }
}

/** Until the person's screen shows it. */
export async function until(
  { person, comrad }: DemoComrad,
  what: string,
  seconds: number,
  isThere: (comrad: Comrad) => boolean,
): Promise<void> {
  await within(
    seconds,
    `${person}: ${what}`,
    new Promise<void>((resolve) => {
      const look = () => {
        if (!isThere(comrad)) return
        stopListening()
        resolve()
      }
      const stopListening = comrad.on('change', look)
      look()
    }),
  )
}

/** What one person's screen shows of the letters of the other, in its order. */
export function textsFrom(comrad: Comrad, other: Person): readonly string[] {
  const view = comrad.conversation(other, { limit: 1000 })
  const entries = view.ok ? view.value.entries : []
  return entries.flatMap((entry) => (entry.type === 'received' ? [entry.text] : []))
}

export function areAllDelivered(comrad: Comrad, other: Person): boolean {
  const view = comrad.conversation(other, { limit: 1000 })
  const entries = view.ok ? view.value.entries : []
  return entries.every((entry) => entry.type !== 'sent' || entry.state.phase === 'delivered')
}
