/**
 * The part of the feed that a window holds: every page that was scrolled to by its cursor and its posts' names, and the posts
 * themselves only around what is on the screen. Pure, so that what happens when posts come and go can be tested.
 */
import type { FeedView, PostView } from '@comrad/client'
import { kept } from './same.ts'

export const FEED_PAGE = 30

export type FeedPage = {
  /** The cursor it begins at; undefined at the top. */
  readonly before: string | undefined
  readonly keys: readonly string[]
  /** Undefined: asked for again when it is scrolled to. */
  readonly posts: readonly PostView[] | undefined
  /** The change after which it was asked for. */
  readonly version: number
}

export type FeedPages = {
  readonly pages: readonly FeedPage[]
  /** The cursor after the last page, while there is more. */
  readonly older: string | undefined
  readonly sync: FeedView['sync']
}

export type Shown = { readonly first: number; readonly last: number }

export type FeedAsk = {
  readonly place: number
  readonly before: string | undefined
  readonly limit: number
}

/** Posts below the screen that are asked for before they are scrolled to. */
const AHEAD = 12
/** Pages on either side of the screen whose posts are kept. */
const KEPT = 3

/** What has to be asked for next, one page at a time; undefined when all that is shown is here and fresh. */
export function nextAsk(feed: FeedPages | undefined, shown: Shown, version: number): FeedAsk | undefined {
  if (!feed) return { place: 0, before: undefined, limit: FEED_PAGE }
  const [first, last] = placesOf(feed, shown)
  for (let place = first; place <= last; place++) {
    const page = feed.pages[place]
    if (page && (!page.posts || page.version < version)) {
      // The top, which begins at no cursor, is asked for at its full length: there may be more than there were.
      return { place, before: page.before, limit: place === 0 ? FEED_PAGE : Math.max(1, page.keys.length) }
    }
  }
  const isNearEnd = shown.last >= lengthOf(feed) - AHEAD
  if (feed.older === undefined || !isNearEnd) return undefined
  return { place: feed.pages.length, before: feed.older, limit: FEED_PAGE }
}

export function withAnswer(
  feed: FeedPages | undefined,
  { place, before }: FeedAsk,
  { posts, older, sync }: FeedView,
  version: number,
): FeedPages {
  const held = new Map(feed?.pages[place]?.posts?.map((post) => [post.post, post]))
  const page: FeedPage = {
    before,
    keys: posts.map(({ post }) => post),
    posts: posts.map((post) => kept(held.get(post.post), post)),
    version,
  }
  if (!feed) return { pages: [page], older, sync }
  const { pages } = feed
  if (place >= pages.length) return { pages: [...pages, page], older, sync }
  if (place === 0) return withTop({ ...feed, sync }, page, older)
  return { ...feed, pages: pages.with(place, cutBefore(pages[place + 1]?.keys[0], page)), sync }
}

/** What was at the top and is pushed down follows the new top, without a gap; if nothing of it is left, all begins anew. */
function withTop(feed: FeedPages, top: FeedPage, older: string | undefined): FeedPages {
  const { sync } = feed
  const last = top.keys.at(-1)
  const place = feed.pages.findIndex(({ keys }) => last !== undefined && keys.includes(last))
  const page = feed.pages[place]
  if (!page || last === undefined) return { pages: [top], older, sync }
  const index = page.keys.indexOf(last) + 1
  const rest: FeedPage = {
    before: older,
    keys: page.keys.slice(index),
    posts: page.posts?.slice(index),
    version: page.version,
  }
  const following = feed.pages.slice(place + 1)
  if (rest.keys.length === 0)
    return { pages: [top, ...following], older: following.length ? feed.older : older, sync }
  return { pages: [top, rest, ...following], older: feed.older, sync }
}

/** A page from which a post was deleted reaches into the next one. */
function cutBefore(next: string | undefined, page: FeedPage): FeedPage {
  const end = next === undefined ? -1 : page.keys.indexOf(next)
  if (end < 0) return page
  return { ...page, keys: page.keys.slice(0, end), posts: page.posts?.slice(0, end) }
}

/** Without the posts that are far from the screen. */
export function withoutFar(feed: FeedPages, shown: Shown): FeedPages {
  const [first, last] = placesOf(feed, shown)
  const isFar = (place: number) => place < first - KEPT || place > last + KEPT
  if (!feed.pages.some(({ posts }, place) => posts && isFar(place))) return feed
  return {
    ...feed,
    pages: feed.pages.map((page, place) =>
      page.posts && isFar(place) ? { ...page, posts: undefined } : page,
    ),
  }
}

/** To be shown at once by whoever comes back, and asked for again. */
export const stale = (feed: FeedPages): FeedPages => ({
  ...feed,
  pages: feed.pages.map((page) => ({ ...page, version: -1 })),
})

export type FeedRow = { readonly key: string; readonly post: PostView | undefined }

/** A page's rows are made once: ten thousand of them at every step of a scroll would be felt. */
const rowsOfPages = new WeakMap<FeedPage, readonly FeedRow[]>()

/** Every post that was scrolled past, in order; those that are not held are undefined. */
export function rowsOf(feed: FeedPages): readonly FeedRow[] {
  const seen = new Set<string>()
  return feed.pages.flatMap((page) => {
    const rows = rowsOfPages.get(page) ?? page.keys.map((key, index) => ({ key, post: page.posts?.[index] }))
    rowsOfPages.set(page, rows)
    return rows.filter(({ key }) => seen.size < seen.add(key).size)
  })
}

const lengthOf = ({ pages }: FeedPages): number => pages.reduce((sum, { keys }) => sum + keys.length, 0)

/** The first and the last page of which something is shown. */
function placesOf({ pages }: FeedPages, { first, last }: Shown): readonly [number, number] {
  let start = 0
  let from = pages.length - 1
  let to = 0
  for (const [place, { keys }] of pages.entries()) {
    const end = start + keys.length
    if (first < end) from = Math.min(from, place)
    if (last >= start) to = place
    start = end
  }
  return [Math.max(0, from), Math.max(0, to)]
}
