/** A page of the feed: the same bytes for everybody. docs/spec/feed.md §Pages. */
import { type Bytes, decode, encode, MalformedError, type Reader, type Writer } from './bytes.ts'
import type { Day } from './day.ts'
import { type Hash, readHash } from './keys.ts'
import { PAGE_ENTRIES, SEALED_NOTE_BYTES } from './limits.ts'

/** A sealed note, or what is left of one that was deleted or has expired: the hash that the chain goes on from. */
export type FeedItem =
  | { readonly type: 'entry'; readonly day: Day; readonly sealed: Bytes }
  | { readonly type: 'gap'; readonly hash: Hash }

export type FeedPage = {
  readonly number: number
  /** Of its first item; the others follow. */
  readonly firstSequence: number
  /** The head of the chain before the first item. */
  readonly headBefore: Hash
  readonly items: readonly FeedItem[]
}

const ENTRY = 1
const GAP = 2

export const encodeFeedPage = (page: FeedPage): Bytes =>
  encode((writer) => writeFeedPage(writer, page), 8_192)
export const decodeFeedPage = (bytes: Uint8Array) => decode(bytes, readFeedPage)

export const readFeedPage = (reader: Reader): FeedPage => ({
  number: reader.uint32(),
  firstSequence: reader.uint64(),
  headBefore: readHash(reader),
  items: reader.list({ min: 0, max: PAGE_ENTRIES }, readItem),
})

export function writeFeedPage(writer: Writer, page: FeedPage): void {
  writer.uint32(page.number).uint64(page.firstSequence).bytes(page.headBefore)
  writer.list(page.items, writeItem)
}

function readItem(reader: Reader): FeedItem {
  const tag = reader.uint8()
  if (tag === ENTRY) return { type: 'entry', day: reader.uint32(), sealed: reader.opaque(SEALED_NOTE_BYTES) }
  if (tag === GAP) return { type: 'gap', hash: readHash(reader) }
  throw new MalformedError('unknown item')
}

function writeItem(writer: Writer, item: FeedItem): void {
  if (item.type === 'entry') writer.uint8(ENTRY).uint32(item.day).opaque(item.sealed)
  else writer.uint8(GAP).bytes(item.hash)
}
