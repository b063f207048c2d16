/**
 * Tor's control protocol, as far as it is needed: replies and events as lines. An edge: the port is on loopback, but another
 * program might sit on it. https://spec.torproject.org/control-spec
 */
import { err, ok, type Result } from '@comrad/protocol'

export type ControlLine = {
  readonly code: number
  /** ' ' ends a reply, '-' goes on, '+' would begin a data block, which nothing here asks for. */
  readonly separator: ' ' | '-'
  readonly text: string
}
export type ControlError = { readonly type: 'malformed'; readonly reason: 'too-long' | 'not-a-reply' }

export const CONTROL_LINE_BYTES = 16_384

export function parseControlLine(line: string): Result<ControlLine, ControlError> {
  if (line.length > CONTROL_LINE_BYTES) return err({ type: 'malformed', reason: 'too-long' })
  const [, code, separator, text = ''] = /^(\d{3})([ -])([^\r\n]*)$/.exec(line) ?? []
  if (code === undefined) return err({ type: 'malformed', reason: 'not-a-reply' })
  return ok({ code: Number(code), separator: separator === '-' ? '-' : ' ', text })
}

/** `KEY=value` and `KEY="quoted value"` of an event. Keys that come twice: the first counts. */
export function parseKeywords(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const [, key = '', quoted, plain] of text.matchAll(
    /([A-Za-z_]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*))/g,
  )) {
    if (!found.has(key)) found.set(key, quoted?.replaceAll(/\\(.)/g, '$1') ?? plain ?? '')
  }
  return found
}

export type BootstrapEvent = {
  readonly percent: number
  readonly step: string
  /** Present on a warning: control-spec §4.1.10, e.g. `NOROUTE`, `CLOCK_SKEW`. */
  readonly trouble?: string
}

/** From `STATUS_CLIENT NOTICE BOOTSTRAP …` and from `GETINFO status/bootstrap-phase`; `undefined` for anything else. */
export function parseBootstrap(text: string): BootstrapEvent | undefined {
  if (!/\bBOOTSTRAP\b/.test(text)) return undefined
  const words = parseKeywords(text)
  const progress = words.get('PROGRESS') ?? ''
  const percent = Number(progress)
  if (!/^\d{1,3}$/.test(progress) || percent > 100) return undefined
  const trouble = /\b(?:WARN|ERR) BOOTSTRAP\b/.test(text) ? (words.get('REASON') ?? 'UNKNOWN') : undefined
  return { percent, step: words.get('TAG') ?? '', ...(trouble !== undefined && { trouble }) }
}

/** `STATUS_GENERAL WARN CLOCK_SKEW …`: control-spec §4.1.10. */
export const isClockSkew = (text: string): boolean => /^STATUS_\w+ \w+ CLOCK_SKEW\b/.test(text)

/** `650 HS_DESC UPLOADED <address> …`: the onion service can be found. */
export function parseDescriptorUploaded(text: string): string | undefined {
  return /^HS_DESC UPLOADED ([a-z2-7]{56})\b/.exec(text)?.[1]
}

/** `net/listeners/socks="127.0.0.1:9050"`: the port of the first listener. */
export function parseListenerPort(text: string): number | undefined {
  const port = /^net\/listeners\/socks="127\.0\.0\.1:(\d{1,5})"/.exec(text)?.[1]
  return port === undefined ? undefined : Number(port)
}

/** `version=0.4.8.16 (git-…)`: the number alone. */
export const parseVersion = (text: string): string | undefined => /^version=(\d[\w.-]{0,30})/.exec(text)?.[1]
