import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FeedView, PostView } from '@comrad/client'
import {
  FEED_PAGE,
  type FeedPages,
  nextAsk,
  rowsOf,
  type Shown,
  withAnswer,
  withoutFar,
} from './feed-pages.ts'

/** A feed of posts named by their numbers, newest (highest) first, as the core answers it. */
function createFeed(count: number) {
  let posts = Array.from({ length: count }, (_, index) => count - index)
  let rows = 0
  return {
    add: (number: number) => void posts.unshift(number),
    remove: (number: number) => {
      posts = posts.filter((one) => one !== number)
    },
    asked: () => rows,
    posts: () => posts.map(String),
    answer(before: string | undefined, limit: number): FeedView {
      const rest = posts.filter((number) => before === undefined || number < Number(before))
      const page = rest.slice(0, limit)
      rows += page.length
      return {
        posts: page.map((number) => ({ post: String(number) }) as unknown as PostView),
        ...(rest.length > limit && { older: String(page.at(-1)) }),
        unread: 0,
        sync: { phase: 'never' },
      }
    },
  }
}

type Feed = ReturnType<typeof createFeed>

/** Asks until nothing more has to be asked for, as the window does. */
function look(feed: Feed, given: FeedPages | undefined, shown: Shown, version = 0): FeedPages {
  let held = given
  for (let ask = nextAsk(held, shown, version); ask; ask = nextAsk(held, shown, version)) {
    held = withoutFar(withAnswer(held, ask, feed.answer(ask.before, ask.limit), version), shown)
  }
  if (!held) throw new Error('nothing was asked for')
  return held
}

const TOP: Shown = { first: 0, last: 9 }
const keysOf = (held: FeedPages) => rowsOf(held).map(({ key }) => key)

function scroll(feed: Feed, to: number): FeedPages {
  let held = look(feed, undefined, TOP)
  for (let last = 9; last < to; last += 10) held = look(feed, held, { first: last - 9, last })
  return held
}

test('at first one page is asked for, whatever there is', () => {
  const feed = createFeed(10_000)
  assert.equal(rowsOf(look(feed, undefined, TOP)).length, FEED_PAGE)
  assert.equal(feed.asked(), FEED_PAGE)
})

test('whoever scrolls through it all asks for each post once, and holds those around the screen', () => {
  const feed = createFeed(2_000)
  const held = scroll(feed, 2_050)
  assert.deepEqual(keysOf(held), feed.posts())
  assert.equal(feed.asked(), 2_000)
  assert.ok(rowsOf(held).filter(({ post }) => post).length <= 8 * FEED_PAGE)
  assert.equal(held.older, undefined)
})

test('what was let go is asked for again when it is scrolled back to', () => {
  const feed = createFeed(1_000)
  const held = look(feed, scroll(feed, 1_050), TOP)
  assert.deepEqual(keysOf(held), feed.posts())
  assert.ok(rowsOf(held)[0]?.post)
  assert.equal(feed.asked(), 1_000 + FEED_PAGE)
})

test('after a change only what is on the screen is asked for', () => {
  const feed = createFeed(1_000)
  const held = scroll(feed, 500)
  const before = feed.asked()
  look(feed, held, { first: 480, last: 489 }, 1)
  assert.ok(feed.asked() - before <= 2 * FEED_PAGE)
})

test('new posts at the top push the others down without a gap', () => {
  const feed = createFeed(200)
  const held = scroll(feed, 100)
  for (let number = 201; number <= 212; number++) feed.add(number)
  assert.deepEqual(keysOf(look(feed, held, TOP, 1)).slice(0, 100), feed.posts().slice(0, 100))
})

test('more new posts than a page begin it anew', () => {
  const feed = createFeed(200)
  const held = scroll(feed, 100)
  for (let number = 201; number <= 260; number++) feed.add(number)
  assert.deepEqual(keysOf(look(feed, held, TOP, 1)), feed.posts().slice(0, FEED_PAGE))
})

test('a post that goes leaves no gap and doubles none', () => {
  const feed = createFeed(200)
  const held = scroll(feed, 150)
  for (const number of [195, 170, 169]) feed.remove(number)
  const after = look(feed, look(feed, held, TOP, 1), { first: 25, last: 40 }, 1)
  assert.deepEqual(keysOf(after).slice(0, 60), feed.posts().slice(0, 60))
})

test('the last post of all may go', () => {
  const feed = createFeed(1)
  const held = look(feed, undefined, TOP)
  feed.remove(1)
  assert.deepEqual(keysOf(look(feed, held, TOP, 1)), [])
})
