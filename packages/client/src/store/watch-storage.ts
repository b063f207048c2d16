/**
 * Notes whether the disk takes what it is given, for the status on the screen. On a full disk small things still find room: it
 * is called working again when nothing has failed for a while.
 */
import type { Clock } from '../clock.ts'
import type { StorageView } from '../views/status-view.ts'
import type { Sql } from './sql.ts'
import { StoreFailure } from './store-error.ts'

const QUIET_MS = 10_000

export function watchStorage(
  { sql, clock }: { readonly sql: Sql; readonly clock: Pick<Clock, 'now'> },
  onChange: () => void,
): { readonly sql: Sql; state(): StorageView } {
  let phase: StorageView['phase'] = 'working'
  let failedAt = Number.NEGATIVE_INFINITY

  return {
    sql: {
      ...sql,
      transaction(work) {
        try {
          const result = sql.transaction(work)
          if (clock.now() - failedAt > QUIET_MS) set('working')
          return result
        } catch (error) {
          if (error instanceof StoreFailure) {
            failedAt = clock.now()
            set(error.reason === 'storage-full' ? 'full' : 'failed')
          }
          throw error
        }
      },
    },
    state: () => ({ phase }),
  }

  function set(next: typeof phase): void {
    if (next === phase) return
    phase = next
    onChange()
  }
}
