/**
 * Tor, as a live thing: started, watched through its control port, stopped. States in `tor-status.ts`.
 * Connects nothing by itself; whoever wants a connection asks its SOCKS port.
 */
import { mkdirSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type ControlPort, openControlPort } from './control-port.ts'
import {
  type BootstrapEvent,
  isClockSkew,
  parseBootstrap,
  parseDescriptorUploaded,
  parseListenerPort,
  parseVersion,
} from './control-protocol.ts'
import { type OnionService, onionLines, parseOnionHost } from './onion-service.ts'
import type { Timers } from './timers.ts'
import { findTor, startTorProcess, type TorProcess } from './tor-process.ts'
import type { TorFailure, TorStatus } from './tor-status.ts'
import { type Bridges, bridgeLines, clientLines } from './torrc.ts'

export type TorOptions = {
  /** Its own, for nothing else; made with rights for the owner only. */
  readonly dataDirectory: string
  /** The system's is looked for when none is given. */
  readonly binary?: string
  readonly bridges?: Bridges
  readonly onionService?: OnionService
  /** Further lines of torrc, for a private network. */
  readonly extraLines?: readonly string[]
  /** After so long without progress the bootstrap is called stalled. */
  readonly stalledAfterMs?: number
}

export type Tor = {
  status(): TorStatus
  onStatus(listener: (status: TorStatus) => void): () => void
  /** The onion service's host, as soon as Tor has made it; rejects when Tor ends before. */
  readonly onionHost: Promise<string>
  /** Resolves when the onion service can be found by others; rejects when Tor ends before. */
  readonly published: Promise<void>
  /** The process, while there is one. */
  pid(): number | undefined
  /** Answers when the process is gone. */
  stop(): Promise<void>
}

const STALLED_AFTER_MS = 30_000
const POLL_MS = 50
const CONTROL_COOKIE_BYTES = 32
const CONTROL_PORT_FILE = /^PORT=127\.0\.0\.1:(\d{1,5})\s*$/

/** Tor ended, or was stopped, before it came to what was waited for. */
export class TorEndedError extends Error {}

/** Answers at once; what follows is seen in `status`. Throws a `TypeError` for a path that torrc cannot hold. */
export function createTor(deps: { readonly timers: Timers }, options: TorOptions): Tor {
  const listeners = new Set<(status: TorStatus) => void>()
  const onionHost = waitable<string>()
  const published = waitable<void>()
  const bootstrapped = waitable<void>()
  let status: TorStatus = { phase: 'stopped' }
  let process: TorProcess | undefined
  let controlPort: ControlPort | undefined
  let stopping = false
  let cancelStall = () => {}

  const started = begin()
  return {
    status: () => status,
    onStatus: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onionHost: onionHost.promise,
    published: published.promise,
    pid: () => process?.pid,
    stop,
  }

  async function begin(): Promise<void> {
    const binary = options.binary ?? findTor()
    if (binary === undefined) return fail('binary-missing')
    const bridges = options.bridges ? bridgeLines(options.bridges) : undefined
    if (bridges?.ok === false) return fail('configuration-refused')
    mkdirSync(options.dataDirectory, { recursive: true, mode: 0o700 })
    const lines = [
      ...clientLines(options),
      ...(options.onionService ? onionLines(options.onionService) : []),
      ...(bridges?.value ?? []),
      ...(options.extraLines ?? []),
    ]
    setStatus({ phase: 'bootstrapping', percent: 0, step: 'starting' })
    await run(binary, lines).catch(onEnded)
  }

  async function run(binary: string, lines: readonly string[]): Promise<void> {
    // Left from an earlier run, it would lead to a port that is somebody else's by now.
    await rm(inDirectory('control-port'), { force: true })
    await rm(inDirectory('control-cookie'), { force: true })
    if (stopping) return
    process = startTorProcess({ binary, dataDirectory: options.dataDirectory, lines })
    void process.ended.then(onEnded)
    controlPort = await openControlPort({
      port: await waitFor(async () => portIn(await readFile(inDirectory('control-port'), 'utf8'))),
      // Written after the port: whoever was quick found none, or half of one.
      cookie: await waitFor(async () => cookieIn(await readFile(inDirectory('control-cookie')))),
      onEvent,
      onClosed: () => void process?.stop(),
    })
    if (options.onionService) {
      const hostname = join(options.onionService.directory, 'hostname')
      onionHost.resolve(await waitFor(async () => parseOnionHost(await readFile(hostname, 'utf8'))))
    }
    onEvent((await controlPort.command('GETINFO status/bootstrap-phase'))[0] ?? '')
    const [listener = ''] = await controlPort.command('GETINFO net/listeners/socks')
    const socksPort = parseListenerPort(listener)
    if (socksPort === undefined) throw new TorEndedError('no SOCKS port')
    const version = parseVersion((await controlPort.command('GETINFO version'))[0] ?? '')
    await bootstrapped.promise
    cancelStall()
    setStatus({ phase: 'ready', socksPort, ...(version !== undefined && { version }) })
  }

  async function stop(): Promise<void> {
    stopping = true
    abandon()
    await started
    controlPort?.close()
    await process?.stop()
    setStatus({ phase: 'stopped' })
  }

  function onEvent(text: string): void {
    const bootstrap = parseBootstrap(text)
    if (bootstrap) onBootstrap(bootstrap)
    else if (isClockSkew(text)) markStalled('clock-skew')
    else if (parseDescriptorUploaded(text) !== undefined) published.resolve()
  }

  function onBootstrap({ percent, step, trouble }: BootstrapEvent): void {
    if (status.phase !== 'bootstrapping') return
    if (percent === 100) bootstrapped.resolve()
    else if (percent !== status.percent) setStatus({ phase: 'bootstrapping', percent, step })
    if (trouble !== undefined) markStalled(trouble === 'CLOCK_SKEW' ? 'clock-skew' : 'network-down')
  }

  function markStalled(stalled: 'no-progress' | 'network-down' | 'clock-skew'): void {
    if (status.phase !== 'bootstrapping' || status.stalled === 'clock-skew') return
    setStatus({ ...status, stalled })
  }

  /** Gone: by our wish, or by itself. */
  function onEnded(): void {
    if (stopping || status.phase === 'failed') return
    const early = status.phase === 'bootstrapping' && status.percent === 0
    const refused = early && process?.log().some((line) => line.includes('[err] Reading config failed'))
    const reason: TorFailure =
      process?.pid === 0 ? 'binary-missing' : refused ? 'configuration-refused' : 'exited'
    fail(reason)
  }

  function fail(reason: TorFailure): void {
    abandon()
    setStatus({ phase: 'failed', reason })
  }

  /** Nobody waits any longer for what will not come. */
  function abandon(): void {
    cancelStall()
    for (const one of [onionHost, published, bootstrapped]) one.reject(new TorEndedError('tor ended'))
  }

  function setStatus(next: TorStatus): void {
    status = next
    if (next.phase === 'bootstrapping' && next.stalled === undefined) {
      cancelStall()
      cancelStall = deps.timers.after(options.stalledAfterMs ?? STALLED_AFTER_MS, () =>
        markStalled('no-progress'),
      )
    }
    for (const listener of listeners) listener(next)
  }

  async function waitFor<T>(attempt: () => Promise<T | undefined>): Promise<T> {
    for (;;) {
      if (stopping || status.phase === 'failed') throw new TorEndedError('tor ended')
      const value = await attempt().catch(() => undefined)
      if (value !== undefined) return value
      await new Promise<void>((resolve) => deps.timers.after(POLL_MS, resolve))
    }
  }

  function inDirectory(file: string): string {
    return join(options.dataDirectory, file)
  }
}

function portIn(text: string): number | undefined {
  const port = CONTROL_PORT_FILE.exec(text)?.[1]
  return port === undefined ? undefined : Number(port)
}

function cookieIn(bytes: Buffer): Buffer | undefined {
  return bytes.length === CONTROL_COOKIE_BYTES ? bytes : undefined
}

/** A promise whose rejection nobody has to hear. */
function waitable<T>(): PromiseWithResolvers<T> {
  const one = Promise.withResolvers<T>()
  one.promise.catch(() => undefined)
  return one
}
