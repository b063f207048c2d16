/** The window on this machine: a house, a desk that answers for it, and whatever carries the window to a person. */
import { existsSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createComrad, createHouse, type House, type Language, languageOf, systemClock } from '@comrad/client'
import {
  buildWindow,
  CHROMIUM_ADVICE,
  createChromiumShell,
  createDesk,
  createDrawer,
  createHttpShell,
  findChromium,
  type Shell,
  type ShellDeps,
} from '@comrad/gui'
import { mayBeShown } from '@comrad/images'
import { randomBytes } from '@comrad/keymaker'
import { ok, type Result } from '@comrad/protocol'
import { startHelpers } from './device.ts'
import { createHome, saveOperator, wipeHome } from './home.ts'
import type { Answer, Program } from './program.ts'
import type { ProgramError } from './program-error.ts'
import type { ComingWay } from './way.ts'

/** A window that dies is opened again. One that does so again and again gives way to the person's own browser. */
const DEATHS_AT_MOST = 3
const LIVES_AT_LEAST_MS = 60_000

/** The house that this machine's home is, on this line. */
export async function openHouse(
  program: Program,
  coming: ComingWay,
  helpers = startHelpers(program),
): Promise<House> {
  await createHome(program.home)
  const house = await createHouse({
    directory: program.home.directory,
    line: coming.line,
    clock: program.clock,
    onWipe: () => coming.forget() ?? wipeHome(program.home),
    language: languageOfMachine(program.env),
    async join(store, speech) {
      const way = await coming.way
      if (!way.ok) return undefined
      const { operator, line, options } = way.value
      // Whoever begins again after a wipe belongs to this Operator, also at the next start.
      if (!existsSync(program.home.operatorAddress)) void saveOperator(program.home, operator).catch(() => {})
      const comrad = createComrad(
        {
          ...{ store, transport: line.transport, clock: program.clock, random: randomBytes, operator },
          ...{ ...helpers, speech },
        },
        options,
      )
      comrad.start()
      return comrad
    },
  })
  program.atEnd(() => house.close())
  return house
}

/** COMRAD_LANG first, then what the system says of messages: POSIX, in its order. */
export function languageOfMachine(env: Program['env']): Language | undefined {
  return languageOf(env['COMRAD_LANG'] || env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'])
}

export async function showWindow(program: Program, coming: ComingWay): Promise<Answer> {
  const house = await openHouse(program, coming)
  const drawer = createDrawer(program.home.files)
  const desk = createDesk({ house, drawer, mayBeShown, timers: { after: systemClock.after } })
  program.atEnd(() => drawer.close())
  program.atEnd(() => desk.close())
  const assets = await buildWindow()
  const { answer, answerTooLong, picture } = desk
  const deps: ShellDeps = { assets, answer, answerTooLong, picture }
  let shell: Shell | undefined
  desk.onNotice((notice) => shell?.notify(notice))
  program.atEnd(() => shell?.close())
  // Of a program that was killed before it could tidy up.
  await rm(profilesOf(program), { recursive: true, force: true })
  await rm(program.home.files, { recursive: true, force: true })

  let failed: Result<never, ProgramError> | undefined
  const failing = untilFailed(coming)
  void failing.then((how) => {
    failed = how
  })
  for (let deaths = 0; !program.stop.aborted; ) {
    const openedAt = program.clock.now()
    shell = await openShell(program, deps, { isOfItsOwn: deaths <= DEATHS_AT_MOST })
    sayOpened(program, shell)
    // A window of one's own stays and shows why; who looks at an address has the terminal that it stands in.
    const untilNoUse = shell.opened.kind === 'chromium' ? [] : [failing]
    const how = await Promise.race([shell.closed, untilStopped(program.stop), ...untilNoUse])
    if (typeof how !== 'string') return how
    if (how !== 'died') break
    deaths = program.clock.now() - openedAt < LIVES_AT_LEAST_MS ? deaths + 1 : 1
    program.terminal.say(['The window has died; nothing is lost. It opens again.'])
  }
  return failed ?? ok(undefined)
}

async function openShell(
  program: Program,
  deps: ShellDeps,
  { isOfItsOwn }: { readonly isOfItsOwn: boolean },
): Promise<Shell> {
  const { env, terminal } = program
  const isSeen = isOfItsOwn && hasDisplay(env)
  const browser = isSeen ? findChromium(env) : undefined
  if (browser !== undefined) {
    const directory = profilesOf(program)
    await mkdir(directory, { recursive: true, mode: 0o700 })
    try {
      return await createChromiumShell(deps, { browser, directory })
    } catch {
      terminal.say([`${browser} could not open a window.`])
    }
  } else if (isSeen) {
    const advice = CHROMIUM_ADVICE[process.platform] ?? 'any of Chromium, Chrome, Brave and Edge'
    terminal.say([`For a window of its own Comrad wants a browser of the Chromium family: ${advice}.`])
  }
  return createHttpShell(deps, {
    random: randomBytes,
    timers: { after: systemClock.after },
    offer: (address) => sayAddress(program, address, 'No window is open. To open one again, once:'),
  })
}

const profilesOf = ({ home }: Program): string => join(home.directory, 'window')

function sayOpened(program: Program, { opened }: Shell): void {
  if (opened.kind === 'chromium') {
    program.terminal.say(['The window is open. It can be closed at any time; Ctrl-C here closes it too.'])
    return
  }
  sayAddress(program, opened.address, 'Open this in a browser on this machine. It is good once:')
}

function sayAddress({ report }: Program, address: string, why: string): void {
  const end = 'Ctrl-C here ends Comrad. In the terminal instead: --terminal'
  report.result({ event: 'window', address }, [why, address, end])
}

export function hasDisplay(env: Program['env']): boolean {
  if (process.platform === 'darwin' || process.platform === 'win32') return true
  return Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY'])
}

/** Never, if there is a way or comes to be one. */
async function untilFailed({ way }: ComingWay): Promise<Result<never, ProgramError>> {
  const begun = await way
  return begun.ok ? new Promise<never>(() => {}) : begun
}

function untilStopped(stop: AbortSignal): Promise<'stopped'> {
  return new Promise((resolve) => {
    if (stop.aborted) resolve('stopped')
    stop.addEventListener('abort', () => resolve('stopped'), { once: true })
  })
}
