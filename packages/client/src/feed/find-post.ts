/** From what a person gives for a post to the post. */
import { err, ok, type Result } from '@comrad/protocol'
import type { Device } from '../device.ts'
import type { PostProblem } from '../square.ts'
import type { StoredPost } from '../store/post-rows.ts'
import type { PostKey } from '../views/feed-view.ts'

const KEY = /^[0-9a-f]{4,32}$/

/** The whole key, or so much of its beginning as no other post has. */
export function findPost(
  { rows, clock }: Device,
  key: PostKey,
  { expiredToo = false, deletedToo = false } = {},
): Result<StoredPost, PostProblem> {
  const wanted = key.trim().toLowerCase()
  const [post, another] = KEY.test(wanted) ? rows.posts.matching(wanted) : []
  if (!post) return err({ type: 'unknown-post' })
  if (!deletedToo && rows.deletions.has(post.id)) return err({ type: 'unknown-post' })
  if (another) return err({ type: 'ambiguous-post' })
  if (post.expiresAt <= clock.now() && !expiredToo) return err({ type: 'expired' })
  return ok(post)
}
