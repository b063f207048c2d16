/** What became of one attempt to send a letter: go on with the next, or pause for a reason that the sender can see. */
import type { AskError } from '../ask.ts'
import type { WaitReason } from '../views/conversation-view.ts'

export type Wait = { readonly wait: WaitReason; readonly retryInMs?: number }
export type Attempt = 'next' | Wait

export function waitAfter(error: AskError): Wait {
  if (error.type === 'offline') return { wait: 'offline' }
  if (error.type === 'protocol') return { wait: 'busy' }
  const later = error.retryAfterSeconds > 0 ? { retryInMs: error.retryAfterSeconds * 1000 } : {}
  switch (error.code) {
    case 'mailbox-full':
    case 'token-refused':
    case 'no-prekeys':
      return { wait: error.code, ...later }
    case 'unknown-recipient':
      return { wait: 'no-prekeys', ...later }
    default:
      return { wait: 'busy', ...later }
  }
}
