/** The configuration that Tor is started with. Everything that comes from outside is one line, or refused. */
import { err, ok, type Result } from '@comrad/protocol'
import { parseBridge } from './bridges.ts'

export type Bridges = {
  /** Bridge lines as they are given out: `obfs4 192.0.2.1:443 …`, `snowflake …`, or without a transport. */
  readonly lines: readonly string[]
  /** The transport's program by its name. */
  readonly transports: Readonly<Record<string, string>>
}

export type BridgesError = {
  readonly type: 'no-bridges' | 'bridge-line' | 'transport' | 'transport-missing'
  readonly value: string
}

const TRANSPORT = /^[A-Za-z_][A-Za-z0-9_]*$/
/** Lines for torrc, or the first thing that cannot be used. */
export function bridgeLines({ lines, transports }: Bridges): Result<readonly string[], BridgesError> {
  if (lines.length === 0) return err({ type: 'no-bridges', value: '' })
  const needed = new Set<string>()
  for (const line of lines) {
    const bridge = parseBridge(line)
    if (!bridge) return err({ type: 'bridge-line', value: line })
    if (bridge.transport !== undefined) needed.add(bridge.transport)
  }
  const plugins: string[] = []
  for (const name of needed) {
    const program = transports[name]
    if (program === undefined) return err({ type: 'transport-missing', value: name })
    if (!TRANSPORT.test(name) || !isPath(program)) return err({ type: 'transport', value: name })
    plugins.push(`ClientTransportPlugin ${name} exec ${program}`)
  }
  return ok(['UseBridges 1', ...plugins, ...lines.map((line) => `Bridge ${line}`)])
}

/** What every Tor of ours has in common: ports on loopback only, nothing about anybody on the disk or in a log. */
export const baseLines = (options: {
  readonly dataDirectory: string
  readonly ownerPid: number
}): string[] => [
  `DataDirectory ${quoted(options.dataDirectory)}`,
  `__OwningControllerProcess ${options.ownerPid}`,
  'AvoidDiskWrites 1',
  'SafeLogging 1',
  'ShutdownWaitLength 0',
  'Log notice stdout',
]

export const clientLines = (options: { readonly dataDirectory: string }): string[] => [
  'SocksPort 127.0.0.1:auto IsolateSOCKSAuth',
  'SocksPolicy accept 127.0.0.1',
  'SocksPolicy reject *',
  'ControlPort 127.0.0.1:auto',
  `ControlPortWriteToFile ${quoted(`${options.dataDirectory}/control-port`)}`,
  'CookieAuthentication 1',
  `CookieAuthFile ${quoted(`${options.dataDirectory}/control-cookie`)}`,
  'ClientOnly 1',
]

/** A value for torrc. A path with a control character is refused: it would be another line. */
export function quoted(path: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the purpose
  if (/[\u0000-\u001f\u007f]/.test(path)) throw new TypeError('a path with a control character')
  return `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

const isPath = (path: string): boolean => /^\/[\x21-\x7e]*$/.test(path)
