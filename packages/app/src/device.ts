/** A comrad's device, put together for one command: its store, Tor where the Operator needs it, the transport, the client. */
import {
  type Comrad,
  type ComradOptions,
  type ComradStore,
  createComrad,
  createComradStore,
  hasStore,
  openComradStore,
  type SyncReport,
} from '@comrad/client'
import { createImages } from '@comrad/images'
import { createProofPool, randomBytes } from '@comrad/keymaker'
import { err, type OperatorAddress, ok, type Result } from '@comrad/protocol'
import { chooseOperator, minimumMembersFor } from './choose-operator.ts'
import { createHome } from './home.ts'
import { type Line, openLine } from './line.ts'
import { NO_TRANSPORT } from './no-transport.ts'
import type { Program } from './program.ts'
import type { ProgramError } from './program-error.ts'
import { readNewPassphrase, readPassphrase } from './secret-input.ts'
import { speakTor, whenReady } from './tor.ts'

export type Device = {
  readonly comrad: Comrad
  readonly operator: OperatorAddress
  readonly line: Line | undefined
}

export type DeviceOptions = {
  /** Only commands that make an account may make a store. */
  readonly store?: 'open' | 'open-or-create'
  readonly offline?: boolean
}

/** The passphrase first: Tor takes its time, and need not be waited for to hear that it was wrong. */
export async function openDevice(
  program: Program,
  options: DeviceOptions = {},
): Promise<Result<Device, ProgramError>> {
  const { store: wanted = 'open', offline = false } = options
  const operator = await chooseOperator(program)
  if (!operator.ok) return operator
  const minimumMembers = await minimumMembersFor(program, operator.value)
  if (!minimumMembers.ok) return minimumMembers
  const store = await openStore(program, wanted)
  if (!store.ok) return store
  const line = offline ? ok(undefined) : await openLine(program, operator.value)
  if (!line.ok) return line
  const comrad = joinComrad(program, {
    ...{ store: store.value, operator: operator.value, line: line.value },
    options: minimumMembers.value,
  })
  return ok({ comrad, operator: operator.value, line: line.value })
}

type Parts = {
  readonly store: ComradStore
  readonly operator: OperatorAddress
  readonly line: Line | undefined
  readonly options: Partial<ComradOptions>
}

export function joinComrad(program: Program, { store, operator, line, options }: Parts): Comrad {
  const transport = line?.transport ?? NO_TRANSPORT[operator.kind]
  const helpers = startHelpers(program)
  const comrad = createComrad(
    {
      ...{ store, transport, clock: program.clock, random: randomBytes, operator },
      ...helpers,
    },
    options,
  )
  program.atEnd(() => comrad.stop())
  return comrad
}

/** Processes beside this one, begun when they are first needed: for proofs, and for pictures, which meet no key. */
export function startHelpers(program: Pick<Program, 'atEnd'>) {
  const proofs = createProofPool({ processes: 2, waiting: 64 })
  const images = createImages()
  program.atEnd(() => proofs.close())
  program.atEnd(() => images.close())
  return { proofs, images }
}

/** Whatever is opened here is closed when the program ends. */
export async function keepStore<E>(
  program: Program,
  opening: Promise<Result<ComradStore, E>>,
): Promise<Result<ComradStore, E>> {
  const store = await opening
  if (store.ok) program.atEnd(() => store.value.close())
  return store
}

async function openStore(
  program: Program,
  wanted: 'open' | 'open-or-create',
): Promise<Result<ComradStore, ProgramError>> {
  const { home, terminal, settings } = program
  const { directory } = home
  const source = { terminal, fd: settings.passphraseFd }
  const exists = await hasStore(directory)
  if (!exists && wanted === 'open') return err({ type: 'not-found' })
  const passphrase = exists ? await readPassphrase(source) : await readNewPassphrase(source)
  if (!passphrase.ok) return passphrase
  terminal.status('@Keymaker: unlocking …')
  await createHome(home)
  const options = { directory, passphrase: passphrase.value }
  return keepStore<ProgramError>(program, exists ? openComradStore(options) : createComradStore(options))
}

/** Waits for Tor, then for everything that can be collected and deposited now. */
export async function connect(program: Program, device: Device): Promise<Result<SyncReport, ProgramError>> {
  const { terminal, settings } = program
  const { comrad, line } = device
  if (line === undefined) return err({ type: 'offline' })
  const reached = await reach(program, device)
  if (!reached.ok) return reached
  comrad.start()
  terminal.status('@Telephone: calling the Operator …')
  const synced = await comrad.sync({ timeoutMs: settings.timeoutMs })
  terminal.status()
  return synced
}

/** With what can be collected now; where that is not to be had, what is on the device is shown, and it is said. */
export async function openConnected(
  program: Program,
  options: { readonly offline?: boolean } = {},
): Promise<Result<Device, ProgramError>> {
  const device = await openDevice(program, options)
  if (!device.ok) return device
  const connected = await connect(program, device.value)
  if (!connected.ok && !options.offline) {
    program.terminal.say(['(no connection: this is what is on this device)'])
  }
  return device
}

/** Waits until there is a way to the Operator, as far as Tor goes. */
export async function reach(
  { terminal, settings }: Program,
  { line }: { readonly line: Pick<Line, 'tor'> | undefined },
): Promise<Result<void, ProgramError>> {
  if (line?.tor === undefined) return ok(undefined)
  const ready = await whenReady(line.tor, {
    patienceMs: settings.timeoutMs,
    onProgress: (status) => terminal.status(speakTor(status)),
  })
  terminal.status()
  return ready
}
