/** Where an Operator is and which key it must prove, as one copyable line. docs/spec/wire.md §The Operator's address. */
import { err, ok, type Result } from './result.ts'

/** Base32 of SHA-256 of the Operator's log key: 52 letters. */
export type Fingerprint = string & { readonly brand: 'Fingerprint' }

export type OperatorAddress =
  | {
      readonly kind: 'onion'
      readonly host: string
      readonly port: number
      readonly fingerprint: Fingerprint
    }
  | { readonly kind: 'local'; readonly port: number; readonly fingerprint: Fingerprint }

export type OperatorAddressError = {
  readonly type: 'scheme' | 'host' | 'port' | 'fingerprint'
}

const ONION_PORT = 80
const LINE = /^comrad:\/\/([^/:]+)(?::(\d{1,5}))?\/([^/]*)$/
const ONION_HOST = /^[a-z2-7]{56}\.onion$/
const LOOPBACK = '127.0.0.1'
const FINGERPRINT = /^[a-z2-7]{51}[aq]$/

function parseFingerprint(text: string): Fingerprint | undefined {
  return FINGERPRINT.test(text) ? (text as Fingerprint) : undefined
}

/** Only an onion service or a loopback address can be written down: nothing else is ever connected to. */
export function parseOperatorAddress(text: string): Result<OperatorAddress, OperatorAddressError> {
  const [, host, portText, fingerprintText = ''] = LINE.exec(text.trim()) ?? []
  if (host === undefined) return err({ type: 'scheme' })
  const fingerprint = parseFingerprint(fingerprintText)
  if (fingerprint === undefined) return err({ type: 'fingerprint' })
  const port = portText === undefined ? undefined : Number(portText)
  if (port !== undefined && (port < 1 || port > 65_535 || String(port) !== portText))
    return err({ type: 'port' })
  if (ONION_HOST.test(host)) return ok({ kind: 'onion', host, port: port ?? ONION_PORT, fingerprint })
  if (host !== LOOPBACK) return err({ type: 'host' })
  return port === undefined ? err({ type: 'port' }) : ok({ kind: 'local', port, fingerprint })
}

export function formatOperatorAddress(address: OperatorAddress): string {
  if (address.kind === 'local') return `comrad://${LOOPBACK}:${address.port}/${address.fingerprint}`
  const port = address.port === ONION_PORT ? '' : `:${address.port}`
  return `comrad://${address.host}${port}/${address.fingerprint}`
}
