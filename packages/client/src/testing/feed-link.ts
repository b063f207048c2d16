/** Lanes of one device that all end at what a test says. */
import type { OperatorKeys } from '@comrad/protocol'
import type { Clock } from '../clock.ts'
import type { Link } from '../link.ts'
import type { Lane, SendRequest } from '../transport.ts'

export type FeedLink = Link & {
  /** How far this device's clock is ahead, by what the Operator says on every lane. */
  setAhead(ms: number): void
  /** How often a circuit was opened for one act. */
  readonly circuits: () => number
}

export function createFeedLink(clock: Clock, keys: OperatorKeys, request: SendRequest): FeedLink {
  const lane: Lane = { state: () => ({ phase: 'open' }), request, onState: () => () => {}, close: () => {} }
  let circuits = 0
  let aheadMs = 0
  const claimPow = { memoryKib: 8, passes: 1, difficultyBits: 0 }
  return {
    named: () => lane,
    recipient: () => lane,
    feed: () => lane,
    once(use) {
      circuits++
      return use(request)
    },
    reading: (use) => use(request),
    greeting: () => ({ keys, claimPow, time: clock.now() - aheadMs, aheadMs }),
    connection: () => ({ phase: 'connected' }),
    isWrongOperator: () => false,
    operatorNow: () => clock.now() - aheadMs,
    aheadOn: () => aheadMs,
    setAhead(ms) {
      aheadMs = ms
    },
    closeUnusedSince: () => {},
    close: () => {},
    reopen: () => {},
    circuits: () => circuits,
  }
}
