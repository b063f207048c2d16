/** A person's two faces: the one for the world, and the one for those whom they trust. */
import type { Name } from '@comrad/protocol'
import type { EmblemSeed } from './emblem-view.ts'
import type { ImageView, PostView } from './feed-view.ts'
import type { Words } from './words.ts'

export type FaceView = { readonly text: string; readonly photo?: ImageView; readonly at: number }

export type ProfileView = {
  readonly name: Name
  readonly emblem: EmblemSeed | undefined
  readonly isMine: boolean
  readonly world?: FaceView
  /** One's own, or that of somebody who trusts this person. */
  readonly trusted?: FaceView
  /** Of one's own faces: on its way, or seen by those it is for. */
  readonly state?: 'waiting' | 'shown'
  /** What holds the photo back. */
  readonly words?: Words
  readonly youTrust: boolean
  readonly trustsYou: boolean
  readonly muted: boolean
  readonly blocked: boolean
  readonly posts: readonly PostView[]
}
