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
import type { Outcome } from '../task.ts'
import type { Trust } from '../trust.ts'
import type { FeedSyncView } from '../views/feed-view.ts'
import { wordsOfSync } from '../views/words.ts'
import { createEntries } from './entries.ts'
import type { FeedKeys } from './keys.ts'

export type FeedReader = {
  run(): Promise<Outcome>
  sync(): FeedSyncView
  /** A head that came with a contact's letter, or with an answer: seen by somebody, so it must be in our chain. */
  compare(head: FeedHead): void
}

type Deps = {
  readonly device: Device
  readonly link: Link
  readonly trust: Trust
  readonly monitor: Monitor
  readonly keys: FeedKeys
  /** What of the pages on this device was voted. */
  readTallies(): Promise<NetworkFailure | undefined>
}

export function createFeedReader({ device, link, trust, monitor, keys, readTallies }: Deps): FeedReader {
  const { rows, sql, clock, events } = device
  const entries = createEntries({ device, monitor, keys })
  const doneAt = rows.facts.number('feed-read-at')
  let state: FeedSyncView = doneAt === undefined ? { phase: 'never' } : { phase: 'current', at: doneAt }

  return { run, sync: () => state, compare }

  async function run(): Promise<Outcome> {
    const failure = await read()
    if (!failure) {
      const at = clock.now()
      sql.transaction(() => rows.facts.set('feed-read-at', at))
      become({ phase: 'current', at })
      return 'done'
    }
    const at = rows.facts.number('feed-read-at')
    become({ phase: 'waiting', words: wordsOfSync(failure), ...(at !== undefined && { at }) })
    return outcomeOfAct(failure)
  }

  async function read(): Promise<ActError | undefined> {
    const request = link.feed().request
    // What a letter brings from now on may be newer than the head that is asked for here, and is no lie.
    const owed = rows.feed.owed()
    const answered = await ask(request, { type: 'feed-head' })
    if (!answered.ok) return failureOf(answered.error)
    const { head, oldestPage, latestPage } = answered.value
    const logKey = link.greeting()?.keys.logKey
    if (!logKey || !verifyFeedHead(logKey, head)) {
      return { type: 'protocol', reason: 'the head of the feed is not signed by the Operator' }
    }
    if (head.sequence > 0) {
      const failure = await readPages(missingPages(head, oldestPage, latestPage), latestPage)
      if (failure) return failure
    }
    if (!isInChain(head)) raise(head)
    else if (head.sequence > 0 && rows.feed.head(head.sequence) === undefined) {
      return { type: 'protocol', reason: 'the pages end before the head of the feed' }
    } else sql.transaction(() => keep(head, oldestPage))
    settleHeads(head, owed)
    return readTallies()
  }

  /** A head that is lower than one that was seen may be late: letters carry the higher one. */
  function keep(head: FeedHead, oldestPage: number): void {
    const stored = rows.facts.bytes('feed-head')
    const before = stored && decodeFeedHead(stored)
    if (!before?.ok || before.value.sequence <= head.sequence) {
      rows.facts.set('feed-head', encodeFeedHead(head))
    }
    rows.feed.forgetPagesBefore(oldestPage)
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
        // Its last entry has died since the head was signed.
        if (answered.error.type === 'refused' && answered.error.code === 'unknown-page') continue
        return failureOf(answered.error)
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
    const logKey = link.greeting()?.keys.logKey
    if (!logKey || !verifyFeedHead(logKey, head) || head.sequence === 0) return
    if (!isInChain(head)) raise(head)
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

  function become(next: FeedSyncView): void {
    state = next
    events.emit('change', undefined)
  }
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
