/** Holds envelopes that it cannot read until their owner collects them. docs/spec/delivery.md §Mailbox. */
import type { Address, Envelope, EnvelopeId, Hash, Result } from '@comrad/protocol'
import type { CollectedLetters, MailboxStatus } from './store/store.ts'

export type Mailboxes = {
  /** Durable once it resolves. A stamp has been checked by the caller; a token is checked here. */
  deposit(envelope: Envelope): Promise<Result<void, DepositError>>
  /** Up to `LETTERS_PER_REPLY`. With `wait`, nothing is answered until a letter is there or the signal is aborted (then: no letters). */
  collect(address: Address, after: number, wait?: AbortSignal): Promise<CollectedLetters>
  acknowledge(address: Address, ids: readonly EnvelopeId[]): Promise<void>
  status(address: Address): Promise<MailboxStatus | undefined>
  setTokenHash(address: Address, tokenHash: Hash): Promise<boolean>
}

export type DepositError = { readonly type: 'unknown-recipient' | 'token-refused' | 'mailbox-full' }
