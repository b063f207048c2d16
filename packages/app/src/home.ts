/** Where a comrad's things are kept: readable by nobody else. */
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { formatOperatorAddress, type OperatorAddress, parseOperatorAddress } from '@comrad/protocol'

export type Home = {
  /** Holds the encrypted store, in `store/`. */
  readonly directory: string
  readonly tor: string
  /** The files of an Operator that `comrad start` runs here. */
  readonly operatorData: string
  readonly operatorAddress: string
  /** Files on their way between the window and the core. */
  readonly files: string
  /** Bridge lines that were entered here. */
  readonly bridges: string
}

/** In an Operator's data directory: for people who look, and to know whether an address is this Operator's. */
export const ADDRESS_FILE = 'address'

/** What is read of the environment. */
export type HomeEnvironment = {
  readonly HOME?: string | undefined
  readonly XDG_DATA_HOME?: string | undefined
  readonly COMRAD_HOME?: string | undefined
}

/** A flag wins over COMRAD_HOME, which wins over the place that the system has for such things. Pure. */
export function findHome(flag: string | undefined, env: HomeEnvironment): Home {
  const data = env.XDG_DATA_HOME || join(env.HOME ?? '.', '.local', 'share')
  const directory = resolve(flag ?? (env.COMRAD_HOME || join(data, 'comrad')))
  return {
    directory,
    tor: join(directory, 'tor'),
    operatorData: join(directory, 'operator-data'),
    operatorAddress: join(directory, 'operator'),
    files: join(directory, 'files'),
    bridges: join(directory, 'bridges'),
  }
}

export async function createHome(home: Home): Promise<void> {
  await mkdir(home.directory, { recursive: true, mode: 0o700 })
  // It may have been there, made with other rights.
  await chmod(home.directory, 0o700)
}

export async function readOperator(home: Home): Promise<OperatorAddress | undefined> {
  const text = await readFile(home.operatorAddress, 'utf8').catch(() => undefined)
  const address = text === undefined ? undefined : parseOperatorAddress(text)
  return address?.ok ? address.value : undefined
}

export async function saveOperator(home: Home, address: OperatorAddress): Promise<void> {
  await createHome(home)
  const written = `${home.operatorAddress}.new`
  await writeFile(written, `${formatOperatorAddress(address)}\n`, { mode: 0o600 })
  await rename(written, home.operatorAddress)
}

/** What is beside the store and shows what was. An Operator's files stay: they are everybody's. docs/spec/device-store.md §Wiping. */
export async function wipeHome(home: Home): Promise<void> {
  for (const file of [home.operatorAddress, home.bridges]) {
    await rm(file, { force: true })
    await rm(`${file}.new`, { force: true })
  }
  await rm(home.files, { recursive: true, force: true })
  await wipeTor(home)
}

export const wipeTor = (home: Home): Promise<void> =>
  rm(home.tor, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
