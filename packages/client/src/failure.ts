/** What can go wrong between a device, its store and the Operator; the rest of an error union is the caller's own. */

export type StorageFailure = { readonly type: 'storage-full' } | { readonly type: 'storage-failed' }

export type NetworkFailure =
  /** No answer. Nothing is known about what the Operator did; it is safe to ask again. */
  | { readonly type: 'offline' }
  | { readonly type: 'busy'; readonly retryAfterSeconds: number }
  /** Whoever answered does not hold the key whose fingerprint is in the Operator's address. */
  | { readonly type: 'wrong-operator' }
  /** The answer does not fit the question: a broken Operator, or one that is not ours. */
  | { readonly type: 'protocol'; readonly reason: string }
  /** An alarm ended trust in this Operator. */
  | { readonly type: 'halted' }
  | { readonly type: 'stopped' }

export type Failure = StorageFailure | NetworkFailure
