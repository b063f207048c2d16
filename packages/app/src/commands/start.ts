/** `comrad start`: an Operator on this machine, unless another one is used already, and a person led through the rest. */
import { randomBytes } from '@comrad/keymaker'
import {
  err,
  formatOperatorAddress,
  type OperatorAddress,
  ok,
  parseOperatorAddress,
  type Result,
} from '@comrad/protocol'
import { drawWords, NOT_ANONYMOUS, type RunningOperator } from '@comrad/terminal'
import { createAside } from '../aside.ts'
import { findBridgesFile } from '../bridges.ts'
import { chooseOperator, isOwnOperator, minimumMembersFor, useOperator } from '../choose-operator.ts'
import { holdHome } from '../hold-home.ts'
import { readOperator } from '../home.ts'
import { type Keeper, keepOperator } from '../keep-operator.ts'
import { type BeginningBridges, createBeginningBridges, type ForgettingBridges, openLine } from '../line.ts'
import { type OperatorChild, startOperatorChild } from '../operator-child.ts'
import type { Answer, Program } from '../program.ts'
import { type ProgramError, wordsOf } from '../program-error.ts'
import { showTerminal } from '../terminal-app.ts'
import { speakTor, type TorProgress } from '../tor.ts'
import { type ComingWay, type Way, wayHere, wayToCome } from '../way.ts'
import { hasDisplay, showWindow } from '../window.ts'

type Start = {
  readonly local: boolean
  readonly data: string | undefined
  /** In this terminal, not in a window. */
  readonly terminal: boolean
  /** And for a screen reader. */
  readonly plain: boolean
  /** Also where there is no terminal: its address is printed. */
  readonly window: boolean
}

export async function start(program: Program, action: Start): Promise<Answer> {
  const held = await holdHome(program)
  if (!held.ok) return held
  const data = action.data ?? program.home.operatorData
  const isWindow =
    !action.terminal && (action.window || program.terminal.interactive || hasDisplay(program.env))
  const isSeen = isWindow || program.terminal.interactive
  const other = await otherOperator(program, data)
  if (!other.ok) return other
  if (other.value) return isSeen ? showOther(program, other.value, action) : err({ type: 'nothing-to-run' })

  const aside = createAside(program.terminal)
  // Those of a file hold for this run, as they are.
  const isChangeable = !action.local && program.settings.bridges === undefined
  const entered = isChangeable ? await createBeginningBridges(program) : undefined
  const here = { local: action.local, data, entered, onSaid: aside.hear }
  // The window first: an onion service takes its time to become known, and one sees there how far it is.
  if (isWindow)
    return showWindow(
      program,
      wayToCome({ clock: program.clock, local: action.local, bridges: entered?.bridges }, (onTor) =>
        beginHere(program, here, onTor),
      ),
    )
  const begun = await runHere(program, here)
  if (!begun.ok) return begun
  if (!isSeen) return keepRunning(program, begun.value)
  const way = await wayOf(program, begun.value, here)
  if (!way.ok) return way
  return aside.during(() => showHere(program, wayHere(way.value, program.clock), begun.value, action))
}

async function beginHere(
  program: Program,
  here: Here,
  onTor: (progress: TorProgress) => void,
): Promise<Result<Way, ProgramError>> {
  const begun = await runHere(program, here, onTor)
  return begun.ok ? wayOf(program, begun.value, here) : begun
}

async function wayOf(
  program: Program,
  { child, operator, keeper }: Running,
  { local, data, entered }: Here,
): Promise<Result<Way, ProgramError>> {
  const way = await wayTo(program, operator, { data, ofOperator: entered?.bridges })
  const torFailed = child.anonymity === 'none' && !local
  return way.ok ? ok({ ...way.value, keeper, torFailed }) : way
}

async function wayTo(
  program: Program,
  operator: OperatorAddress,
  {
    data,
    ofOperator,
  }: { readonly data: string | undefined; readonly ofOperator?: ForgettingBridges | undefined },
): Promise<Result<Way, ProgramError>> {
  const options = await minimumMembersFor(program, operator, data)
  if (!options.ok) return options
  const line = await openLine(program, operator, ofOperator)
  return line.ok ? ok({ operator, line: line.value, options: options.value }) : line
}

/** An Operator that was chosen, and that is not the one that this machine runs. */
async function otherOperator(
  program: Program,
  data: string,
): Promise<Result<OperatorAddress | undefined, ProgramError>> {
  const chosen = await chooseOperator(program)
  if (!chosen.ok) return chosen.error.type === 'no-operator' ? ok(undefined) : chosen
  return ok((await isOwnOperator(program, chosen.value, data)) ? undefined : chosen.value)
}

/** Without any progress of Tor for so long, this machine goes on by itself, and says so. */
const TOR_PATIENCE_MS = 40_000
/** Bridges are slow, and whoever needs them has no other way. */
const BRIDGES_PATIENCE_MS = 180_000

/** An Operator that begins with one person: nobody could meet anybody before twenty are there. The status says how many are. */
const OF_A_FEW = { COMRAD_OPERATOR_MINIMUM_MEMBERS: '1', COMRAD_OPERATOR_ANCHOR_SECONDS: '2' }

type Here = {
  readonly local: boolean
  readonly data: string
  /** Bridges that can be entered while it begins. */
  readonly entered?: BeginningBridges | undefined
  onSaid(line: string): void
}

type Running = { readonly child: OperatorChild; readonly operator: OperatorAddress; readonly keeper: Keeper }

/** And runs on: one that ends by itself is started again. */
async function runHere(
  program: Program,
  here: Here,
  onTor?: (progress: TorProgress) => void,
): Promise<Result<Running, ProgramError>> {
  const { clock, stop, home } = program
  const child = await beginOperator(program, here, onTor)
  if (!child.ok) return child
  const named = parseOperatorAddress(child.value.address)
  if (!named.ok) return err({ type: 'operator-address-invalid', part: named.error.type })
  const used = await useOperator(home, named.value, await readOperator(home))
  if (!used.ok) return used
  const again = { ...here, local: child.value.anonymity === 'none' }
  const keeper = keepOperator({ clock, random: randomBytes, stop }, child.value, async () =>
    startOperatorChild(await optionsFor(program, again)),
  )
  return ok({ child: child.value, operator: named.value, keeper })
}

async function beginOperator(
  program: Program,
  here: Here,
  onTor?: (progress: TorProgress) => void,
): Promise<Result<OperatorChild, ProgramError>> {
  const { terminal } = program
  if (!here.local) {
    terminal.say(['@Operator: starting on this machine, to be reached through Tor and in no other way.'])
    const child = await beginThroughTor(program, here, (progress) => {
      onTor?.(progress)
      terminal.status(speakTor(progress))
    })
    terminal.status()
    if (child.ok || !child.error.type.startsWith('tor-')) return child
    terminal.say(drawWords(wordsOf(child.error), terminal.pen))
    terminal.say([terminal.pen.alarm(`So it runs for ${NOT_ANONYMOUS}, and nobody elsewhere can join.`)])
  }
  return startOperatorChild(await optionsFor(program, { ...here, local: true }))
}

/** Bridges that are entered meanwhile hold at once: it begins anew, through them. */
async function beginThroughTor(
  program: Program,
  here: Here,
  onTor: (progress: TorProgress) => void,
): Promise<Result<OperatorChild, ProgramError>> {
  for (;;) {
    const changed = here.entered?.changed()
    const bridges = await findBridgesFile(program)
    const child = await startOperatorChild({
      ...(await optionsFor(program, here)),
      patienceMs: bridges === undefined ? TOR_PATIENCE_MS : BRIDGES_PATIENCE_MS,
      onTor,
      ...(changed && { signal: changed }),
    })
    if (!changed?.aborted || program.stop.aborted) return child
    if (child.ok) await child.value.stop()
  }
}

async function optionsFor(program: Program, { local, data, onSaid }: Here) {
  const bridges = await findBridgesFile(program)
  const through = bridges === undefined ? [] : ['--bridges', bridges]
  return {
    args: local ? ['--local', '--data', data] : ['--onion', '--data', data, ...through],
    env: { ...OF_A_FEW, ...program.env },
    ...{ atEnd: program.atEnd, onSaid },
  }
}

/** Nobody to ask: what runs, and how to reach it. */
async function keepRunning(program: Program, { child, keeper }: Running): Promise<Answer> {
  const { report, terminal } = program
  const { address, anonymity } = child
  const where = anonymity === 'tor' ? 'as an onion service, through Tor' : `for ${NOT_ANONYMOUS}`
  report.result({ event: 'running', address, anonymity }, [
    `A Comrad Operator runs here, ${where}. SIGTERM or Ctrl-C stops it.`,
    `Reach it: ${joinLineOf(child).replace('ADDRESS', address)}`,
  ])
  keeper.onChange(() =>
    terminal.say([
      keeper.isRunning()
        ? 'The Operator runs again.'
        : 'The Operator has ended by itself. It is started again.',
    ]),
  )
  await keeper.stopped
  return ok(undefined)
}

/** On one machine everybody needs a home of their own. */
function joinLineOf({ anonymity }: Pick<RunningOperator, 'anonymity'>): string {
  const home = anonymity === 'none' ? '--home DIR ' : ''
  return `npm run comrad -- ${home}--operator ADDRESS register NAME`
}

async function showOther(program: Program, operator: OperatorAddress, action: Start): Promise<Answer> {
  const other = await wayTo(program, operator, { data: action.data })
  if (!other.ok) return other
  const way = wayHere(other.value, program.clock)
  if (!action.terminal) return showWindow(program, way)
  const anonymity = operator.kind === 'onion' ? 'tor' : 'none'
  return showHere(program, way, { operator, child: { anonymity } }, action)
}

function showHere(
  program: Program,
  way: ComingWay,
  {
    operator,
    child,
  }: { readonly operator: OperatorAddress; readonly child: Pick<OperatorChild, 'anonymity'> },
  action: Start,
): Promise<Answer> {
  const joinLine = joinLineOf(child).replace('ADDRESS', formatOperatorAddress(operator))
  return showTerminal(program, { way, joinLine, isPlain: action.plain })
}
