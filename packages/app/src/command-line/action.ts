/** What may be wanted of `comrad`, as its command line says it. */
import type { Choice, Name } from '@comrad/protocol'

export type Action =
  | { readonly type: 'help'; readonly command: CommandName | undefined }
  | { readonly type: 'version' }
  | { readonly type: 'use-operator'; readonly address: string }
  | {
      readonly type: 'start'
      readonly local: boolean
      readonly data: string | undefined
      readonly terminal: boolean
      /** In this terminal, for a screen reader. */
      readonly plain: boolean
      readonly window: boolean
    }
  | { readonly type: 'register'; readonly name: string }
  | { readonly type: 'recover'; readonly phraseFd: number | undefined }
  | { readonly type: 'status'; readonly offline: boolean }
  | {
      readonly type: 'meet'
      readonly name: string
      readonly decline: boolean
      readonly greeting: string | undefined
    }
  | { readonly type: 'contacts'; readonly offline: boolean }
  | { readonly type: 'verify'; readonly name: string; readonly confirm: boolean }
  | {
      readonly type: 'send'
      readonly name: string
      readonly text: string
      readonly image: string | undefined
    }
  | { readonly type: 'inbox'; readonly offline: boolean; readonly follow: boolean }
  | {
      readonly type: 'conversation'
      readonly name: string
      /** A directory: where to write its images. */
      readonly images: string | undefined
      readonly offline: boolean
    }
  | {
      readonly type: 'post'
      readonly to: 'world' | 'trusted'
      readonly text: string
      readonly image: string | undefined
      readonly expiresDays: number | undefined
      readonly replyTo: string | undefined
    }
  | {
      readonly type: 'feed'
      readonly offline: boolean
      readonly follow: boolean
      readonly order: 'new' | 'votes'
      readonly audience: 'world' | 'trusted' | undefined
      readonly author: Name | undefined
    }
  | {
      readonly type: 'show'
      readonly post: string
      /** Where to write its image. */
      readonly image: string | undefined
      readonly offline: boolean
    }
  | { readonly type: 'vote'; readonly post: string; readonly choice: Choice }
  | { readonly type: 'audit'; readonly post: string }
  | { readonly type: 'delete'; readonly post: string }
  | { readonly type: 'profile'; readonly name: string | undefined; readonly offline: boolean }
  | {
      readonly type: 'edit-profile'
      readonly world: string | undefined
      readonly trusted: string | undefined
      readonly worldPhoto: string | undefined
      readonly trustedPhoto: string | undefined
    }
  | { readonly type: QuietVerb; readonly name: string }
  | { readonly type: 'timer'; readonly name: string; readonly seconds: number }
  | { readonly type: 'forget'; readonly name: string; readonly isSure: boolean }
  | { readonly type: 'search'; readonly words: string }
  | {
      readonly type: 'settings'
      readonly hideBelow: number | 'off' | undefined
      readonly prefetch: boolean | undefined
    }
  | {
      readonly type: 'operator'
      readonly local: boolean
      /** As `parseConfig` of the Operator takes them. */
      readonly flags: Readonly<Record<string, string | undefined>>
    }

/** What is done about a contact without their learning of it by a message that is shown. */
export type QuietVerb = 'trust' | 'untrust' | 'mute' | 'unmute' | 'block' | 'unblock'

export const COMMANDS = [
  'start',
  'register',
  'recover',
  'status',
  'meet',
  'contacts',
  'verify',
  'send',
  'inbox',
  'conversation',
  'post',
  'reply',
  'feed',
  'show',
  'vote',
  'audit',
  'delete',
  'profile',
  'trust',
  'untrust',
  'mute',
  'unmute',
  'block',
  'unblock',
  'timer',
  'forget',
  'search',
  'settings',
  'operator',
] as const

export type CommandName = (typeof COMMANDS)[number]

/** Told to stop, it has done what was asked; anything else was cut short. */
export function runsUntilStopped(action: Action): boolean {
  if (action.type === 'inbox' || action.type === 'feed') return action.follow
  return action.type === 'operator' || action.type === 'start'
}
