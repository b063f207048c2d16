/**
 * Whether the Operator is reached, in one line that is always on the screen: of all that could be said the gravest. Decided here
 * for every room that draws it; nothing is imported that a browser could not run.
 */
import type { LineView } from '../house/house.ts'
import type { ScreenWords } from '../words/screens/en.ts'
import type { StatusView } from './status-view.ts'
import type { Words } from './words.ts'

export type ReachView =
  /** An alarm ended trust. */
  | { readonly phase: 'halted'; readonly tone: 'bad' }
  /** Whoever answers is not the Operator, or does not take this device for its account. */
  | { readonly phase: 'refused'; readonly tone: 'bad'; readonly words: Words }
  /** There is no way to the Operator, and none comes by itself. */
  | { readonly phase: 'failed'; readonly tone: 'bad'; readonly words: Words }
  | {
      readonly phase: 'starting'
      readonly tone: 'waiting'
      readonly percent: number
      readonly words: Words
    }
  | { readonly phase: 'connected'; readonly tone: 'good' }
  /** Without Tor: whoever watches this machine sees it. */
  | { readonly phase: 'connected-here'; readonly tone: 'waiting' }
  | { readonly phase: 'waiting'; readonly tone: 'waiting'; readonly retryInMs: number }
  | { readonly phase: 'connecting'; readonly tone: 'waiting' }
  | { readonly phase: 'stopped'; readonly tone: 'waiting' }

/** `line`, `status`: as far as they are known. */
export function reachViewOf(
  line: LineView | undefined,
  status: Pick<StatusView, 'connection' | 'operator'> | undefined,
): ReachView {
  const connection = status?.connection ?? { phase: 'stopped' }
  if (connection.phase === 'halted') return { phase: 'halted', tone: 'bad' }
  if (connection.phase === 'refused') return { phase: 'refused', tone: 'bad', words: connection.words }
  if (line?.phase === 'failed') return { phase: 'failed', tone: 'bad', words: line.words }
  if (line?.phase === 'starting') {
    return { phase: 'starting', tone: 'waiting', percent: line.percent, words: line.words }
  }
  switch (connection.phase) {
    case 'connected':
      return status?.operator.anonymity === 'tor'
        ? { phase: 'connected', tone: 'good' }
        : { phase: 'connected-here', tone: 'waiting' }
    case 'waiting':
      return { phase: 'waiting', tone: 'waiting', retryInMs: connection.retryInMs }
    case 'connecting':
    case 'stopped':
      return { phase: connection.phase, tone: 'waiting' }
  }
}

export function wordsOfReach(reach: ReachView, say: ScreenWords): string {
  switch (reach.phase) {
    case 'refused':
    case 'failed':
      return reach.words.happened
    case 'starting':
      return `${say.torPercent(reach.percent)} · ${reach.words.happened}`
    case 'waiting':
      return say.waitingToConnect(Math.ceil(reach.retryInMs / 1_000))
    default:
      return say.reach[reach.phase]
  }
}
