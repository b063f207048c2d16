/**
 * Reads the feed: the newest page first, so that there is something on the screen, then what is missing, back to the oldest.
 * Every author is checked against the register, and every page against the chain. docs/spec/feed.md §Pages.
 */
import { EMPTY_FEED_HEAD, equalBytes, feedEntryHash, feedHeadAfter, verifyFeedHead } from '@comrad/keymaker'
import { decodeFeedHead, encodeFeedHead, type FeedHead, type FeedPage } from '@comrad/protocol'
import type { ActError } from '../acts/actor.ts'
import { outcomeOfAct } from '../acts/waiting.ts'
import { ask, failureOf } from '../ask.ts'
import type { Device } from '../device.ts'
import type { NetworkFailure } from '../failure.ts'
import type { Link } from '../link.ts'
import type { Monitor } from '../register/monitor.ts'
import type { PlacedPost } from '../store/post-rows.ts'
import type { Outcome } from '../task.ts'
import type { Trust } from '../trust.ts'
import type { FeedSyncView } from '../views/feed-view.ts'
import { wordsOfSync } from '../views/words.ts'
import { createEntries, SLACK_MS } from './entries.ts'
import type { FeedKeys } from './keys.ts'

export type FeedReader = {
  run(): Promise<Outcome>
  sync(): FeedSyncView
  /** A head that came with a contact's letter, or with an answer: seen by somebody, so it must be in our chain. */
  compare(head: FeedHead): void
}

/** In words only when somebody looks: the language may be another one by then. */
type SyncState =
  | Exclude<FeedSyncView, { readonly phase: 'waiting' }>
  | { readonly phase: 'waiting'; readonly failure: ActError; readonly at?: number }

type Deps = {
  readonly device: Device
  readonly link: Link
  readonly trust: Trust
  readonly monitor: Monitor
  readonly keys: FeedKeys
  /** What of the pages on this device was voted. */
  readTallies(): Promise<NetworkFailure | undefined>
}

/** Twenty million posts that live, and a month of fetching them. */
const PAGES_AT_MOST = 1_000_000

export function createFeedReader({ device, link, trust, monitor, keys, readTallies }: Deps): FeedReader {
  const { rows, sql, clock, events } = device
  const entries = createEntries({ device, monitor, keys })
  const doneAt = rows.facts.number('feed-read-at')
  let state: SyncState = doneAt === undefined ? { phase: 'never' } : { phase: 'current', at: doneAt }

  return { run, sync, compare }

  function sync(): FeedSyncView {
    if (state.phase !== 'waiting') return state
    const { failure, ...waiting } = state
    return { ...waiting, words: wordsOfSync(failure, device.speech()) }
  }

  async function run(): Promise<Outcome> {
    const failure = await read()
    if (!failure) {
      const at = clock.now()
      sql.transaction(() => rows.facts.set('feed-read-at', at))
      keys.settle()
      become({ phase: 'current', at })
      return 'done'
    }
    const at = rows.facts.number('feed-read-at')
    become({ phase: 'waiting', failure, ...(at !== undefined && { at }) })
    return outcomeOfAct(failure, device.random)
  }

  async function read(): Promise<ActError | undefined> {
    keys.expect()
    const request = link.feed().request
    // What a letter brings from now on may be newer than the head that is asked for here, and is no lie.
    const owed = rows.feed.owed()
    // Whatever made these gaps was in the feed before them: up to this head or the one behind it.
    const gaps = rows.posts.gaps()
    const answered = await ask(request, { type: 'feed-head' })
    if (!answered.ok) return failureOf(answered.error)
    const { head, latestPage } = answered.value
    const { oldestPage } = head
    if (!isSigned(head)) return UNSIGNED
    if (contradictsOurs(head)) {
      raise(head)
      return { type: 'protocol', reason: 'pages of the feed that were gone are back' }
    }
    if (head.sequence > 0) {
      // Each page has an entry: more pages than the head has entries would never end.
      if (latestPage >= head.sequence) {
        return { type: 'protocol', reason: 'there are more pages than entries' }
      }
      // And the Operator may sign whatever number it likes: a list of what is missing must fit into memory.
      if (latestPage - oldestPage >= PAGES_AT_MOST) {
        return { type: 'protocol', reason: 'there are more pages than any device could read' }
      }
      // A newcomer's keys come while the first page does.
      const pages = readPages(missingPages(head, oldestPage, latestPage), latestPage)
      const [failure] = await Promise.all([pages, keys.prepare()])
      if (failure) return failure
    }
    if (!isInChain(head)) raise(head)
    else if (head.sequence > 0 && rows.feed.head(head.sequence) === undefined) {
      return { type: 'protocol', reason: 'the pages end before the head of the feed' }
    } else {
      lookForHidden(head, gaps)
      sql.transaction(() => keep(head))
    }
    settleHeads(head, owed)
    return readTallies()
  }

  /** A head that is lower than one that was seen may be late: letters carry the higher one. */
  function keep(head: FeedHead): void {
    const before = ours()
    if (!before || before.sequence <= head.sequence) rows.facts.set('feed-head', encodeFeedHead(head))
    rows.feed.forgetPagesBefore(head.oldestPage)
  }

  function ours(): FeedHead | undefined {
    const stored = rows.facts.bytes('feed-head')
    const decoded = stored && decodeFeedHead(stored)
    return decoded?.ok ? decoded.value : undefined
  }

  /** A page that is gone does not come back: of two heads the one with more entries has no older oldest page. */
  function contradictsOurs(head: FeedHead): boolean {
    const own = ours()
    if (!own || own.sequence === head.sequence) return false
    const [early, late] = own.sequence < head.sequence ? [own, head] : [head, own]
    return early.oldestPage > late.oldestPage
  }

  /**
   * A page goes when nothing on it lives, and a post becomes a gap when its time is over. Every deletion up to the head has been
   * read, so what is still here was not deleted. Of gaps only those that were seen before the head was asked for: what takes a
   * post away may stand behind the head that one came with.
   */
  function lookForHidden(head: FeedHead, gaps: readonly PlacedPost[]): void {
    const latest = clock.now() + SLACK_MS
    const dropped = rows.posts.firstBefore(head.oldestPage, latest)
    const hidden = gaps.filter(({ id, expiresAt }) => expiresAt > latest && rows.posts.isGap(id))
    for (const { sequence, id } of [...hidden, ...(dropped ? [dropped] : [])]) {
      trust.raise({ kind: 'post-hidden', sequence, post: hex(id), heads: [hex(encodeFeedHead(head))] })
    }
  }

  function isSigned(head: FeedHead): boolean {
    const logKey = link.greeting()?.keys.logKey
    return logKey !== undefined && verifyFeedHead(logKey, head)
  }

  /** Newest first. A page that is closed and was read is as it was, but for what the deletions behind it say. */
  function missingPages(head: FeedHead, oldest: number, latest: number): readonly number[] {
    const known = rows.feed.closedPages()
    const isCurrent = rows.feed.head(head.sequence) !== undefined
    const pages: number[] = []
    for (let page = latest; page >= oldest; page--) {
      if (!known.has(page) && !(page === latest && isCurrent)) pages.push(page)
    }
    return pages
  }

  async function readPages(pages: readonly number[], latest: number): Promise<ActError | undefined> {
    for (const [index, number] of pages.entries()) {
      become({ phase: 'syncing', pagesLeft: pages.length - index })
      const answered = await ask(link.feed().request, { type: 'page', page: number })
      if (!answered.ok) {
        const isUnknown = answered.error.type === 'refused' && answered.error.code === 'unknown-page'
        // If it is gone, all before it are.
        return isUnknown ? judgeMissing(number) : failureOf(answered.error)
      }
      const { page } = answered.value
      if (page.number !== number) return { type: 'protocol', reason: 'another page was answered' }
      const opened = await entries.open(page)
      if (!opened.ok) return opened.error
      const links = linksOf(page)
      const contradiction = links.find((one) => !isInChain(one))
      if (contradiction) raise(contradiction)
      else if (!isJoined(page, links))
        return { type: 'protocol', reason: 'entries between two pages are missing' }
      else {
        const announced = sql.transaction(() => {
          const posts = entries.store(page, opened.value)
          for (const { sequence, hash } of links) rows.feed.setHead(sequence, hash)
          rows.feed.addPage(number, lastOf(links), number < latest)
          return posts
        })
        for (const post of announced) events.emit('post', { post })
      }
      events.emit('change', undefined)
      await breathe()
    }
    return undefined
  }

  /** Its last entry may have died since the head was signed: then a new head says that, and the Operator has signed it. */
  async function judgeMissing(page: number): Promise<ActError | undefined> {
    const answered = await ask(link.feed().request, { type: 'feed-head' })
    if (!answered.ok) return failureOf(answered.error)
    const { head } = answered.value
    if (!isSigned(head)) return UNSIGNED
    if (head.oldestPage > page) return undefined
    return { type: 'protocol', reason: 'a page of the feed is kept back' }
  }

  /** Where one page was read, the next one to either side begins or ends at the same place. */
  function isJoined({ number, firstSequence }: FeedPage, links: readonly ChainLink[]): boolean {
    const known = (sequence: number) => rows.feed.head(sequence) !== undefined
    if (number === 0 && firstSequence !== 1) return false
    if (rows.feed.isPageClosed(number - 1) && !known(firstSequence - 1)) return false
    return !rows.feed.isPageHere(number + 1) || known(lastOf(links))
  }

  function isInChain({ sequence, hash }: ChainLink): boolean {
    const seen = sequence === 0 ? EMPTY_FEED_HEAD : rows.feed.head(sequence)
    return seen === undefined || equalBytes(seen, hash)
  }

  function compare(head: FeedHead): void {
    if (!isSigned(head) || head.sequence === 0) return
    if (!isInChain(head) || contradictsOurs(head)) raise(head)
    else if (rows.feed.head(head.sequence) === undefined) sql.transaction(() => rows.feed.owe(head))
  }

  /** What others have seen must be there once we have read to the end: an Operator that keeps it from us shows two feeds. */
  function settleHeads(ours: FeedHead, owed: readonly FeedHead[]): void {
    for (const head of owed) {
      const isOld = rows.feed.oldestHead() > head.sequence
      const isHidden = head.sequence > ours.sequence
      if (isHidden || !isInChain(head)) raise(head)
      if (isOld || isHidden || rows.feed.head(head.sequence))
        sql.transaction(() => rows.feed.forgetOwed(head))
    }
  }

  function raise(other: ChainLink | FeedHead): void {
    const { sequence, hash } = other
    const seen = rows.feed.head(sequence)
    const own = rows.facts.bytes('feed-head')
    const heads = [...(own ? [own] : []), ...('signature' in other ? [encodeFeedHead(other)] : [])].map(hex)
    const hashes = { seen: seen ? hex(seen) : 'nothing', shown: hex(hash) }
    trust.raise({ kind: 'feed-forked', sequence, ...hashes, heads })
  }

  function become(next: SyncState): void {
    state = next
    events.emit('change', undefined)
  }
}

const UNSIGNED: ActError = {
  ...{ type: 'protocol', reason: 'the head of the feed is not signed by the Operator' },
}
/** The chain's hash behind each entry, and before the first. */
type ChainLink = Pick<FeedHead, 'sequence' | 'hash'>

function linksOf({ firstSequence, headBefore, items }: FeedPage): readonly ChainLink[] {
  const links: ChainLink[] = [{ sequence: firstSequence - 1, hash: headBefore }]
  for (const item of items) {
    const { sequence, hash } = links.at(-1) ?? { sequence: 0, hash: EMPTY_FEED_HEAD }
    const entryHash = item.type === 'gap' ? item.hash : feedEntryHash(item.sealed)
    links.push({ sequence: sequence + 1, hash: feedHeadAfter(hash, entryHash) })
  }
  return links
}

const lastOf = (links: readonly ChainLink[]): number => links.at(-1)?.sequence ?? 0

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** A long sync lets everything else have its turn. */
const breathe = () => new Promise<void>((resolve) => setImmediate(resolve))
