/** A recount of one post's votes: every ballot was fetched and every proof checked on this device. */
import type { PostKey } from './feed-view.ts'
import type { Words } from './words.ts'

export type AuditProgress =
  | { readonly step: 'fetching'; readonly ballots: number }
  | { readonly step: 'checking'; readonly checked: number; readonly of: number }

export type AuditView = {
  readonly post: PostKey
  readonly shown: { readonly up: number; readonly down: number }
  readonly counted: { readonly up: number; readonly down: number; readonly taken: number }
  /** Ballots whose proof does not hold, whose root the register does not have, or that came twice. */
  readonly invalid: number
  /**
   * The groups whose members could have cast these ballots: how many they had, and at which size of the register. `seenAt`: this
   * device has known a register at least so large since then; it may be older.
   */
  readonly groups: readonly {
    readonly cohort: number
    readonly size: number
    readonly members: number
    readonly ballots: number
    readonly seenAt?: number
  }[]
  readonly mine: 'none' | 'counted' | 'missing'
  readonly agrees: boolean
  readonly words: readonly Words[]
}
