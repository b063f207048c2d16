/** The feed, one thread, one post: as plain data. */
import type { ProofStep } from '@comrad/keymaker'
import type { Choice, Name } from '@comrad/protocol'
import type { WaitingReason } from '../acts/waiting.ts'
import type { EmblemSeed } from './emblem-view.ts'
import type { Words } from './words.ts'

/** A post's name on the screen: its id in hexadecimal. Eight digits of it are enough wherever they are unique. */
export type PostKey = string

export type Audience = 'world' | 'trusted'

/** An image that is not here yet, or is; `image(…)` gets it. */
export type ImageView = {
  readonly width: number
  readonly height: number
  /** A thumbhash. */
  readonly placeholder: Uint8Array
  readonly isHere: boolean
}

/** What has become of one's own post. */
export type OwnPostState =
  /** Why, once it was tried: what holds back its image, or the post itself. */
  | { readonly phase: 'waiting'; readonly reason?: WaitingReason | PostWaitReason; readonly words?: Words }
  | { readonly phase: 'published' }
  /** It will not be published; the text is kept until it would have expired. */
  | { readonly phase: 'refused'; readonly reason: PostRefusal; readonly words: Words }

/** 'image', 'parent': what it shows, or answers, goes first. */
export type PostWaitReason = 'offline' | 'busy' | 'image' | 'parent'
export type PostRefusal = 'too-many-notes' | 'clock-refused' | 'parent-gone' | 'too-late' | 'refused'

export type MyVote =
  | { readonly phase: 'none' }
  /** On its way: proved, then asked of the Operator. Why it waits, once it was tried. */
  | {
      readonly phase: 'casting'
      readonly choice: Choice
      readonly reason?: VoteWaitReason
      readonly words?: Words
      /** What is done for it now. */
      readonly step?: CastStep
    }
  | { readonly phase: 'cast'; readonly choice: Choice }
  /** The Operator said that it has the ballot, and does not show it among the others. It is cast again. */
  | { readonly phase: 'dropped'; readonly choice: Choice; readonly words: Words }

/** The group is asked for, its tree is hashed, the proof is made, the ballot is handed in. */
export type CastStep = 'group' | ProofStep | 'sending'

export type VoteWaitReason = 'offline' | 'busy' | 'too-few-members' | 'old-anchor' | 'halted'

export type PostView = {
  readonly post: PostKey
  readonly author: Name
  /** Of the author. */
  readonly emblem: EmblemSeed | undefined
  readonly isMine: boolean
  readonly audience: Audience
  readonly text: string
  readonly image?: ImageView
  /** Whose post this answers, if it is here. */
  readonly replyTo?: { readonly post: PostKey; readonly author?: Name }
  readonly replies: number
  readonly writtenAt: number
  readonly expiresAt: number
  readonly unread: boolean
  /** Only of the world's posts. */
  readonly votes?: { readonly up: number; readonly down: number; readonly mine: MyVote }
  /** Only of one's own. */
  readonly state?: OwnPostState
}

/** Opaque; from one page to the next. */
export type FeedCursor = string

export type FeedPageWish = {
  readonly order?: 'new' | 'votes'
  readonly audience?: Audience
  readonly author?: Name
  readonly limit?: number
  readonly before?: FeedCursor
}

export type FeedView = {
  readonly posts: readonly PostView[]
  /** Present when there are more: pass it as `before`. */
  readonly older?: FeedCursor
  readonly unread: number
  readonly sync: FeedSyncView
}

/** How fresh this is. */
export type FeedSyncView =
  | { readonly phase: 'never' }
  | { readonly phase: 'syncing'; readonly pagesLeft: number }
  | { readonly phase: 'current'; readonly at: number }
  /** What is here stays readable. */
  | { readonly phase: 'waiting'; readonly words: Words; readonly at?: number }

/** From the first post that is here down to every reply; a reply's depth counts from 0. Loops and orphans are cut. */
export type ThreadView = {
  readonly posts: readonly { readonly depth: number; readonly post: PostView }[]
  /** The post that was asked for. */
  readonly focus: PostKey
  /** There are more replies than are shown. */
  readonly more?: true
}

export const postKeyOf = (post: Uint8Array): PostKey => Buffer.from(post).toString('hex')
