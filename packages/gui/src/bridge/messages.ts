/** What crosses the bridge, as JSON. */
import type { Words } from '@comrad/client'
import type { WishName } from './wishes.ts'

export type Call = { readonly id: number; readonly wish: WishName; readonly arguments: unknown }

/** A wish that failed says why in words; `error` is the client's own error, for those who must choose. */
export type Answer =
  | { readonly type: 'answer'; readonly id: number; readonly ok: true; readonly value: unknown }
  | {
      readonly type: 'answer'
      readonly id: number
      readonly ok: false
      readonly error: { readonly type: string }
      readonly words: Words
    }

/** Unasked. 'change': something that may be on the screen is not what it was. */
export type Notice =
  | { readonly type: 'change' }
  | { readonly type: 'progress'; readonly id: number; readonly progress: unknown }
  | { readonly type: 'event'; readonly event: 'letter' | 'request' | 'met' | 'post'; readonly name?: string }
  /** Whoever is asked has ended: nothing will answer any more. */
  | { readonly type: 'end' }
