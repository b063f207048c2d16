/** Trust, quiet and forgetting, put together. */
import type { Name } from '@comrad/protocol'
import type { Account } from '../account/account.ts'
import type { Device } from '../device.ts'
import type { Peace } from '../peace.ts'
import type { LetterKey } from '../views/conversation-view.ts'
import { createBlocking } from './blocking.ts'
import { createDeleting } from './deleting.ts'
import { createMuting } from './quiet.ts'
import { createTimers } from './timers.ts'
import { createTrustedFace, type TrustedFace } from './trusted-face.ts'
import { createTrustedPosts, type TrustedPosts } from './trusted-posts.ts'
import { createTrusting } from './trusting.ts'
import type { Uploads } from './uploads.ts'

export type PeaceDeps = {
  readonly device: Device
  readonly account: Account
  readonly uploads: Uploads
  isInFlight(letter: LetterKey): boolean
  /** There is something in the outbox for this contact; for many. */
  carry(contact: Name): void
  carryAll(): void
}

/** `trusted`: the square's part that goes to those one trusts. */
export type PeaceParts = {
  readonly peace: Peace
  readonly trusted: { readonly posts: TrustedPosts; readonly face: TrustedFace }
}

export function createPeace(deps: PeaceDeps): PeaceParts {
  return {
    peace: {
      ...createTrusting(deps),
      ...createMuting(deps),
      ...createBlocking(deps),
      ...createTimers(deps),
      ...createDeleting(deps),
    },
    trusted: { posts: createTrustedPosts(deps), face: createTrustedFace(deps) },
  }
}
