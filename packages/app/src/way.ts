/** To whom this device belongs and how it gets there: known at once, or once an Operator has begun on this machine. */
import type { Clock, ComradOptions, HouseLine, LineState } from '@comrad/client'
import { type OperatorAddress, ok, type Result } from '@comrad/protocol'
import type { Keeper } from './keep-operator.ts'
import { type ForgettingBridges, houseLineOf, type Line } from './line.ts'
import { type ProgramError, wordsOf } from './program-error.ts'
import type { TorProgress } from './tor.ts'

export type Way = {
  readonly operator: OperatorAddress
  readonly line: Line
  readonly options: Partial<ComradOptions>
  /** Of the Operator, where it is on this machine. */
  readonly keeper?: Keeper
  /** That Operator was to be reached through Tor, which did not connect. */
  readonly torFailed?: boolean
}

/** A window can be opened on it before it is there, and shows how it comes. */
export type ComingWay = {
  readonly line: HouseLine
  readonly way: Promise<Result<Way, ProgramError>>
  /** After a wipe: as far as it has come, nothing of it is left in the home, nor shown. Undefined: it has brought nothing yet. */
  forget(): Promise<void> | undefined
}

export const wayHere = (way: Way, clock: Clock): ComingWay => ({
  line: houseLineOf(way, clock),
  way: Promise.resolve(ok(way)),
  forget: () => way.line.forget(),
})

type Beginning = {
  readonly clock: Clock
  readonly local: boolean
  /** Others in their place can be entered while it begins. */
  readonly bridges: ForgettingBridges | undefined
}

/** `begin` tells how far Tor is with the Operator that begins here. */
export function wayToCome(
  { clock, local, bridges }: Beginning,
  begin: (onTor: (progress: TorProgress) => void) => Promise<Result<Way, ProgramError>>,
): ComingWay {
  const listeners = new Set<() => void>()
  let state: LineState = local ? { phase: 'local' } : { phase: 'starting', percent: 0, step: 'starting' }
  let here: HouseLine | undefined
  let line: Line | undefined
  const tell = () => {
    for (const listener of listeners) listener()
  }
  const coming: HouseLine = {
    state: () => here?.state() ?? state,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    get bridges() {
      return here ? here.bridges : bridges
    },
  }
  const way = begin((progress) => {
    state = lineStateOf(progress)
    tell()
  }).then((begun) => {
    if (begun.ok) {
      line = begun.value.line
      here = houseLineOf(begun.value, clock)
      here.onChange(tell)
    } else {
      state = { phase: 'failed', words: wordsOf(begun.error) }
    }
    tell()
    return begun
  })
  return {
    line: coming,
    way,
    forget() {
      bridges?.forget()
      return line?.forget()
    },
  }
}

function lineStateOf(progress: TorProgress): LineState {
  const { phase } = progress
  if (phase === 'publishing') return { phase: 'starting', percent: 100, step: phase }
  const { percent, stalled } = progress
  return { phase: 'starting', percent, step: 'starting', ...(stalled && { trouble: stalled }) }
}
