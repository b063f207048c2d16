/** A post with what it answers and what answers it. */
import { type CSSProperties, useCallback, useEffect, useRef } from 'react'
import { Icon } from '../icons.tsx'
import { Waiting, WordsBox } from '../parts.tsx'
import { useGoing } from '../routes.ts'
import { useCore, useView, useWish } from '../use-view.ts'
import { VirtualList } from '../virtual-list.tsx'
import { useWords } from '../words/use-words.ts'
import { PostCard } from './post-card.tsx'

const DEEPEST = 6
const USUAL_HEIGHT = 150

export function Thread({ post }: { readonly post: string }) {
  const say = useWords()
  const going = useGoing()
  const core = useCore()
  const thread = useView('thread', { post })
  const remove = useDelete(post)
  const unread = thread.phase === 'here' ? thread.value.posts.filter((one) => one.post.unread) : []
  const keys = unread.map((one) => one.post.post).join(' ')
  useEffect(() => {
    if (keys !== '') void core.ask('mark-posts-read', { posts: keys.split(' ') })
  }, [core, keys])
  return (
    <div className="column">
      <div className="row">
        <button type="button" className="button quiet" onClick={going.back}>
          <Icon name="back" /> {say.back}
        </button>
      </div>
      {remove.refusal && <WordsBox bad words={remove.refusal.words} />}
      <Waiting viewed={thread}>
        {({ posts, focus, more }) => (
          <>
            <h1 className="hidden-but-read">{say.inPost(posts[0]?.post.author ?? '')}</h1>
            <VirtualList
              role="feed"
              first={posts.findIndex((one) => one.post.post === focus)}
              count={posts.length}
              usualHeight={USUAL_HEIGHT}
              keyOf={(index) => posts[index]?.post.post ?? ''}
              draw={(index) => {
                const { depth, post: one } = posts[index] ?? {}
                if (!one) return null
                return (
                  <div
                    className="reply"
                    style={{ '--depth': Math.min(depth ?? 0, DEEPEST) } as CSSProperties}
                  >
                    <PostCard post={one} onDelete={remove.onDelete} isFocus={one.post === focus} />
                  </div>
                )
              }}
            />
            {more && <p className="soft">{say.threadCut(posts.length)}</p>}
          </>
        )}
      </Waiting>
    </div>
  )
}

/** Without its post there is no thread to stay in, unless one has left it already. */
function useDelete(focus: string) {
  const { back } = useGoing()
  const { run, refusal } = useWish('delete-post')
  const isHere = useRef(false)
  useEffect(() => {
    isHere.current = true
    return () => {
      isHere.current = false
    }
  }, [])
  const onDelete = useCallback(
    async (post: string) => {
      const { ok } = await run({ post })
      if (ok && post === focus && isHere.current) back()
    },
    [run, back, focus],
  )
  return { onDelete, refusal }
}
