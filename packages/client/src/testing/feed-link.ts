/** Lanes of one device that all end at what a test says. */
import type { OperatorKeys } from '@comrad/protocol'
import type { Clock } from '../clock.ts'
import type { Link } from '../link.ts'
import type { Lane, SendRequest } from '../transport.ts'

export type FeedLink = Link & {
  /** How often a circuit was opened for one act. */
  readonly circuits: () => number
}

export function createFeedLink(clock: Clock, keys: OperatorKeys, request: SendRequest): FeedLink {
  const lane: Lane = { state: () => ({ phase: 'open' }), request, onState: () => () => {}, close: () => {} }
  let circuits = 0
  return {
    named: () => lane,
    directory: () => lane,
    recipient: () => lane,
    feed: () => lane,
    once(use) {
      circuits++
      return use(request)
    },
    greeting: () => ({ keys, claimPow: { memoryKib: 8, passes: 1, difficultyBits: 0 }, aheadMs: 0 }),
    connection: () => ({ phase: 'connected' }),
    isWrongOperator: () => false,
    operatorNow: () => clock.now(),
    closeUnusedSince: () => {},
    close: () => {},
    reopen: () => {},
    circuits: () => circuits,
  }
}
