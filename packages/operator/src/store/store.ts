/**
 * Where the Operator keeps what it must keep: the port that every driver satisfies, held to by `store-conformance.ts`.
 * What a driver may store, field by field: docs/spec/operator-storage.md.
 *
 * A promise that resolves is durable: what it reports survives a SIGKILL in the next instant. A promise that rejects with
 * `StorageUnavailableError` changed nothing. Reads show what is committed, and never what is still being written.
 */
import type {
  Address,
  Bytes,
  Day,
  DirectoryRecord,
  EnvelopeId,
  Hash,
  KyberPrekey,
  Name,
  Prekey,
  PrekeyPublication,
  SignedPrekey,
  WaitingLetter,
} from '@comrad/protocol'
import type { SquareStore } from './square-store.ts'

export type OperatorStore = SquareStore & {
  /** The Operator's keys; made once: whoever comes second is given what the first one kept. */
  keepSecrets(create: () => Bytes): Promise<Bytes>

  /** Enters a name in the register for ever, with its leaf and the tree above it, and opens the mailbox of `DEVICE`. */
  claim(record: DirectoryRecord): Promise<ClaimOutcome>
  find(name: Name): Promise<RegisteredName | undefined>
  /** Names in the register, which is the size of the log. */
  size(): Promise<number>
  /** In order of registration; fewer than `limit` only at the end of the register. */
  records(from: number, limit: number): Promise<readonly DirectoryRecord[]>
  /** The root of the whole subtree over the leaves from `index << level` on. One that does not exist is a bug: it rejects. */
  node(level: number, index: number): Promise<Hash>

  /**
   * Replaces every prekey of the mailbox. The publication that is there already changes nothing, or a repeated request would
   * bring back one-time prekeys that were given out. False for an address that has no mailbox.
   */
  publishPrekeys(address: Address, publication: PrekeyPublication): Promise<boolean>
  /** Each one-time prekey is given out once, for ever; the last-resort key stays. */
  takePrekeys(address: Address): Promise<TakenPrekeys | undefined>

  /** Undefined for an address that has no mailbox. */
  mailbox(address: Address): Promise<MailboxStatus | undefined>
  /** False for an address that has no mailbox. */
  setTokenHash(address: Address, tokenHash: Hash): Promise<boolean>
  deposit(deposit: Deposit): Promise<DepositOutcome>
  /** Letters behind the position `after`, oldest first. Deletes nothing. */
  collect(address: Address, after: number, limit: number): Promise<CollectedLetters>
  /** Deletes for ever; an id that does not wait is not an error. */
  acknowledge(address: Address, ids: readonly EnvelopeId[]): Promise<void>
  /** Deletes letters that were deposited before the day `before`, in a bounded step. True when there is more to look at. */
  expire(before: Day): Promise<boolean>

  /** Removes from the files what was deleted, in a bounded step. True when something is left for the next step. */
  scrub(): Promise<boolean>
  /** Finishes what was begun. Afterwards every call rejects. */
  close(): Promise<void>
}

/** The disk is full, or broken. Nothing of what was asked has happened; it can be asked again. */
export class StorageUnavailableError extends Error {
  readonly reason: 'full' | 'io'

  constructor(reason: 'full' | 'io', cause?: unknown) {
    super(`storage unavailable: ${reason}`, { cause })
    this.reason = reason
  }
}

export type ClaimOutcome =
  | { readonly type: 'claimed'; readonly index: number }
  /** The same record was entered before: the answer to the first claim was lost on its way. */
  | { readonly type: 'already-yours'; readonly index: number }
  | { readonly type: 'taken' }

export type RegisteredName = { readonly index: number; readonly record: DirectoryRecord }

export type TakenPrekeys = {
  readonly registrationId: number
  readonly signedPrekey: SignedPrekey
  /** A one-time key while there is one, then the last-resort key. */
  readonly kyberPrekey: KyberPrekey
  readonly oneTime?: Prekey
}

export type MailboxStatus = {
  readonly waiting: number
  readonly oneTime: number
  readonly oneTimeKyber: number
  readonly tokenHash?: Hash
}

export type Deposit = {
  readonly recipient: Address
  readonly id: EnvelopeId
  readonly ciphertext: Bytes
  readonly day: Day
  /** The hash of the token that came with it; undefined for a permit that has been checked. */
  readonly tokenHash?: Hash
}

/**
 * The token is judged first, so that a wrong one learns nothing. Then 'duplicate', for an id that waits in this mailbox: the
 * letter that came first stays. Only a letter that would be added can find the mailbox 'full'.
 */
export type DepositOutcome = 'stored' | 'duplicate' | 'full' | 'unknown-recipient' | 'token-refused'

export type CollectedLetters = { readonly letters: readonly WaitingLetter[]; readonly more: boolean }
