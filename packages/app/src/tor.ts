/** Tor for a command: with the bridges and lines that were asked for, and a bound on how long one waits without progress. */
import { readFile } from 'node:fs/promises'
import { randomBytes } from '@comrad/keymaker'
import { err, ok, type Result } from '@comrad/protocol'
import {
  type Bridges,
  type ClientTor,
  createChangingTor,
  createTor,
  type OnionService,
  SYSTEM_TIMERS,
  type Tor,
  type TorFailure,
  type TorStatus,
} from '@comrad/telephone'
import { bridgesOf, findOnPath } from './bridges.ts'
import type { Environment } from './program.ts'
import type { ProgramError } from './program-error.ts'

export type TorSettings = {
  readonly dataDirectory: string
  readonly env: Environment
  readonly bridgesFile: string | undefined
  readonly onionService?: OnionService
}

export type OnionTor = Pick<Tor, 'onionHost' | 'published'> & { readonly tor: ClientTor }

/** Answers as soon as it runs; `whenReady` waits for it. One that ends by itself is begun again, for the same onion service. */
export async function startTor(settings: TorSettings): Promise<Result<OnionTor, ProgramError>> {
  const { env, bridgesFile, ...options } = settings
  const read = bridgesFile === undefined ? ok(undefined) : await readBridgesFile(bridgesFile, env)
  if (!read.ok) return read
  const prepared = await prepareTor(env)
  if (!prepared.ok) return prepared
  const begin = () => prepared.value(options, read.value?.bridges)
  const first = begin()
  let isFirst = true
  const tor = createChangingTor({ timers: SYSTEM_TIMERS, random: randomBytes }, () => {
    if (!isFirst) return begin()
    isFirst = false
    return first
  })
  return ok({ tor, onionHost: first.onionHost, published: first.published })
}

/** Reads what the environment says of Tor; what comes out begins one, any number of times. */
export async function prepareTor(env: Environment) {
  const extraLines = await readExtraLines(env['COMRAD_TORRC_EXTRA'])
  if (!extraLines.ok) return extraLines
  const binary = env['COMRAD_TOR']
  return ok((options: Pick<TorSettings, 'dataDirectory' | 'onionService'>, bridges: Bridges | undefined) =>
    createTor(
      { timers: SYSTEM_TIMERS },
      {
        ...options,
        extraLines: extraLines.value,
        ...(binary !== undefined && { binary }),
        ...(bridges && { bridges }),
      },
    ),
  )
}

export type Patience = {
  /** Without any progress for so long, it is given up. */
  readonly patienceMs: number
  onProgress(progress: TorProgress): void
}

export function whenReady(
  tor: Pick<ClientTor, 'status' | 'onStatus'>,
  { patienceMs, onProgress }: Patience,
): Promise<Result<void, ProgramError>> {
  return new Promise((resolve) => {
    let percent = -1
    let trouble: string | undefined
    let timer: NodeJS.Timeout | undefined
    const stopListening = tor.onStatus(look)
    look(tor.status())

    function look(status: TorStatus) {
      const { phase } = status
      switch (phase) {
        case 'ready':
          return settle(ok(undefined))
        case 'failed':
          return settle(err(FAILURES[status.reason]))
        case 'stopped':
          return settle(err({ type: 'stopped' }))
        case 'bootstrapping':
          trouble = status.stalled === undefined ? undefined : TROUBLES[status.stalled]
          onProgress({ phase, percent: status.percent, ...(status.stalled && { stalled: status.stalled }) })
          if (status.percent <= percent) return
          percent = status.percent
          clearTimeout(timer)
          timer = setTimeout(giveUp, patienceMs)
      }
    }

    function giveUp() {
      settle(
        err({ type: 'tor-stalled', detail: `${percent}%${trouble === undefined ? '' : `, ${trouble}`}` }),
      )
    }

    function settle(result: Result<void, ProgramError>) {
      clearTimeout(timer)
      stopListening()
      resolve(result)
    }
  })
}

/** What one waits for, Tor first, then for its network to know an onion service. */
export type TorProgress =
  | { readonly phase: 'bootstrapping'; readonly percent: number; readonly stalled?: keyof typeof TROUBLES }
  | { readonly phase: 'publishing' }

export function speakTor(progress: TorProgress): string {
  if (progress.phase === 'publishing') return '@Telephone: making the onion service known …'
  const trouble = progress.stalled === undefined ? '' : ` (${TROUBLES[progress.stalled]}; still trying)`
  return `@Telephone: connecting to Tor … ${progress.percent}%${trouble}`
}

const TROUBLES = {
  'no-progress': 'no progress',
  'network-down': 'its network does not answer',
  'clock-skew': "this machine's clock is wrong",
} as const

const FAILURES: Readonly<Record<TorFailure, ProgramError>> = {
  'binary-missing': { type: 'tor-missing' },
  'configuration-refused': { type: 'tor-failed', detail: 'it refused its configuration' },
  'clock-skew': { type: 'tor-stalled', detail: TROUBLES['clock-skew'] },
  'network-down': { type: 'tor-stalled', detail: TROUBLES['network-down'] },
  exited: { type: 'tor-failed' },
}

/** The bridges of a file that was named: it is read, and right, or nothing is begun. */
export async function readBridgesFile(
  file: string,
  env: Environment,
): Promise<Result<{ readonly text: string; readonly bridges: Bridges | undefined }, ProgramError>> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) return err({ type: 'file-unreadable', what: `The bridges file ${file}` })
  const bridges = bridgesOf(text, findOnPath(env['PATH']))
  return bridges.ok ? ok({ text, bridges: bridges.value }) : bridges
}

async function readExtraLines(file: string | undefined): Promise<Result<readonly string[], ProgramError>> {
  if (file === undefined) return ok([])
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined)
    return err({ type: 'file-unreadable', what: 'The file that COMRAD_TORRC_EXTRA names' })
  return ok(text.split('\n').filter(Boolean))
}
