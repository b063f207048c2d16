/** A post with what it answers and what answers it. */
import { useCallback, useEffect } from 'react'
import { Icon } from '../icons.tsx'
import { Waiting } from '../parts.tsx'
import { useGoing } from '../routes.ts'
import { useCore, useView } from '../use-view.ts'
import { useWords } from '../words/use-words.ts'
import { PostCard } from './post-card.tsx'
import { useUndoableDelete } from './undo.tsx'

const DEEPEST = 6

export function Thread({ post }: { readonly post: string }) {
  const say = useWords()
  const going = useGoing()
  const core = useCore()
  const thread = useView('thread', { post })
  const { back } = going
  const undo = useUndoableDelete(useCallback(() => back(), [back]))
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
      <h1 className="hidden-but-read">{say.replies(1)}</h1>
      <Waiting viewed={thread}>
        {({ posts, focus }) => (
          <div>
            {posts
              .filter((one) => one.post.post !== undo.hidden)
              .map(({ depth, post: one }) => (
                <div key={one.post} style={{ marginInlineStart: Math.min(depth, DEEPEST) * 20 }}>
                  <PostCard post={one} onDelete={undo.remove} isFocus={one.post === focus} />
                </div>
              ))}
          </div>
        )}
      </Waiting>
      {undo.line}
    </div>
  )
}
