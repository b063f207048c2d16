/** Bridges, as people are given them: a line each. An edge: whatever is pasted here goes to Tor's configuration, or is refused. */
import { err, ok, type Result } from '@comrad/protocol'

export type BridgeLine = {
  /** As Tor wants it: one space between words, without `Bridge` in front. */
  readonly line: string
  /** `obfs4`, `snowflake` …; undefined for a bridge that is reached without a program. */
  readonly transport: string | undefined
}

export type BridgeLineError = { readonly type: 'bridge-line'; readonly line: number }

/** More than anybody is given. */
const MOST_BRIDGES = 64
const BRIDGE_LENGTH = 2_048
const BRIDGE =
  /^(?:([A-Za-z_][A-Za-z0-9_]*) )?(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-fA-F:]+\]):(\d{1,5})(?: [\x21-\x7e]+)*$/
const NEEDED: Readonly<Record<string, RegExp>> = {
  obfs4: / cert=\S/,
  webtunnel: / url=https:\/\//,
}

/** Empty lines and those that begin with `#` say nothing. Otherwise the first line that is no bridge is named, counted from 1. */
export function parseBridges(text: string): Result<readonly BridgeLine[], BridgeLineError> {
  const bridges: BridgeLine[] = []
  for (const [index, given] of text.split(/\r\n|\n|\r/).entries()) {
    const written = given.replaceAll(/[\t ]+/g, ' ').trim()
    if (written === '' || written.startsWith('#')) continue
    const bridge = parseBridge(written.replace(/^bridge /i, ''))
    if (!bridge || bridges.length === MOST_BRIDGES) return err({ type: 'bridge-line', line: index + 1 })
    bridges.push(bridge)
  }
  return ok(bridges)
}

/** Undefined for what is no bridge. */
export function parseBridge(line: string): BridgeLine | undefined {
  const match = line.length <= BRIDGE_LENGTH ? BRIDGE.exec(line) : null
  if (!match) return undefined
  const [, transport, port] = match
  if (Number(port) < 1 || Number(port) > 65_535) return undefined
  if (transport !== undefined && NEEDED[transport]?.test(line) === false) return undefined
  return { line, transport }
}
