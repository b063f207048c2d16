/** How long to wait before the next try: exponential with full jitter, so that many devices do not come back at once. */
import { fraction, type Random } from './timers.ts'

export type BackoffOptions = { readonly firstMs: number; readonly maxMs: number }

/** Milliseconds before try `attempt`, which counts from 1. */
export function backoff(random: Random, attempt: number, { firstMs, maxMs }: BackoffOptions): number {
  const ceiling = Math.min(maxMs, firstMs * 2 ** Math.min(attempt - 1, 30))
  return Math.max(firstMs / 2, ceiling * fraction(random))
}
