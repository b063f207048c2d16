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

/** The code of SQLite or of the system behind an exception; a failed roll-back hides the first cause behind its own. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const cause = error.cause === undefined ? undefined : codeOf(error.cause)
  return cause ?? ('code' in error && typeof error.code === 'string' ? error.code : undefined)
}

export function isFull(code: string | undefined): boolean {
  return code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT'
}

/** Of a code that speaks of the disk and not of our own SQL. */
export function isDiskFault(code: string | undefined): boolean {
  return code !== undefined && /^(SQLITE_(IOERR|READONLY|CANTOPEN|CORRUPT|NOTADB)|E[A-Z]+$)/.test(code)
}
