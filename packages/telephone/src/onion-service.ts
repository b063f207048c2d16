/** The Operator's door: an onion service, as lines for torrc. Never single-hop: the Operator's place is hidden too. */
import { quoted } from './torrc.ts'

export type OnionService = {
  /** Holds the service's key: whoever has this directory is this address. */
  readonly directory: string
  /** The Operator's port on loopback; it must expect PROXY lines. */
  readonly targetPort: number
}

export const ONION_VIRTUAL_PORT = 80
/** A lane is one stream; a circuit that opens this many is closed. */
const STREAMS_PER_CIRCUIT = 16

export const onionLines = ({ directory, targetPort }: OnionService): string[] => [
  `HiddenServiceDir ${quoted(directory)}`,
  'HiddenServiceVersion 3',
  `HiddenServicePort ${ONION_VIRTUAL_PORT} 127.0.0.1:${targetPort}`,
  // A flood of introductions has to work for it, while everybody else connects as before.
  'HiddenServicePoWDefensesEnabled 1',
  // Gives each circuit a number, so that limits need no address.
  'HiddenServiceExportCircuitID haproxy',
  `HiddenServiceMaxStreams ${STREAMS_PER_CIRCUIT}`,
  'HiddenServiceMaxStreamsCloseCircuit 1',
]

/** From the file that Tor writes; `undefined` if it holds no onion address. */
export function parseOnionHost(text: string): string | undefined {
  const host = text.trim()
  return /^[a-z2-7]{56}\.onion$/.test(host) ? host : undefined
}
