/** The feed, threads and profiles, from the store: by index, never all of it. */
import { err, type ImageReference, type Name, ok, parseName, type Result } from '@comrad/protocol'
import type { Account } from '../account/account.ts'
import type { Device } from '../device.ts'
import type { PostProblem, ProfileError, SquareSettings } from '../square.ts'
import type { FeedPlace, StoredPost } from '../store/post-rows.ts'
import {
  type FeedCursor,
  type FeedPageWish,
  type FeedSyncView,
  type FeedView,
  type ImageView,
  type MyVote,
  type OwnPostState,
  type PostKey,
  type PostRefusal,
  type PostView,
  type PostWaitReason,
  postKeyOf,
  type ThreadView,
} from '../views/feed-view.ts'
import type { FaceView, ProfileView } from '../views/profile-view.ts'
import { WORDS_OF_DROPPED_BALLOT, wordsOfRefusedPost } from '../views/words.ts'
import { findPost } from './find-post.ts'

type Deps = {
  readonly device: Device
  readonly account: Account
  sync(): FeedSyncView
  settings(): SquareSettings
}

const POSTS = { usual: 30, most: 200 } as const
const THREAD_POSTS = 500
const ANCESTORS = 100

export function createFeedViews({ device, account, sync, settings }: Deps) {
  const { rows, clock } = device

  return { feed, thread, profile, image: imageViewOf }

  function feed(wish: FeedPageWish = {}): FeedView {
    const { order = 'new', audience, author } = wish
    const limit = Math.max(1, Math.min(wish.limit ?? POSTS.usual, POSTS.most))
    const now = clock.now()
    const found = rows.posts.query({
      ...{ order, audience, author, now, limit: limit + 1 },
      self: account.self()?.address.name,
      before: parseCursor(wish.before),
      // Whoever looks at one person's posts wants to see them.
      hideBelow: author === undefined ? settings().hideBelow : undefined,
    })
    const posts = found.slice(0, limit)
    const last = posts.at(-1)
    return {
      posts: posts.map(viewOf),
      ...(found.length > limit && last && { older: cursorOf(last) }),
      unread: rows.posts.counts(now).unread,
      sync: sync(),
    }
  }

  function thread(key: PostKey): Result<ThreadView, PostProblem> {
    const focus = findPost(device, key)
    if (!focus.ok) return focus
    const posts: { depth: number; post: PostView }[] = []
    const seen = new Set<PostKey>()
    const take = (post: StoredPost, depth: number) => {
      const own = postKeyOf(post.id)
      if (seen.has(own) || posts.length >= THREAD_POSTS) return
      seen.add(own)
      posts.push({ depth, post: viewOf(post) })
      for (const reply of rows.posts.replies(post.id, clock.now())) if (isHeard(reply)) take(reply, depth + 1)
    }
    take(beginningOf(focus.value), 0)
    return ok({ posts, focus: postKeyOf(focus.value.id) })
  }

  /** Whoever replies in a circle ends where it closes. */
  function beginningOf(post: StoredPost): StoredPost {
    let first = post
    const seen = new Set([postKeyOf(post.id)])
    for (let steps = 0; steps < ANCESTORS && first.replyTo; steps++) {
      const parent = rows.posts.find(first.replyTo)
      if (!parent || parent.expiresAt <= clock.now() || seen.has(postKeyOf(parent.id))) break
      seen.add(postKeyOf(parent.id))
      first = parent
    }
    return first
  }

  function isHeard({ author }: StoredPost): boolean {
    return !rows.quiet.muted.has(author) && !rows.quiet.blocked.has(author)
  }

  function profile(given?: string): Result<ProfileView, ProfileError> {
    const self = account.self()?.address.name
    const parsed = given === undefined ? undefined : parseName(given)
    if (parsed && !parsed.ok) return err({ type: 'name-invalid', reason: parsed.error })
    const name = parsed?.value ?? self
    if (!name) return err({ type: 'not-registered' })
    if (name !== self && !rows.register.find(name)) return err({ type: 'unknown-name' })
    const contact = rows.contacts.find(name)
    const world = faceOf(name, 'world')
    const trusted = faceOf(name, 'trusted')
    const isMine = name === self
    const isWaiting = (['world', 'trusted'] as const).some(
      (audience) => rows.faces.find(name, audience)?.state === 'waiting',
    )
    return ok({
      name,
      isMine,
      ...(world && { world }),
      ...(trusted && { trusted }),
      ...(isMine && { state: isWaiting ? ('waiting' as const) : ('shown' as const) }),
      youTrust: contact?.trusted ?? false,
      trustsYou: !isMine && trusted !== undefined,
      muted: rows.quiet.muted.has(name),
      blocked: rows.quiet.blocked.has(name),
      posts: feed({ author: name, limit: 20 }).posts,
    })
  }

  function faceOf(name: Name, audience: 'world' | 'trusted'): FaceView | undefined {
    const stored = rows.faces.find(name, audience)
    if (!stored || (stored.expiresAt !== undefined && stored.expiresAt <= clock.now())) return undefined
    const { text, image } = stored.face
    return { text, at: stored.at, ...(image && { photo: imageViewOf(image) }) }
  }

  function imageViewOf({ blob, width, height, placeholder }: ImageReference): ImageView {
    return { width, height, placeholder, isHere: rows.letterImages.isHere(blob) }
  }

  function viewOf(post: StoredPost): PostView {
    const { id, author, audience, text, image, replyTo, writtenAt, expiresAt, unread, up, down } = post
    const parent = replyTo && rows.posts.find(replyTo)
    const state = stateOf(post)
    return {
      post: postKeyOf(id),
      author,
      isMine: author === account.self()?.address.name,
      audience,
      text,
      ...(image && { image: imageViewOf(image) }),
      ...(replyTo && { replyTo: { post: postKeyOf(replyTo), ...(parent && { author: parent.author }) } }),
      replies: rows.posts.countReplies(id, clock.now()),
      writtenAt,
      expiresAt,
      unread,
      ...(audience === 'world' && { votes: { up, down, mine: myVote(post) } }),
      ...(state && { state }),
    }
  }

  function stateOf({ id, state, reason }: StoredPost): OwnPostState | undefined {
    switch (state) {
      case undefined:
        return undefined
      case 'published':
        return { phase: state }
      case 'refused': {
        const refusal = (reason ?? 'refused') as PostRefusal
        return { phase: state, reason: refusal, words: wordsOfRefusedPost(refusal) }
      }
      case 'waiting': {
        const why = rows.publications.ofPost(id)?.reason as PostWaitReason | undefined
        return { phase: state, ...(why && { reason: why }) }
      }
    }
  }

  function myVote({ id }: StoredPost): MyVote {
    const vote = rows.votes.find(id)
    if (!vote) return { phase: 'none' }
    const { choice } = vote
    switch (vote.phase) {
      case 'waiting': {
        const reason = vote.reason as 'offline' | 'busy' | 'too-few-members' | undefined
        return { phase: 'casting', choice, ...(reason && { reason }) }
      }
      case 'dropped':
        return { phase: 'dropped', choice, words: WORDS_OF_DROPPED_BALLOT }
      default:
        return { phase: 'cast', choice }
    }
  }
}

const cursorOf = ({ up, down, writtenAt, number }: StoredPost): FeedCursor =>
  `${up - down}.${writtenAt}.${number}`

/** A cursor that is not one of ours begins at the top. */
function parseCursor(cursor: FeedCursor | undefined): FeedPlace | undefined {
  const [, score, at, number] = /^(-?\d{1,10})\.(\d{1,16})\.(\d{1,15})$/.exec(cursor ?? '') ?? []
  if (score === undefined) return undefined
  return { score: Number(score), at: Number(at), number: Number(number) }
}
