/**
 * Posts and faces that somebody sends to those whom they trust, as they arrive. Whoever sends them may be hostile: what does
 * not fit is dropped. Inside the transaction that also moves the ratchet. docs/spec/delivery.md §Trusted posts and faces.
 */
import {
  type Content,
  EXPIRY_DAYS,
  type Name,
  type PostId,
  startOfDay,
  type TrustedPost,
} from '@comrad/protocol'
import type { Device } from '../device.ts'

/** Of one author, living ones: nobody says more in a month, and nobody fills the disk of another. */
export const TRUSTED_POSTS_MAX = 500
/** Clocks differ; a post that is to live longer than any may is still nobody's mistake. */
const CLOCK_SLACK_MS = 86_400_000

export function receivePost(
  { rows, clock }: Device,
  from: Name,
  post: TrustedPost,
  sentAt: number,
): 'new' | 'taken' | 'dropped' {
  const now = clock.now()
  const latest = now + startOfDay(EXPIRY_DAYS.max)
  if (post.expiresAt > latest + CLOCK_SLACK_MS) return 'dropped'
  const known = rows.trustedPosts.find(post.id)
  if (known) return known.author === from && known.audience === 'trusted' ? 'taken' : 'dropped'
  if (post.expiresAt <= now) return 'taken'
  if (rows.trustedPosts.countLiving(from, now) >= TRUSTED_POSTS_MAX) return 'dropped'
  rows.trustedPosts.add({
    author: from,
    post: { ...post, expiresAt: Math.min(post.expiresAt, latest) },
    // A time to come would hold it above every other.
    writtenAt: Math.min(sentAt, now),
    isMine: false,
  })
  return 'new'
}

/** Of the sender's own post, or of one that is not here. */
export function receivePostDeletion({ rows }: Device, from: Name, post: PostId): 'taken' | 'dropped' {
  const removed = rows.trustedPosts.remove(post, from)
  rows.images.forgetUnnamed()
  return removed || !rows.trustedPosts.find(post) ? 'taken' : 'dropped'
}

/** It says at the same time that they trust us. */
export function receiveFace({ rows, clock }: Device, from: Name, face: Content): 'taken' {
  rows.trustedFaces.set(from, face, { at: clock.now() })
  rows.images.forgetUnnamed()
  return 'taken'
}

export function receiveWithdrawal({ rows }: Device, from: Name): 'taken' {
  rows.trustedFaces.remove(from)
  rows.images.forgetUnnamed()
  return 'taken'
}
