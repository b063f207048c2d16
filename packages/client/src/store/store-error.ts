/** Why a store does not open, and the one exception that leaves it once it is open. */

export type OpenStoreError =
  | { readonly type: 'not-found' }
  | { readonly type: 'wrong-passphrase' }
  /** Another process has it open. */
  | { readonly type: 'store-in-use' }
  /** Written by a newer Comrad. Nothing was touched. */
  | { readonly type: 'store-too-new'; readonly version: number; readonly supported: number }
  | { readonly type: 'damaged'; readonly part: 'header' | 'database' }
  | { readonly type: 'storage-full' }
  | { readonly type: 'storage-failed'; readonly code: string }

export type CreateStoreError =
  | { readonly type: 'exists' }
  | { readonly type: 'storage-full' }
  | { readonly type: 'storage-failed'; readonly code: string }

/** A transaction that did not happen, whole: the disk is full, or broken. */
export class StoreFailure extends Error {
  override readonly name = 'StoreFailure'
  readonly reason: 'storage-full' | 'storage-failed'

  constructor(reason: 'storage-full' | 'storage-failed', options?: ErrorOptions) {
    super(reason, options)
    this.reason = reason
  }
}
