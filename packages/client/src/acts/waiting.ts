/** When something that needs an act is tried again, after what went wrong. */
import type { AskError } from '../ask.ts'
import type { Device } from '../device.ts'
import { within } from '../pauses.ts'
import type { Outcome } from '../task.ts'
import type { ActError } from './actor.ts'

/** The anchor moves on within seconds; a group grows within hours; slots come back at midnight. */
const NOT_YET_MS = { min: 2_000, max: 10_000 }
const FEW_MS = 60_000
const NO_SLOT_MS = 3_600_000
const OLD_MS = { min: 1_200_000, max: 7_200_000 }
const CLOCK_MS = { min: 300_000, max: 1_800_000 }

export type WaitingReason =
  | 'offline'
  | 'busy'
  | 'too-few-members'
  | 'no-slot'
  | 'old-anchor'
  | 'wrong-clock'
  | 'halted'

export function reasonOfAct({ type }: ActError): WaitingReason {
  switch (type) {
    case 'too-few-members':
    case 'no-slot':
    case 'old-anchor':
    case 'wrong-clock':
    case 'halted':
    case 'offline':
      return type
    default:
      return 'busy'
  }
}

/**
 * After what the Operator has said on one lane alone, never after a time that it could count on: that it was refused on this
 * lane, and not on another just so long after, would tell whose both are.
 */
export function outcomeOfAct(error: ActError, random: Device['random']): Outcome {
  switch (error.type) {
    case 'not-yet':
      return { retryInMs: within(NOT_YET_MS, random) }
    case 'old-anchor':
      return { retryInMs: within(OLD_MS, random) }
    case 'wrong-clock':
      return { retryInMs: within(CLOCK_MS, random) }
    case 'too-few-members':
      return { retryInMs: FEW_MS }
    case 'no-slot':
      return { retryInMs: NO_SLOT_MS }
    case 'busy':
      return { retryInMs: error.retryAfterSeconds * 1000 }
    case 'halted':
      return 'done'
    case 'offline':
      return 'offline'
    default:
      return 'retry'
  }
}

export function outcomeOfAsk(error: AskError): Outcome {
  if (error.type === 'offline') return 'offline'
  return error.type === 'refused' && error.retryAfterSeconds > 0
    ? { retryInMs: error.retryAfterSeconds * 1000 }
    : 'retry'
}
