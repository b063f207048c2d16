/** An Operator, put together: its files, its door on loopback, and its onion service through Tor. */
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import {
  createOperator,
  DEFAULT_LIMITS,
  listen,
  type MetricsServer,
  type OpenStoreError,
  type Operator,
  openSqliteStore,
  parseConfig,
  type Server,
  serveMetrics,
} from '@comrad/operator'
import { err, formatOperatorAddress, type OperatorAddress, ok, type Result } from '@comrad/protocol'
import { ONION_VIRTUAL_PORT } from '@comrad/telephone'
import { ADDRESS_FILE } from './home.ts'
import type { Program } from './program.ts'
import type { ProgramError } from './program-error.ts'
import { startTor, type TorProgress, whenReady } from './tor.ts'

export type OperatorAction = {
  readonly local: boolean
  readonly flags: Readonly<Record<string, string | undefined>>
  onTor(progress: TorProgress): void
}

export type Running = {
  readonly address: string
  readonly anonymity: 'tor' | 'none'
  readonly metricsPort: number | undefined
}

const PORT_FILE = 'port'

export async function runOperator(
  program: Program,
  action: OperatorAction,
): Promise<Result<Running, ProgramError>> {
  const config = parseConfig({ env: program.env, flags: action.flags })
  if (!config.ok) {
    return err({ type: 'setting', setting: config.error.variable, expected: config.error.expected })
  }
  const { claimPow, square, maxConnections, metricsPort } = config.value
  const directory = resolve(config.value.dataDirectory)
  await mkdir(directory, { recursive: true, mode: 0o700 })
  await chmod(directory, 0o700)

  const store = openSqliteStore({ directory })
  if (!store.ok) return err(storeError(store.error))
  const limits = { circuit: { ...DEFAULT_LIMITS.circuit, perSecond: config.value.circuitBlocksPerSecond } }
  const operator = await createOperator(
    { store: store.value, clock: program.clock },
    { claimPow, square, limits },
  )
  program.atEnd(() => operator.stop())

  const open = (port: number) =>
    listen({ operator, port, proxyProtocol: !action.local, limits: { maxConnections } }).catch(portTaken)
  const server =
    action.local && config.value.port === 0
      ? await openWhereItWas(directory, open)
      : await open(config.value.port)
  if (server === undefined) return err({ type: 'port-taken' })
  program.atEnd(() => server.stop())

  const metrics = metricsPort === undefined ? undefined : await openMetrics(operator, metricsPort)
  if (metrics === 'taken') return err({ type: 'port-taken' })
  if (metrics) program.atEnd(() => metrics.close())

  const host = action.local
    ? ok(undefined)
    : await openOnion(program, { directory, server, onTor: action.onTor })
  if (!host.ok) return host
  const { fingerprint } = operator
  const address: OperatorAddress =
    host.value === undefined
      ? { kind: 'local', port: server.port, fingerprint }
      : { kind: 'onion', host: host.value, port: ONION_VIRTUAL_PORT, fingerprint }
  const line = formatOperatorAddress(address)
  await writeFile(join(directory, ADDRESS_FILE), `${line}\n`, { mode: 0o600 })
  return ok({ address: line, anonymity: action.local ? 'none' : 'tor', metricsPort: metrics?.port })
}

/** A local address holds its port: those who have it find the Operator again after it was started anew. */
async function openWhereItWas(
  directory: string,
  open: (port: number) => Promise<Server | undefined>,
): Promise<Server | undefined> {
  const file = join(directory, PORT_FILE)
  const text = await readFile(file, 'utf8').catch(() => '')
  const before = /^\d{4,5}\n$/.test(text) ? Number(text) : 0
  const server = (await open(before)) ?? (await open(0))
  if (server) await writeFile(file, `${server.port}\n`, { mode: 0o600 })
  return server
}

type Onion = { readonly directory: string; readonly server: Server; onTor: OperatorAction['onTor'] }

/** A server waits for its network as long as it takes, and says meanwhile what it waits for. */
const FOR_EVER_MS = 2 ** 31 - 1

async function openOnion(
  program: Program,
  { directory, server, onTor }: Onion,
): Promise<Result<string, ProgramError>> {
  const tor = await startTor({
    dataDirectory: join(directory, 'tor'),
    env: program.env,
    bridgesFile: program.settings.bridges,
    onionService: { directory: join(directory, 'onion'), targetPort: server.port },
  })
  if (!tor.ok) return tor
  program.atEnd(() => tor.value.tor.stop())
  const ready = await whenReady(tor.value.tor, { patienceMs: FOR_EVER_MS, onProgress: onTor })
  if (!ready.ok) return ready
  onTor({ phase: 'publishing' })
  try {
    const host = await tor.value.onionHost
    await tor.value.published
    return ok(host)
  } catch {
    return err({ type: 'tor-failed' })
  }
}

async function openMetrics(operator: Operator, port: number): Promise<MetricsServer | 'taken'> {
  try {
    return await serveMetrics({ metrics: operator.metrics(), port })
  } catch (error) {
    portTaken(error)
    return 'taken'
  }
}

function portTaken(error: unknown): undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error
}

function storeError({ type }: OpenStoreError): ProgramError {
  switch (type) {
    case 'in-use':
      return { type: 'operator-store-in-use' }
    case 'newer-version':
    case 'foreign-file':
      return { type: 'operator-store-damaged' }
    case 'unavailable':
      return { type: 'storage-failed' }
  }
}
