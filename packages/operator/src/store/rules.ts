/** The rules of a mailbox that do not depend on where it is kept. docs/spec/delivery.md §Mailbox. */
import { equalBytes } from '@comrad/keymaker'
import { type Hash, MAILBOX_LETTERS, MEET_REQUESTS_WAITING } from '@comrad/protocol'
import type { Deposit, DepositOutcome } from './store.ts'

export type MailboxCounts = { readonly waiting: number; readonly byPermit: number }

export function judgeDeposit(
  { tokenHash }: Pick<Deposit, 'tokenHash'>,
  mailbox: (MailboxCounts & { readonly tokenHash?: Hash | undefined }) | undefined,
  isWaiting: () => boolean,
): DepositOutcome {
  if (!mailbox) return 'unknown-recipient'
  // First of all: with a wrong token nobody learns whether a letter still waits.
  if (tokenHash && !(mailbox.tokenHash && equalBytes(tokenHash, mailbox.tokenHash))) return 'token-refused'
  if (isWaiting()) return 'duplicate'
  if (mailbox.waiting >= MAILBOX_LETTERS) return 'full'
  if (!tokenHash && mailbox.byPermit >= MEET_REQUESTS_WAITING) return 'full'
  return 'stored'
}
