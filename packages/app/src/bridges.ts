/** The bridges of this machine: those of a file that a command names, or those that are kept in the home. */
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import type { BridgesError, BridgesView } from '@comrad/client'
import { err, ok, type Result } from '@comrad/protocol'
import { type Bridges, findTor, parseBridges } from '@comrad/telephone'
import { createHome, type Home } from './home.ts'

/** Where the programs are that Debian and Tor's own bundles bring for each kind of bridge. */
const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  obfs4: ['obfs4proxy', 'lyrebird'],
  snowflake: ['snowflake-client'],
  webtunnel: ['lyrebird'],
}

export type FindProgram = (name: string) => string | undefined

export const findOnPath =
  (path: string | undefined): FindProgram =>
  (name) =>
    findTor(path, name)

/** The first thing that Tor could not use is named. Undefined: no bridges. */
export function bridgesOf(
  text: string,
  find: FindProgram,
): Result<Bridges | undefined, Exclude<BridgesError, { readonly type: 'no-tor' }>> {
  const parsed = parseBridges(text)
  if (!parsed.ok) return parsed
  const transports = findTransports(find)
  for (const { transport } of parsed.value) {
    if (transport !== undefined && transports[transport] === undefined) {
      return err({ type: 'bridge-program-missing', transport })
    }
  }
  if (parsed.value.length === 0) return ok(undefined)
  return ok({ lines: parsed.value.map(({ line }) => line), transports })
}

export function bridgesViewOf(text: string, find: FindProgram): BridgesView {
  const parsed = parseBridges(text)
  return {
    text,
    count: parsed.ok ? parsed.value.length : 0,
    kinds: Object.keys(findTransports(find)),
  }
}

export const readKeptBridges = (home: Home): Promise<string> => readFile(home.bridges, 'utf8').catch(() => '')

/** Whoever entered bridges may be in danger without them: an Operator that runs here goes through them too. */
export async function findBridgesFile({
  home,
  settings,
}: {
  readonly home: Home
  readonly settings: { readonly bridges: string | undefined }
}): Promise<string | undefined> {
  if (settings.bridges !== undefined) return settings.bridges
  return (await readKeptBridges(home)) === '' ? undefined : home.bridges
}

/** In the open: Tor needs them before anything is unlocked, and has them in its own configuration anyway. */
export async function keepBridges(home: Home, text: string): Promise<void> {
  if (text.trim() === '') return rm(home.bridges, { force: true })
  await createHome(home)
  const written = `${home.bridges}.new`
  await writeFile(written, `${text.trim()}\n`, { mode: 0o600 })
  await rename(written, home.bridges)
}

function findTransports(find: FindProgram): Readonly<Record<string, string>> {
  const found = Object.entries(PROGRAMS).map(([kind, programs]) => [
    kind,
    programs.map(find).find((program) => program !== undefined),
  ])
  return Object.fromEntries(found.filter(([, program]) => program !== undefined))
}
