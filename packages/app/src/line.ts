/** The way from this device to the Operator: Tor where it is elsewhere, with the bridges of this machine, and all lanes. */
import type { Clock, HouseLine, LineBridges, LineState, Transport } from '@comrad/client'
import { randomBytes } from '@comrad/keymaker'
import { err, type OperatorAddress, ok, type Result } from '@comrad/protocol'
import {
  type Bridges,
  type ClientTor,
  createChangingTor,
  createTransport,
  SYSTEM_TIMERS,
  type TorStatus,
} from '@comrad/telephone'
import {
  bridgesOf,
  bridgesViewOf,
  type FindProgram,
  findOnPath,
  keepBridges,
  readKeptBridges,
} from './bridges.ts'
import { type Home, wipeHome, wipeTor } from './home.ts'
import type { Environment, Program } from './program.ts'
import type { ProgramError } from './program-error.ts'
import { prepareTor, readBridgesFile } from './tor.ts'
import type { Way } from './way.ts'

export type Line = {
  readonly transport: Transport
  readonly tor: ClientTor | undefined
  readonly bridges: LineBridges | undefined
  /** After a wipe: what is connected stays so until the program ends, and nothing of the way is left in the home. */
  forget(): Promise<void>
}

type ThroughTor = Pick<Line, 'tor'> & { readonly bridges: ForgettingBridges | undefined }

/** `ofOperator`: where the Operator is on this machine, the bridges that its own Tor goes through from the next start on. */
export async function openLine(
  program: Program,
  operator: OperatorAddress,
  ofOperator?: ForgettingBridges,
): Promise<Result<Line, ProgramError>> {
  const { home, env, settings } = program
  const way =
    operator.kind === 'onion'
      ? await openTor({ home, env, bridgesFile: settings.bridges })
      : ok<ThroughTor>({ tor: undefined, bridges: ofOperator })
  if (!way.ok) return way
  const { tor, bridges } = way.value
  const transport = createTransport({
    operator,
    timers: SYSTEM_TIMERS,
    random: randomBytes,
    ...(tor && { tor }),
  })
  let isForgotten = false
  program.atEnd(async () => {
    await transport.close()
    await tor?.stop()
    if (isForgotten) await wipeTor(home)
  })
  return ok({
    ...{ transport, tor, bridges },
    async forget() {
      isForgotten = true
      bridges?.forget()
      await wipeHome(home)
    },
  })
}

type Parts = {
  readonly home: Home
  readonly env: Environment
  /** Holds for this run; what is entered in the window is kept, and holds at once. */
  readonly bridgesFile: string | undefined
}

async function openTor({ home, env, bridgesFile }: Parts): Promise<Result<ThroughTor, ProgramError>> {
  const find = findOnPath(env['PATH'])
  const begin = await prepareTor(env)
  if (!begin.ok) return begin
  const named = bridgesFile === undefined ? undefined : await readBridgesFile(bridgesFile, env)
  if (named?.ok === false) return named
  const text = named?.value.text ?? (await readKeptBridges(home))
  const kept = bridgesOf(text, find)
  const options = { dataDirectory: home.tor }
  // Those that were kept and can no longer be used: Tor refuses them rather than go without, and the window opens to say so.
  const bridges = kept.ok ? kept.value : { lines: [text], transports: {} }
  const tor = createChangingTor({ timers: SYSTEM_TIMERS, random: randomBytes }, () =>
    begin.value(options, bridges),
  )
  return ok({
    tor,
    bridges: createLineBridges({
      text,
      find,
      keep: (given) => keepBridges(home, given),
      apply: (given) => void tor.change(() => begin.value(options, given)),
    }),
  })
}

type BridgesParts = {
  /** Those that are in use. */
  readonly text: string
  readonly find: FindProgram
  keep(text: string): Promise<void>
  apply(bridges: Bridges | undefined): void
}

export type BeginningBridges = {
  readonly bridges: ForgettingBridges
  /** Aborted when there are others in their place. */
  changed(): AbortSignal
}

/** Those of this home, for an Operator that begins here. */
export async function createBeginningBridges({
  home,
  env,
}: Pick<Program, 'home' | 'env'>): Promise<BeginningBridges> {
  let change = new AbortController()
  const bridges = createLineBridges({
    text: await readKeptBridges(home),
    find: findOnPath(env['PATH']),
    keep: (given) => keepBridges(home, given),
    apply() {
      change.abort()
      change = new AbortController()
    },
  })
  return { bridges, changed: () => change.signal }
}

/** Those that Tor goes through are not shown any more, and it goes on through them: whoever needs them is in danger without. */
export type ForgettingBridges = LineBridges & { forget(): void }

/** Checked, then kept, then used. */
export function createLineBridges(parts: BridgesParts): ForgettingBridges {
  const { find, keep, apply } = parts
  let { text } = parts
  return {
    view: () => bridgesViewOf(text, find),
    async change(given) {
      const bridges = bridgesOf(given, find)
      if (!bridges.ok) return bridges
      try {
        await keep(given)
      } catch {
        return err({ type: 'storage-failed' })
      }
      text = given.trim()
      apply(bridges.value)
      return ok(undefined)
    },
    forget() {
      text = ''
    },
  }
}

/** What Tor is doing, as a house tells it, and whether there is anybody at its end where that is this machine. */
export function houseLineOf(
  {
    line,
    keeper,
    torFailed,
  }: Pick<Way, 'keeper' | 'torFailed'> & { readonly line: Pick<Line, 'tor' | 'bridges'> },
  clock: Clock,
): HouseLine {
  const { tor, bridges } = line
  let readySince = clock.now()
  const note = ({ phase }: TorStatus) => {
    if (phase === 'ready') readySince = clock.now()
  }
  tor?.onStatus(note)
  return {
    state() {
      if (keeper?.isRunning() === false) return { phase: 'failed', reason: 'operator-ended' }
      return tor ? lineStateOf(tor.status(), readySince) : { phase: 'local', ...(torFailed && { torFailed }) }
    },
    onChange(listener) {
      const stops = [tor?.onStatus(listener), keeper?.onChange(listener)]
      return () => {
        for (const stop of stops) stop?.()
      }
    },
    bridges,
  }
}

function lineStateOf(status: TorStatus, since: number): LineState {
  switch (status.phase) {
    case 'ready':
      return { phase: 'ready', since, ...(status.version !== undefined && { version: status.version }) }
    case 'bootstrapping': {
      const { percent, step, stalled } = status
      return { phase: 'starting', percent, step, ...(stalled && { trouble: stalled }) }
    }
    case 'failed':
      return { phase: 'failed', reason: status.reason }
    case 'stopped':
      return { phase: 'failed', reason: 'stopped' }
  }
}
