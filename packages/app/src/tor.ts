/** Tor for a command: with the bridges and lines that were asked for, and a bound on how long one waits without progress. */
import { readFile } from 'node:fs/promises'
import { err, ok, type Result } from '@comrad/protocol'
import {
  type Bridges,
  createTor,
  findTor,
  type OnionService,
  SYSTEM_TIMERS,
  type Tor,
  type TorFailure,
  type TorStatus,
} from '@comrad/telephone'
import type { Environment } from './program.ts'
import type { ProgramError } from './program-error.ts'

export type TorSettings = {
  readonly dataDirectory: string
  readonly env: Environment
  readonly bridgesFile: string | undefined
  readonly onionService?: OnionService
}

/** Answers as soon as it runs; `whenReady` waits for it. */
export async function startTor(settings: TorSettings): Promise<Result<Tor, ProgramError>> {
  const { dataDirectory, env, bridgesFile, onionService } = settings
  const bridges = bridgesFile === undefined ? ok(undefined) : await readBridges(bridgesFile, env['PATH'])
  if (!bridges.ok) return bridges
  const extraLines = await readExtraLines(env['COMRAD_TORRC_EXTRA'])
  if (!extraLines.ok) return extraLines
  const binary = env['COMRAD_TOR']
  return ok(
    createTor(
      { timers: SYSTEM_TIMERS },
      {
        dataDirectory,
        extraLines: extraLines.value,
        ...(binary !== undefined && { binary }),
        ...(bridges.value && { bridges: bridges.value }),
        ...(onionService && { onionService }),
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
  tor: Tor,
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

export const errorOfTor = (reason: TorFailure): ProgramError => FAILURES[reason]

/** Where the programs are that Debian and Tor's own bundles bring for each kind of bridge. */
const TRANSPORTS = {
  obfs4: ['obfs4proxy', 'lyrebird'],
  snowflake: ['snowflake-client'],
  webtunnel: ['lyrebird'],
} as const

async function readBridges(file: string, path: string | undefined): Promise<Result<Bridges, ProgramError>> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) return err({ type: 'file-unreadable', what: `The bridges file ${file}` })
  const lines = text
    .split('\n')
    .map((line) => line.trim().replace(/^bridge\s+/i, ''))
    .filter((line) => line !== '' && !line.startsWith('#'))
  const transports: Record<string, string> = {}
  for (const [name, programs] of Object.entries(TRANSPORTS)) {
    const program = programs.map((one) => findTor(path, one)).find((found) => found !== undefined)
    if (program !== undefined) transports[name] = program
  }
  return ok({ lines, transports })
}

async function readExtraLines(file: string | undefined): Promise<Result<readonly string[], ProgramError>> {
  if (file === undefined) return ok([])
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined)
    return err({ type: 'file-unreadable', what: 'The file that COMRAD_TORRC_EXTRA names' })
  return ok(text.split('\n').filter(Boolean))
}
