/** The feed: only what is on the screen is in the page, and only pages that were scrolled to were asked for. */
import type { Audience, FeedView, PostView } from '@comrad/client'
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { Empty, Loading, WordsBox } from '../parts.tsx'
import { useGoing } from '../routes.ts'
import { type FeedWish, placeOf, useFeed } from '../use-feed.ts'
import { useCore, useWish } from '../use-view.ts'
import { VirtualList } from '../virtual-list.tsx'
import { useWords } from '../words/use-words.ts'
import { PostCard } from './post-card.tsx'

const USUAL_HEIGHT = 150

type Tabs = { readonly order: 'new' | 'votes'; readonly audience: Audience | 'all' }

const USUAL: Tabs = { order: 'new', audience: 'all' }
const TABS = 'tabs'

export function Feed() {
  const say = useWords()
  const going = useGoing()
  const core = useCore()
  useEffect(() => {
    void core.ask('refresh-feed', {})
  }, [core])
  const { isBack, kept } = going
  const [{ order, audience }, setTabs] = useState(
    () => (isBack && (kept.get(TABS) as Tabs | undefined)) || USUAL,
  )
  const choose = (change: Partial<Tabs>) => {
    const tabs = { order, audience, ...change }
    kept.set(TABS, tabs)
    document.getElementById('screen')?.scrollTo(0, 0)
    setTabs(tabs)
  }
  const wish = useMemo<FeedWish>(
    () => (audience === 'all' ? { order } : { order, audience }),
    [order, audience],
  )
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
                  onClick={() => choose({ audience: one })}
                >
                  {one === 'all' ? say.everything : one === 'world' ? say.world : say.trusted}
                </button>
              ))}
            </div>
            <div className="tabs" role="group" aria-label={say.order}>
              {(['new', 'votes'] as const).map((one) => (
                <button
                  key={one}
                  type="button"
                  aria-pressed={order === one}
                  onClick={() => choose({ order: one })}
                >
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

export function PostList({
  wish,
  head,
  empty,
}: {
  readonly wish: FeedWish
  readonly head: ReactNode
  readonly empty: ReactNode
}) {
  const { rows, sync, refusal, show } = useFeed(wish)
  const remove = useWish('delete-post')
  const { run } = remove
  const onDelete = useCallback((post: string) => void run({ post }), [run])
  const keyOf = useCallback((index: number) => rows[index]?.key ?? '', [rows])
  useReadMarks(rows)
  return (
    <div className="column">
      {head}
      {sync && <SyncLine sync={sync} />}
      {refusal && <WordsBox bad words={refusal.words} />}
      {remove.refusal && <WordsBox bad words={remove.refusal.words} />}
      {sync && rows.length === 0 && empty}
      <VirtualList
        role="feed"
        place={`list ${placeOf(wish)}`}
        count={rows.length}
        usualHeight={USUAL_HEIGHT}
        keyOf={keyOf}
        onShow={show}
        draw={(index) => {
          const { post } = rows[index] ?? {}
          return post ? <PostCard post={post} onDelete={onDelete} /> : <PostOnItsWay />
        }}
      />
      {!sync && !refusal && <Loading />}
    </div>
  )
}

/** Of a post that was scrolled past before: it is here in a moment. */
const PostOnItsWay = () => <div className="post" style={{ height: USUAL_HEIGHT }} aria-hidden="true" />

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
function useReadMarks(rows: readonly { readonly post: PostView | undefined }[]): void {
  const core = useCore()
  const unread = useRef<ReadonlySet<string>>(new Set())
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const look = useCallback(() => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      if (document.visibilityState !== 'visible') return
      const seen = postsOnScreen().filter((post) => unread.current.has(post))
      if (seen.length > 0) void core.ask('mark-posts-read', { posts: seen })
    }, READ_AFTER_MS)
  }, [core])
  useEffect(() => {
    unread.current = new Set(rows.flatMap(({ post }) => (post?.unread ? [post.post] : [])))
    if (unread.current.size > 0) look()
  }, [rows, look])
  useEffect(() => {
    // Who was away looks again.
    document.addEventListener('visibilitychange', look)
    const screen = document.getElementById('screen')
    screen?.addEventListener('scroll', look, { passive: true })
    return () => {
      clearTimeout(timer.current)
      document.removeEventListener('visibilitychange', look)
      screen?.removeEventListener('scroll', look)
    }
  }, [look])
}

function postsOnScreen(): readonly string[] {
  return [...document.querySelectorAll<HTMLElement>('[data-post]')]
    .filter((element) => {
      const { top, bottom } = element.getBoundingClientRect()
      return bottom > 0 && top < innerHeight
    })
    .flatMap((element) => element.dataset['post'] ?? [])
}
