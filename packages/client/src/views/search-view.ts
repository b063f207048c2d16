/** What on this device holds the words that were looked for, the newest first. */
import type { Name } from '@comrad/protocol'
import type { LetterKey } from './conversation-view.ts'
import type { PostKey } from './feed-view.ts'

export type Found =
  | {
      readonly type: 'post'
      readonly post: PostKey
      readonly author: Name
      readonly text: string
      readonly at: number
    }
  | {
      readonly type: 'message'
      readonly with: Name
      readonly from: 'me' | 'them'
      readonly letter: LetterKey
      readonly text: string
      readonly at: number
    }

export type SearchView = { readonly words: string; readonly found: readonly Found[]; readonly more: boolean }
