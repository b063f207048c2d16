/** The feed: only what is on the screen is in the page, and only pages that were scrolled to were asked for. */
import type { Audience, FeedView, PostView } from '@comrad/client'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { Empty, WordsBox } from '../parts.tsx'
import { useGoing } from '../routes.ts'
import { useCore } from '../use-view.ts'
import { useWords } from '../words/use-words.ts'
import { PostCard } from './post-card.tsx'
import { useUndoableDelete } from './undo.tsx'

type Wish = { readonly order: 'new' | 'votes'; readonly audience?: Audience; readonly author?: string }

const PAGE = 30
const USUAL_HEIGHT = 170

export function Feed() {
  const say = useWords()
  const going = useGoing()
  const core = useCore()
  useEffect(() => {
    void core.ask('refresh-feed', {})
  }, [core])
  const [order, setOrder] = useState<'new' | 'votes'>('new')
  const [audience, setAudience] = useState<Audience | 'all'>('all')
  const wish = useMemo<Wish>(() => (audience === 'all' ? { order } : { order, audience }), [order, audience])
  return (
    <PostList
      wish={wish}
      head={
        <>
          <div className="head">
            <h1>{say.feed}</h1>
            <button type="button" className="button strong" onClick={() => going.write()}>
              {say.write}
            </button>
          </div>
          <div className="row apart">
            <div className="tabs" role="group" aria-label={say.audience}>
              {(['all', 'world', 'trusted'] as const).map((one) => (
                <button
                  key={one}
                  type="button"
                  aria-pressed={audience === one}
                  onClick={() => setAudience(one)}
                >
                  {one === 'all' ? say.everything : one === 'world' ? say.world : say.trusted}
                </button>
              ))}
            </div>
            <div className="tabs" role="group" aria-label={say.order}>
              {(['new', 'votes'] as const).map((one) => (
                <button key={one} type="button" aria-pressed={order === one} onClick={() => setOrder(one)}>
                  {one === 'new' ? say.newest : say.mostVoted}
                </button>
              ))}
            </div>
          </div>
        </>
      }
      empty={
        <Empty
          action={
            <button type="button" className="button strong" onClick={() => going.write()}>
              {say.write}
            </button>
          }
        >
          {say.feedEmpty}
        </Empty>
      }
    />
  )
}

type Loaded = {
  readonly posts: readonly PostView[]
  readonly older: string | undefined
  readonly sync: FeedView['sync']
}

/** The pages that were asked for, asked for again whenever something may have changed. */
function useFeed(wish: Wish) {
  const core = useCore()
  const [loaded, setLoaded] = useState<Loaded>()
  const wanted = useRef(PAGE)
  const isAsking = useRef(false)
  const ask = useCallback(async () => {
    if (isAsking.current) return
    isAsking.current = true
    const posts: PostView[] = []
    let before: string | undefined
    let last: FeedView | undefined
    do {
      const limit = Math.min(200, wanted.current - posts.length)
      const answered = await core.ask('feed', { ...wish, limit, ...(before !== undefined && { before }) })
      if (!answered.ok) break
      last = answered.value
      posts.push(...last.posts)
      before = last.older
    } while (before !== undefined && posts.length < wanted.current)
    isAsking.current = false
    if (last) setLoaded({ posts, older: last.older, sync: last.sync })
  }, [core, wish])
  useEffect(() => {
    wanted.current = PAGE
    void ask()
    return core.onNotice(({ type }) => {
      if (type === 'change') void ask()
    })
  }, [core, ask])
  const more = useCallback(() => {
    if (isAsking.current) return
    wanted.current += PAGE
    void ask()
  }, [ask])
  return { loaded, more }
}

export function PostList({
  wish,
  head,
  empty,
}: {
  readonly wish: Wish
  readonly head: ReactNode
  readonly empty: ReactNode
}) {
  const say = useWords()
  const { loaded, more } = useFeed(wish)
  const undo = useUndoableDelete()
  const inner = useRef<HTMLDivElement>(null)
  const posts = useMemo(
    () => (loaded?.posts ?? []).filter(({ post }) => post !== undo.hidden),
    [loaded, undo.hidden],
  )
  const rows = useVirtualizer({
    count: posts.length,
    getScrollElement: () => document.getElementById('screen'),
    estimateSize: () => USUAL_HEIGHT,
    getItemKey: (index) => posts[index]?.post ?? index,
    overscan: 6,
    scrollMargin: inner.current?.offsetTop ?? 0,
  })
  const items = rows.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  const hasMore = loaded?.older !== undefined
  useEffect(() => {
    if (hasMore && last >= posts.length - 8) more()
  }, [hasMore, last, posts.length, more])
  useReadMarks(posts)
  return (
    <div className="column">
      {head}
      {loaded && <SyncLine sync={loaded.sync} />}
      {loaded && posts.length === 0 ? (
        empty
      ) : (
        <div
          ref={inner}
          role="feed"
          aria-busy={!loaded}
          style={{ position: 'relative', height: rows.getTotalSize() }}
        >
          {items.map((item) => {
            const post = posts[item.index]
            return (
              <div
                key={item.key}
                ref={rows.measureElement}
                data-index={item.index}
                style={{
                  position: 'absolute',
                  insetInline: 0,
                  top: 0,
                  transform: `translateY(${item.start - rows.options.scrollMargin}px)`,
                }}
              >
                {post && <PostCard post={post} onDelete={undo.remove} />}
              </div>
            )
          })}
        </div>
      )}
      {!loaded && <p role="status">{say.loading}</p>}
      {undo.line}
    </div>
  )
}

function SyncLine({ sync }: { readonly sync: FeedView['sync'] }) {
  const say = useWords()
  switch (sync.phase) {
    case 'syncing':
      return (
        <p className="soft small-text" role="status">
          {say.feedSyncing(sync.pagesLeft)}
        </p>
      )
    case 'waiting':
      return <WordsBox words={sync.words} />
    case 'never':
    case 'current':
      return null
  }
}

const READ_AFTER_MS = 1_500

/** What has been on the screen for a moment counts as read when the window is looked at. */
function useReadMarks(posts: readonly PostView[]) {
  const core = useCore()
  useEffect(() => {
    const unread = new Set(posts.filter(({ unread }) => unread).map(({ post }) => post))
    if (unread.size === 0) return
    const timer = setTimeout(() => {
      const seen = [...document.querySelectorAll<HTMLElement>('[data-post]')]
        .filter((element) => {
          const { top, bottom } = element.getBoundingClientRect()
          return bottom > 0 && top < innerHeight
        })
        .flatMap((element) => element.dataset['post'] ?? [])
        .filter((post) => unread.has(post))
      if (seen.length > 0 && document.visibilityState === 'visible') {
        void core.ask('mark-posts-read', { posts: seen })
      }
    }, READ_AFTER_MS)
    return () => clearTimeout(timer)
  }, [core, posts])
}
