/** A post with what it answers and what answers it. */
import { wordsOfError } from '@comrad/client'
import type { ReactNode } from 'react'
import { Lines } from '../canvas.ts'
import { drawWordsBox } from '../draw.ts'
import { h } from '../h.ts'
import { useComrad, useSurroundings } from '../surroundings.ts'
import { PostList } from './post-list.ts'

export function Thread({ post, height }: { readonly post: string; readonly height: number }): ReactNode {
  const { columns, say, house } = useSurroundings()
  const thread = useComrad((comrad) => comrad.thread(post), [post])
  const isDeleted = useComrad((comrad) => comrad.deletions().some((one) => one.post === post), [post])
  if (!thread) return null
  if (!thread.ok) {
    // It was deleted a moment ago, and can be had back from here.
    if (isDeleted) return h(PostList, { posts: [], height, isThread: true })
    return h(Lines, { lines: drawWordsBox(wordsOfError(thread.error, house.speech()), columns, say) })
  }
  const posts = thread.value.posts.map((one) => ({ ...one, isWhole: true }))
  return h(PostList, { posts, height, isThread: true })
}
