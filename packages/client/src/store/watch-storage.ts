/** Notes whether the disk takes what it is given, for the status on the screen. */
import type { StorageView } from '../views/status-view.ts'
import type { Sql } from './sql.ts'
import { StoreFailure } from './store-error.ts'

export function watchStorage(sql: Sql, onChange: () => void): { readonly sql: Sql; state(): StorageView } {
  let phase: StorageView['phase'] = 'working'

  return {
    sql: {
      ...sql,
      transaction(work) {
        try {
          const result = sql.transaction(work)
          set('working')
          return result
        } catch (error) {
          if (error instanceof StoreFailure) set(error.reason === 'storage-full' ? 'full' : 'failed')
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
