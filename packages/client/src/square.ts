/** The public square as the rooms that draw it see it: posts, the feed, votes, profiles, search. Part of `Comrad`. */
import type { Bytes, Choice, Name, Result } from '@comrad/protocol'
import type { NameProblem } from './comrad.ts'
import type { Failure, StorageFailure } from './failure.ts'
import type { ImageError } from './images.ts'
import type { AuditProgress, AuditView } from './views/audit-view.ts'
import type { Audience, FeedPageWish, FeedView, PostKey, ThreadView } from './views/feed-view.ts'
import type { ProfileView } from './views/profile-view.ts'
import type { SearchView } from './views/search-view.ts'

export type PostWish = {
  readonly to: Audience
  readonly text: string
  /** The file as it is: it is re-encoded outside of this process, and nothing but the picture is sent. */
  readonly image?: Bytes
  /** 1–30; 7 unless said. */
  readonly expiresDays?: number
  /** A reply goes where its parent went: `to` must be the same. */
  readonly replyTo?: PostKey
}

export type PostError =
  | { readonly type: 'not-registered' }
  | { readonly type: 'text-invalid'; readonly reason: 'empty' | 'too-long' | 'characters' }
  | { readonly type: 'expiry-invalid' }
  | { readonly type: 'image-refused'; readonly reason: ImageError['type'] }
  | PostProblem
  /** The parent went to others. */
  | { readonly type: 'other-audience' }
  | { readonly type: 'nobody-trusted' }
  | Failure

export type PostProblem =
  | { readonly type: 'unknown-post' }
  | { readonly type: 'ambiguous-post' }
  | { readonly type: 'expired' }

export type DeletionView = { readonly post: PostKey; readonly dueAt: number }

export type DeletePostError = PostProblem | { readonly type: 'not-yours' } | Failure

export type VoteError =
  | PostProblem
  | { readonly type: 'not-registered' }
  | { readonly type: 'not-public' }
  | Failure

export type AuditError =
  | PostProblem
  | { readonly type: 'not-public' }
  | { readonly type: 'not-in-feed' }
  | { readonly type: 'busy'; readonly retryAfterSeconds: number }
  | Failure

export type PictureError =
  | PostProblem
  | { readonly type: 'no-image' }
  /** It has expired, was deleted, or is not what the post says it is. */
  | { readonly type: 'image-gone' }
  | Failure

export type ProfileError = NameProblem | { readonly type: 'unknown-name' } | Failure

/** A field that is left out stays as it is; a photo of `null` is taken away. */
export type FaceEdit = { readonly text?: string; readonly photo?: Bytes | null }
export type ProfileEdit = { readonly world?: FaceEdit; readonly trusted?: FaceEdit }
export type ProfileEditError =
  | { readonly type: 'not-registered' }
  | { readonly type: 'text-invalid'; readonly reason: 'empty' | 'too-long' | 'characters' }
  | { readonly type: 'image-refused'; readonly reason: ImageError['type'] }
  | Failure

export type SquareSettings = {
  /** Posts whose votes, up less down, are below this are not in the feed. */
  readonly hideBelow?: number
  /** Images are fetched with the posts, not only when looked at. */
  readonly prefetchImages: boolean
}

export type Square = {
  /** Answers once it is in the store; it is published in the background, also after a restart. */
  post(wish: PostWish): Promise<Result<{ readonly post: PostKey }, PostError>>
  /**
   * Off the screens at once; for good a few seconds later, also after a restart, unless it is kept; with everybody else when they are
   * next connected.
   */
  deletePost(post: PostKey, options?: { readonly atOnce?: boolean }): Promise<Result<void, DeletePostError>>
  /** Takes a deletion back. */
  keepPost(post: PostKey): Promise<Result<void, PostProblem | StorageFailure>>
  /** Those that can still be had back, the next to go first. */
  deletions(): readonly DeletionView[]
  /** Answers once it is in the store; proved and cast in the background. 'none' takes a vote back. */
  vote(post: PostKey, choice: Choice): Promise<Result<void, VoteError>>
  /** Fetches every ballot and checks every proof here. */
  audit(post: PostKey, onProgress?: (progress: AuditProgress) => void): Promise<Result<AuditView, AuditError>>
  feed(wish?: FeedPageWish): FeedView
  /** Somebody looks: what is new is read now, not when its turn comes. */
  refreshFeed(): void
  thread(post: PostKey): Result<ThreadView, PostProblem>
  markPostsRead(posts: readonly PostKey[]): Promise<Result<void, StorageFailure>>
  /** A post's image as WebP bytes: from this device, or fetched now on a lane of its own. Hostile: decode it without keys. */
  image(post: PostKey): Promise<Result<Bytes, PictureError>>

  /** One's own without a name. */
  profile(name?: string): Result<ProfileView, ProfileError>
  editProfile(edit: ProfileEdit): Promise<Result<void, ProfileEditError>>
  photo(name: Name, audience: Audience): Promise<Result<Bytes, PictureError>>

  /** Posts and messages on this device. */
  search(words: string, page?: { readonly limit?: number; readonly before?: number }): SearchView

  settings(): SquareSettings
  changeSettings(settings: SquareSettings): Promise<Result<void, StorageFailure>>
}
