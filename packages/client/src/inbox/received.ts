/** What became of a letter: what is announced after the commit, and whether its sender is told that it came. */
import type { ComradEvents } from '../comrad.ts'

export type Announcement = { [E in keyof ComradEvents]: readonly [E, ComradEvents[E]] }[keyof ComradEvents]

/** 'dropped': it may not be sent, by this sender or at all. 'stranger': from somebody whom we have not met. */
export type Received =
  | {
      readonly type: 'taken'
      readonly announce: readonly Announcement[]
      readonly confirm: boolean
      /** What waits for them in the outbox may leave now. */
      readonly hurry: boolean
    }
  | { readonly type: 'dropped' }
  | { readonly type: 'stranger' }

export const dropped: Received = { type: 'dropped' }
export const stranger: Received = { type: 'stranger' }
export const taken = (announce: readonly Announcement[], confirm = false, hurry = false): Received => ({
  type: 'taken',
  announce,
  confirm,
  hurry,
})
