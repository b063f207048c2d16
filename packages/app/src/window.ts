/** The window on this machine: a house, a desk that answers for it, and whatever carries the window to a person. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createComrad, createHouse, type House, type LineView, systemClock } from '@comrad/client'
import {
  buildWindow,
  CHROMIUM_ADVICE,
  createChromiumShell,
  createDesk,
  createHttpShell,
  findChromium,
  type Shell,
  type ShellDeps,
} from '@comrad/gui'
import { randomBytes } from '@comrad/keymaker'
import { err, type OperatorAddress, ok } from '@comrad/protocol'
import { type Line, startHelpers } from './device.ts'
import { createHome } from './home.ts'
import type { Answer, Program } from './program.ts'
import { wordsOf } from './program-error.ts'
import { errorOfTor, speakTor, type TorProgress } from './tor.ts'

export type WindowParts = { readonly operator: OperatorAddress; readonly line: Line }

/** A window that dies is opened again, but not for ever. */
const REOPENED_AT_MOST = 3

/** The house that this machine's home is, on this line. */
export async function openHouse(program: Program, { operator, line }: WindowParts): Promise<House> {
  await createHome(program.home)
  const helpers = startHelpers(program)
  const house = await createHouse({
    directory: program.home.directory,
    line: lineOf(line),
    join(store) {
      const comrad = createComrad({
        ...{ store, transport: line.transport, clock: program.clock, random: randomBytes, operator },
        ...helpers,
      })
      comrad.start()
      return comrad
    },
  })
  program.atEnd(() => house.close())
  return house
}

export async function showWindow(program: Program, parts: WindowParts): Promise<Answer> {
  const house = await openHouse(program, parts)
  const desk = createDesk({ house, timers: { after: systemClock.after } })
  program.atEnd(() => desk.close())
  const assets = await buildWindow()
  const deps: ShellDeps = { assets, answer: desk.answer, picture: desk.picture }
  let shell: Shell | undefined
  desk.onNotice((notice) => shell?.notify(notice))
  program.atEnd(() => shell?.close())

  for (let opened = 0; opened <= REOPENED_AT_MOST && !program.stop.aborted; opened++) {
    shell = await openShell(program, deps)
    sayOpened(program, shell)
    const how = await Promise.race([shell.closed, untilStopped(program.stop)])
    if (how !== 'died') return ok(undefined)
    program.terminal.say(['The window has died; nothing is lost. It opens again.'])
  }
  return program.stop.aborted
    ? ok(undefined)
    : err({ type: 'operator-not-started', words: { happened: 'The window dies again and again.' } })
}

async function openShell(program: Program, deps: ShellDeps): Promise<Shell> {
  const { env, home, terminal } = program
  const browser = hasDisplay(env) ? findChromium(env) : undefined
  if (browser !== undefined) {
    const directory = join(home.directory, 'window')
    await mkdir(directory, { recursive: true, mode: 0o700 })
    try {
      return await createChromiumShell(deps, { browser, directory })
    } catch {
      terminal.say([`${browser} could not open a window.`])
    }
  } else if (hasDisplay(env)) {
    const advice = CHROMIUM_ADVICE[process.platform] ?? 'any of Chromium, Chrome, Brave and Edge'
    terminal.say([`For a window of its own Comrad wants a browser of the Chromium family: ${advice}.`])
  }
  return createHttpShell(deps, { random: randomBytes })
}

function sayOpened({ terminal, report }: Program, { opened }: Shell): void {
  if (opened.kind === 'chromium') {
    terminal.say(['The window is open. It can be closed at any time; Ctrl-C here closes it too.'])
    return
  }
  report.result({ event: 'window', address: opened.address }, [
    'Open this in a browser on this machine. It is good once:',
    opened.address,
    'Ctrl-C here ends Comrad. In the terminal instead: --terminal',
  ])
}

function hasDisplay(env: Program['env']): boolean {
  if (process.platform === 'darwin' || process.platform === 'win32') return true
  return Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY'])
}

function untilStopped(stop: AbortSignal): Promise<'stopped'> {
  return new Promise((resolve) => {
    if (stop.aborted) resolve('stopped')
    stop.addEventListener('abort', () => resolve('stopped'), { once: true })
  })
}

/** What Tor is doing, in words for a screen. */
export function lineOf({ tor }: Line): { view(): LineView; onChange(listener: () => void): () => void } {
  return {
    view() {
      const status = tor?.status()
      switch (status?.phase) {
        case undefined:
          return { phase: 'local' }
        case 'ready':
          return { phase: 'ready' }
        case 'bootstrapping': {
          const progress: TorProgress = {
            phase: status.phase,
            percent: status.percent,
            ...(status.stalled && { stalled: status.stalled }),
          }
          return { phase: 'starting', percent: status.percent, words: { happened: speakTor(progress) } }
        }
        case 'failed':
          return { phase: 'failed', words: wordsOf(errorOfTor(status.reason)) }
        case 'stopped':
          return { phase: 'failed', words: { happened: 'Tor was stopped.' } }
      }
    },
    onChange: (listener) => tor?.onStatus(listener) ?? (() => {}),
  }
}
