/** `comrad start`: an Operator on this machine, unless another one is used already, and a person led through the rest. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ComradError, createComradStore, hasStore, openComradStore } from '@comrad/client'
import { randomBytes } from '@comrad/keymaker'
import {
  err,
  formatOperatorAddress,
  type OperatorAddress,
  ok,
  parseOperatorAddress,
  type Result,
} from '@comrad/protocol'
import {
  drawOperator,
  drawWords,
  guideAccount,
  NOT_ANONYMOUS,
  type RunningOperator,
  talk,
} from '@comrad/terminal'
import { chooseOperator, useOperator } from '../choose-operator.ts'
import { joinComrad, keepStore, openLine, reach } from '../device.ts'
import { createHome, readOperator } from '../home.ts'
import { type OperatorChild, startOperatorChild } from '../operator-child.ts'
import type { Answer, Program } from '../program.ts'
import { type ProgramError, wordsOf } from '../program-error.ts'
import { ADDRESS_FILE } from '../run-operator.ts'
import { speakTor } from '../tor.ts'
import { showWindow } from '../window.ts'

type Start = {
  readonly local: boolean
  readonly data: string | undefined
  /** In this terminal, not in a window. */
  readonly terminal: boolean
  /** Also where there is no terminal: its address is printed. */
  readonly window: boolean
}

export async function start(program: Program, action: Start): Promise<Answer> {
  await createHome(program.home)
  const data = action.data ?? program.home.operatorData
  const isSeen = program.terminal.interactive || action.window
  const other = await otherOperator(program, data)
  if (!other.ok) return other
  if (other.value) return isSeen ? show(program, other.value, action) : err({ type: 'nothing-to-run' })

  const child = await runHere(program, { local: action.local, data })
  if (!child.ok) return child
  const named = parseOperatorAddress(child.value.address)
  if (!named.ok) return err({ type: 'operator-address-invalid', part: named.error.type })
  const used = await useOperator(program.home, named.value, await readOperator(program.home))
  if (!used.ok) return used
  return isSeen ? show(program, named.value, action) : keepRunning(program, child.value)
}

/** An Operator that was chosen, and that is not the one that this machine runs. */
async function otherOperator(
  program: Program,
  data: string,
): Promise<Result<OperatorAddress | undefined, ProgramError>> {
  const chosen = await chooseOperator(program)
  if (!chosen.ok) return chosen.error.type === 'no-operator' ? ok(undefined) : chosen
  const own = parseOperatorAddress(await readFile(join(data, ADDRESS_FILE), 'utf8').catch(() => ''))
  return ok(own.ok && own.value.fingerprint === chosen.value.fingerprint ? undefined : chosen.value)
}

/** Without any progress of Tor for so long, this machine goes on by itself, and says so. */
const TOR_PATIENCE_MS = 40_000
/** Bridges are slow, and whoever needs them has no other way. */
const BRIDGES_PATIENCE_MS = 180_000

/** An Operator that begins with one person: nobody could meet anybody before twenty are there. The status says how many are. */
const OF_A_FEW = { COMRAD_OPERATOR_MINIMUM_MEMBERS: '1', COMRAD_OPERATOR_ANCHOR_SECONDS: '2' }

type Here = { readonly local: boolean; readonly data: string }

async function runHere(
  program: Program,
  { local, data }: Here,
): Promise<Result<OperatorChild, ProgramError>> {
  const { terminal, settings, atEnd } = program
  const env = { ...OF_A_FEW, ...program.env }
  const bridges = settings.bridges === undefined ? [] : ['--bridges', settings.bridges]
  if (!local) {
    terminal.say(['@Operator: starting on this machine, to be reached through Tor and in no other way.'])
    const child = await startOperatorChild({
      args: ['--onion', '--data', data, ...bridges],
      env,
      atEnd,
      patienceMs: settings.bridges === undefined ? TOR_PATIENCE_MS : BRIDGES_PATIENCE_MS,
      onTor: (progress) => terminal.status(speakTor(progress)),
    })
    terminal.status()
    if (child.ok || !child.error.type.startsWith('tor-')) return child
    terminal.say(drawWords(wordsOf(child.error), terminal.pen))
    terminal.say([terminal.pen.alarm(`So it runs for ${NOT_ANONYMOUS}, and nobody elsewhere can join.`)])
  }
  return startOperatorChild({ args: ['--local', '--data', data], env, atEnd })
}

/** Nobody to ask: what runs, and how to reach it. */
async function keepRunning(program: Program, child: OperatorChild): Promise<Answer> {
  const { report, stop } = program
  const { address, anonymity } = child
  const where = anonymity === 'tor' ? 'as an onion service, through Tor' : `for ${NOT_ANONYMOUS}`
  report.result({ event: 'running', address, anonymity }, [
    `A Comrad Operator runs here, ${where}. SIGTERM or Ctrl-C stops it.`,
    `Reach it: ${joinLine(child).replace('ADDRESS', address)}`,
  ])
  await Promise.race([
    child.gone,
    new Promise((resolve) => stop.addEventListener('abort', resolve, { once: true })),
  ])
  return stop.aborted
    ? ok(undefined)
    : err({ type: 'operator-not-started', words: { happened: 'The Operator has ended by itself.' } })
}

/** On one machine everybody needs a home of their own. */
function joinLine({ anonymity }: RunningOperator): string {
  const home = anonymity === 'none' ? '--home DIR ' : ''
  return `npm run comrad -- ${home}--operator ADDRESS register NAME`
}

async function show(program: Program, operator: OperatorAddress, { terminal }: Start): Promise<Answer> {
  if (terminal) return guide(program, operator)
  const line = await openLine(program, operator)
  return line.ok ? showWindow(program, { operator, line: line.value }) : line
}

async function guide(program: Program, operator: OperatorAddress): Promise<Answer> {
  const { terminal, home, clock } = program
  const running: RunningOperator = {
    address: formatOperatorAddress(operator),
    anonymity: operator.kind === 'onion' ? 'tor' : 'none',
  }
  terminal.print([
    '',
    ...drawOperator(running, terminal.pen),
    '',
    `Others join with: ${joinLine(running)}`,
    '',
  ])
  const line = await openLine(program, operator)
  if (!line.ok) return line
  const join = async (opening: ReturnType<typeof openComradStore | typeof createComradStore>) => {
    const store = await keepStore<ComradError>(program, opening)
    return store.ok ? ok(joinComrad(program, { store: store.value, operator, line: line.value })) : store
  }
  const comrad = await guideAccount({
    terminal,
    random: randomBytes,
    hasStore: await hasStore(home.directory),
    reach: async () => {
      const reached = await reach(program, { line: line.value })
      return reached.ok ? undefined : wordsOf(reached.error)
    },
    unlock: (passphrase) => join(openComradStore({ directory: home.directory, passphrase })),
    create: (passphrase) => join(createComradStore({ directory: home.directory, passphrase })),
  })
  if (comrad === undefined) return ok(undefined)
  const reached = await reach(program, { line: line.value })
  if (!reached.ok) terminal.print(drawWords(wordsOf(reached.error), terminal.pen))
  comrad.start()
  await talk({ terminal, comrad, operator: running, now: clock.now })
  return ok(undefined)
}
