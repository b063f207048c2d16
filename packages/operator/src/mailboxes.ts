/** Holds envelopes that it cannot read until their owner collects them. docs/spec/delivery.md §Mailbox. */
import { deliveryTokenHash } from '@comrad/keymaker'
import {
  type Address,
  dayOf,
  type Envelope,
  type EnvelopeId,
  err,
  formatAddress,
  type Hash,
  LETTERS_PER_REPLY,
  ok,
  type Result,
} from '@comrad/protocol'
import type { CollectedLetters, MailboxStatus, OperatorStore } from './store/store.ts'

export type Mailboxes = {
  /** Durable once it resolves. A permit has been checked by the caller; a token is checked here. */
  deposit(envelope: Envelope): Promise<Result<void, DepositError>>
  /**
   * Up to `LETTERS_PER_REPLY` letters behind the position `after`. With `wait` nothing is answered until one is there, or the
   * signal is aborted: then there are no letters.
   */
  collect(address: Address, after: number, wait?: AbortSignal): Promise<CollectedLetters>
  acknowledge(address: Address, ids: readonly EnvelopeId[]): Promise<void>
  status(address: Address): Promise<MailboxStatus | undefined>
  setTokenHash(address: Address, tokenHash: Hash): Promise<boolean>
}

export type DepositError = { readonly type: 'unknown-recipient' | 'token-refused' | 'mailbox-full' }

export type MailboxesDeps = { readonly store: OperatorStore; readonly clock: { now(): number } }

const NOTHING: CollectedLetters = { letters: [], more: false }

export function createMailboxes({ store, clock }: MailboxesDeps): Mailboxes {
  /** Who waits for the next letter to an address. */
  const waiting = new Map<string, Set<() => void>>()

  return {
    deposit,
    collect: (address, after, wait) =>
      wait ? collectPatiently(address, after, wait) : store.collect(address, after, LETTERS_PER_REPLY),
    acknowledge: (address, ids) => store.acknowledge(address, ids),
    status: (address) => store.mailbox(address),
    setTokenHash: (address, tokenHash) => store.setTokenHash(address, tokenHash),
  }

  async function deposit(envelope: Envelope): Promise<Result<void, DepositError>> {
    const { recipient, id, ciphertext, authorization } = envelope
    const outcome = await store.deposit({
      recipient,
      id,
      ciphertext,
      day: dayOf(clock.now()),
      ...(authorization.type === 'token' && { tokenHash: deliveryTokenHash(authorization.token) }),
    })
    switch (outcome) {
      case 'stored':
        announce(recipient)
        return ok(undefined)
      case 'duplicate':
        return ok(undefined)
      case 'full':
        return err({ type: 'mailbox-full' })
      case 'unknown-recipient':
      case 'token-refused':
        return err({ type: outcome })
    }
  }

  function announce(recipient: Address) {
    for (const wake of waiting.get(formatAddress(recipient)) ?? []) wake()
  }

  async function collectPatiently(
    address: Address,
    after: number,
    signal: AbortSignal,
  ): Promise<CollectedLetters> {
    while (!signal.aborted) {
      // Listens before it looks: a letter that is committed in between must not be missed.
      const arrival = listen(formatAddress(address), signal)
      try {
        const collected = await store.collect(address, after, LETTERS_PER_REPLY)
        if (collected.letters.length > 0) return collected
        await arrival.promise
      } finally {
        arrival.stop()
      }
    }
    return NOTHING
  }

  /** Resolves at the next letter, or when the signal is aborted. */
  function listen(key: string, signal: AbortSignal) {
    const { promise, resolve } = Promise.withResolvers<void>()
    const wake = () => resolve()
    const listeners = waiting.get(key) ?? new Set()
    waiting.set(key, listeners.add(wake))
    signal.addEventListener('abort', wake)
    return { promise, stop }

    function stop() {
      signal.removeEventListener('abort', wake)
      listeners.delete(wake)
      if (listeners.size === 0) waiting.delete(key)
    }
  }
}
