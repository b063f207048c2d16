/** When something that needs an act is tried again, after what went wrong. */
import type { AskError } from '../ask.ts'
import type { Outcome } from '../task.ts'
import type { ActError } from './actor.ts'

/** The anchor moves on within seconds; a group grows within hours; slots come back at midnight. */
const NOT_YET_MS = 3_000
const FEW_MS = 60_000
const NO_SLOT_MS = 3_600_000

export type WaitingReason = 'offline' | 'busy' | 'too-few-members' | 'no-slot' | 'halted'

export function reasonOfAct({ type }: ActError): WaitingReason {
  switch (type) {
    case 'too-few-members':
    case 'no-slot':
    case 'halted':
    case 'offline':
      return type
    default:
      return 'busy'
  }
}

export function outcomeOfAct(error: ActError): Outcome {
  switch (error.type) {
    case 'not-yet':
      return { retryInMs: NOT_YET_MS }
    case 'too-few-members':
      return { retryInMs: FEW_MS }
    case 'no-slot':
      return { retryInMs: NO_SLOT_MS }
    case 'busy':
      return { retryInMs: error.retryAfterSeconds * 1000 }
    case 'halted':
      return 'done'
    default:
      return 'retry'
  }
}

export const outcomeOfAsk = (error: AskError): Outcome =>
  error.type === 'refused' && error.retryAfterSeconds > 0
    ? { retryInMs: error.retryAfterSeconds * 1000 }
    : 'retry'
