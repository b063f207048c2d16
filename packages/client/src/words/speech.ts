/**
 * Everything that the client itself says to people: the pattern that a catalogue of each language fills. A saying that depends
 * on something is a function of it; all others are plain. Which saying is due when is decided in `views/`, once for all languages.
 */
import type { Name } from '@comrad/protocol'
import type { ActError } from '../acts/actor.ts'
import type { WaitingReason } from '../acts/waiting.ts'
import type { LineFailure, LineStep, LineTrouble } from '../house/house.ts'
import type { ImageError } from '../images.ts'
import type { Alarm } from '../views/alarm-view.ts'
import type { AuditView } from '../views/audit-view.ts'
import type { ConversationNotice } from '../views/conversation-view.ts'
import type { ComradError } from '../views/error-words.ts'
import type { PostRefusal, PostWaitReason, VoteWaitReason } from '../views/feed-view.ts'
import type { MeetingState } from '../views/meeting-view.ts'
import type { ConnectionView, MailView, StorageView } from '../views/status-view.ts'

export type Words = {
  readonly happened: string
  readonly kept?: string
  readonly todo?: string
}

type Say<Facts> = (facts: Facts) => Words
type Fixed<Keys extends string> = { readonly [K in Keys]: Words }
type Of<Union extends { readonly type: string }, T extends Union['type']> = Extract<
  Union,
  { readonly type: T }
>

export type NoticeFacts = {
  readonly name: string
  readonly count: number
  /** In seconds. */
  readonly timer: number
  readonly theirs: boolean
}

/** What a failed wish needs to be told with. All others are told the same way every time. */
type ToldErrors = {
  'already-registered': Of<ComradError, 'already-registered'>
  busy: { readonly retryAfterSeconds: number }
  protocol: { readonly reason: string }
  'store-too-new': Of<ComradError, 'store-too-new'>
  damaged: Of<ComradError, 'damaged'>
  'bridge-line': Of<ComradError, 'bridge-line'>
  'bridge-program-missing': Of<ComradError, 'bridge-program-missing'>
}
type ErrorsWithReasons = 'name-invalid' | 'phrase-invalid' | 'text-invalid' | 'image-refused'

export type Speech = {
  /** BCP 47: how numbers and times are written. */
  readonly locale: string

  readonly alarms: {
    readonly [K in Alarm['kind']]: Say<Extract<Alarm, { readonly kind: K }>>
  }
  /** The whole of it, to be compared by two people. */
  readonly checkpoint: (facts: { readonly size: number; readonly root: string }) => string
  readonly notices: { readonly [K in Exclude<ConversationNotice, 'key-alarm'>]: Say<NoticeFacts> }
  /** Letters that were sent to this device and have not arrived. */
  readonly gap: Say<{ readonly missing: number }>
  readonly meetings: {
    readonly [K in MeetingState]: Say<{ readonly name: Name; readonly most: number }>
  }
  readonly safetyNumber: {
    readonly verified: Say<{ readonly name: string }>
    readonly unverified: Say<{ readonly name: string }>
  }

  readonly connection: Fixed<Extract<ConnectionView, { readonly reason: string }>['reason']>
  readonly clock: {
    readonly ahead: Say<{ readonly seconds: number }>
    readonly behind: Say<{ readonly seconds: number }>
  }
  readonly storage: Fixed<Exclude<StorageView['phase'], 'working'>>
  /** Counts of what was refused or got stuck. */
  readonly mail: {
    readonly [K in Exclude<keyof MailView, 'queued' | 'sent' | 'unread'>]: Say<{ readonly count: number }>
  }
  /** How the way to the Operator comes up. */
  readonly line: {
    readonly steps: { readonly [K in LineStep]: string }
    readonly troubles: Fixed<LineTrouble>
    readonly failures: Fixed<LineFailure>
    /** Tor did not connect when the Operator of this machine began. */
    readonly alone: Words
  }

  /** Why the feed is not as fresh as it could be. */
  readonly sync: Fixed<'not-yet' | 'old-anchor' | 'no-slot' | 'failed' | 'halted' | 'busy' | 'offline'> & {
    readonly 'too-few-members': Say<Of<ActError, 'too-few-members'>>
    readonly protocol: Say<{ readonly reason: string }>
  }
  readonly refusedPosts: Fixed<PostRefusal>
  readonly waitingPosts: Fixed<PostWaitReason>
  /** What holds an image back, of a post or of a face. */
  readonly waitingImages: Fixed<WaitingReason>
  readonly waitingVotes: Fixed<VoteWaitReason>
  readonly droppedBallot: Words
  readonly audit: {
    readonly differs: Say<Pick<AuditView, 'shown' | 'counted'>>
    readonly invalid: Say<{ readonly count: number }>
    readonly missing: Words
    readonly smallGroup: Say<{ readonly members: number; readonly size: number }>
  }

  /** Every way in which a wish of a person can fail. */
  readonly errors: Fixed<Exclude<ComradError['type'], keyof ToldErrors | ErrorsWithReasons>> & {
    readonly [K in keyof ToldErrors]: Say<ToldErrors[K]>
  }
  readonly names: Fixed<Of<ComradError, 'name-invalid'>['reason']['type']>
  readonly texts: Fixed<Of<ComradError, 'text-invalid'>['reason']>
  readonly images: Fixed<ImageError['type']>
  readonly phrases: Fixed<'word-count' | 'checksum'> & {
    readonly 'unknown-word': Say<{ readonly number: number }>
  }
  readonly weakPassphrase: Words
  /** What a window can ask in vain, whatever it asks. */
  readonly desk: Fixed<
    'house-closed' | 'malformed-call' | 'fault' | 'call-too-long' | 'file-too-large' | 'file-gone'
  >
}
