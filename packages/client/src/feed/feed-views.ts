/** The feed, threads and profiles, from the store: by index, never all of it. */
import {
  err,
  type ImageReference,
  type Name,
  ok,
  type PostId,
  parseName,
  type Result,
} from '@comrad/protocol'
import type { Account } from '../account/account.ts'
import type { Device } from '../device.ts'
import type { PostProblem, ProfileError, SquareSettings } from '../square.ts'
import type { PostCounts } from '../store/post-count-rows.ts'
import type { FeedPlace, StoredPost } from '../store/post-rows.ts'
import { type EmblemSeed, emblemOf } from '../views/emblem-view.ts'
import {
  type CastStep,
  type FeedCursor,
  type FeedPageWish,
  type FeedSyncView,
  type FeedView,
  type ImageView,
  type MyVote,
  type OwnPostState,
  type PostKey,
  type PostView,
  postKeyOf,
  type ThreadView,
} from '../views/feed-view.ts'
import type { FaceView, ProfileView } from '../views/profile-view.ts'
import { findPost } from './find-post.ts'

type Deps = {
  readonly device: Device
  readonly account: Account
  sync(): FeedSyncView
  settings(): SquareSettings
  /** What is done now for one's vote on it. */
  castStep(post: PostId): CastStep | undefined
}

const POSTS = { usual: 30, most: 200 } as const
const THREAD_POSTS = 500
const ANCESTORS = 100

export function createFeedViews({ device, account, sync, settings, castStep }: Deps) {
  const { rows, clock, speech } = device

  return { feed, counts, thread, profile, image: imageViewOf }

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
      unread: counts().unread,
      sync: sync(),
    }
  }

  /** Of what the feed shows: nothing is unread that cannot be looked at there. */
  function counts(): PostCounts {
    const { hideBelow } = settings()
    return rows.postCounts.shown({ now: clock.now(), hideBelow, self: account.self()?.address.name })
  }

  function thread(key: PostKey): Result<ThreadView, PostProblem> {
    const focus = findPost(device, key)
    if (!focus.ok) return focus
    const whole = threadFrom(beginningOf(focus.value))
    const asked = postKeyOf(focus.value.id)
    // Of a thread that is too long the part that was asked for.
    const isIn = whole.posts.some(({ post }) => post.post === asked)
    return ok({ ...(isIn ? whole : threadFrom(focus.value)), focus: asked })
  }

  function threadFrom(first: StoredPost): Omit<ThreadView, 'focus'> {
    const posts: { depth: number; post: PostView }[] = []
    const seen = new Set<PostKey>()
    const beyond = new Set<PostKey>()
    const take = (post: StoredPost, depth: number) => {
      const own = postKeyOf(post.id)
      if (seen.has(own)) return
      if (posts.length >= THREAD_POSTS) {
        beyond.add(own)
        return
      }
      seen.add(own)
      posts.push({ depth, post: viewOf(post) })
      for (const reply of rows.posts.replies(post.id, clock.now())) if (isHeard(reply)) take(reply, depth + 1)
    }
    take(first, 0)
    return { posts, ...(beyond.size > 0 && { more: true as const }) }
  }

  /** Whoever replies in a circle ends where it closes. */
  function beginningOf(post: StoredPost): StoredPost {
    let first = post
    const seen = new Set([postKeyOf(post.id)])
    for (let steps = 0; steps < ANCESTORS && first.replyTo; steps++) {
      const parent = rows.posts.find(first.replyTo)
      if (!parent || isGone(parent) || seen.has(postKeyOf(parent.id))) break
      seen.add(postKeyOf(parent.id))
      first = parent
    }
    return first
  }

  function isGone({ id, expiresAt }: StoredPost): boolean {
    return expiresAt <= clock.now() || rows.deletions.has(id)
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
      emblem: emblemOfName(name),
      isMine,
      ...(world && { world }),
      ...(trusted && { trusted }),
      ...(isMine && { state: isWaiting ? ('waiting' as const) : ('shown' as const) }),
      ...(isMine && heldPhoto(name)),
      youTrust: contact?.trusted ?? false,
      trustsYou: !isMine && trusted !== undefined,
      muted: rows.quiet.muted.has(name),
      blocked: rows.quiet.blocked.has(name),
      posts: feed({ author: name, limit: 20 }).posts,
    })
  }

  /** One's own key is known before it stands in this device's copy of the register. */
  function emblemOfName(name: Name): EmblemSeed | undefined {
    const entered = rows.register.find(name)?.record.identityKey
    if (entered) return emblemOf(entered)
    const self = account.self()
    return self?.address.name === name ? emblemOf(self.identity.identityKey) : undefined
  }

  function faceOf(name: Name, audience: 'world' | 'trusted'): FaceView | undefined {
    const stored = rows.faces.find(name, audience)
    if (!stored || (stored.expiresAt !== undefined && stored.expiresAt <= clock.now())) return undefined
    const { text, image } = stored.face
    return { text, at: stored.at, ...(image && { photo: imageViewOf(image) }) }
  }

  function heldPhoto(name: Name): Pick<ProfileView, 'words'> {
    for (const audience of ['world', 'trusted'] as const) {
      const held = heldImage(rows.faces.find(name, audience)?.face.image)
      if (held) return held
    }
    return {}
  }

  /** Undefined: there is no image, it is there, or nobody has tried yet to bring it. */
  function heldImage(image: ImageReference | undefined) {
    const reason = image && rows.uploads.waitOf(image.blob)
    return reason && reason !== 'image' ? { reason, words: speech().waitingImages[reason] } : undefined
  }

  function imageViewOf(image: ImageReference): ImageView {
    const { width, height, placeholder } = image
    return { width, height, placeholder, isHere: rows.images.isHere(image) }
  }

  function viewOf(post: StoredPost): PostView {
    const { id, author, audience, text, image, replyTo, writtenAt, expiresAt, unread, up, down } = post
    const parent = replyTo && !rows.deletions.has(replyTo) ? rows.posts.find(replyTo) : undefined
    const state = stateOf(post)
    return {
      post: postKeyOf(id),
      author,
      emblem: emblemOfName(author),
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

  function stateOf({ id, image, state, reason }: StoredPost): OwnPostState | undefined {
    switch (state) {
      case undefined:
        return undefined
      case 'published':
        return { phase: state }
      case 'refused': {
        const refusal = reason ?? 'refused'
        return { phase: state, reason: refusal, words: speech().refusedPosts[refusal] }
      }
      case 'waiting': {
        const held = heldImage(image)
        if (held) return { phase: state, ...held }
        const why = rows.publications.ofPost(id)?.reason
        return { phase: state, ...(why && { reason: why, words: speech().waitingPosts[why] }) }
      }
    }
  }

  function myVote({ id }: StoredPost): MyVote {
    const vote = rows.votes.find(id)
    if (!vote) return { phase: 'none' }
    const { choice, reason } = vote
    switch (vote.phase) {
      case 'waiting': {
        const step = castStep(id)
        const why = reason && { reason, words: speech().waitingVotes[reason] }
        return { phase: 'casting', choice, ...why, ...(step && { step }) }
      }
      case 'dropped':
        return { phase: 'dropped', choice, words: speech().droppedBallot }
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
