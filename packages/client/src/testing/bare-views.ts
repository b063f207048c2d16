/** The screens of a device without a network: what a person sees of a store that a test has filled. */
import type { DirectoryRecord } from '@comrad/protocol'
import { createAccount } from '../account/account.ts'
import { createRows } from '../store/rows.ts'
import type { Sql } from '../store/sql.ts'
import { createViews } from '../views/create-views.ts'
import type { ConnectionView, SquareView, StorageView } from '../views/status-view.ts'
import type { BareDevice } from './bare-device.ts'

export type Surroundings = {
  readonly connection?: ConnectionView
  /** Undefined before anything was heard of the Operator's clock. */
  readonly aheadMs?: number
  readonly storage?: StorageView
  readonly square?: SquareView
}

const NO_SQUARE: SquareView = {
  ...{ members: undefined, minimumMembers: undefined, few: false, posts: 0, unread: 0 },
  sync: { phase: 'never' },
}

export type BareViews = ReturnType<typeof createBareViews>

export function createBareViews(device: BareDevice, given: Surroundings = {}) {
  const { connection = { phase: 'stopped' }, aheadMs, storage = { phase: 'working' }, square } = given
  return createViews({
    device,
    account: createAccount(device),
    link: {
      connection: () => connection,
      greeting: () => (aheadMs === undefined ? undefined : { aheadMs }),
    },
    anonymity: 'none',
    storage: () => storage,
    square: () => square ?? NO_SQUARE,
  })
}

/** The same device, and how many rows each question brings out of its store. */
export function noting(device: BareDevice): { readonly device: BareDevice; readonly rowsRead: number[] } {
  const rowsRead: number[] = []
  const sql: Sql = {
    ...device.sql,
    all(query, ...values) {
      const found = device.sql.all(query, ...values)
      rowsRead.push(found.length)
      return found as never
    },
  }
  return { device: { ...device, sql, rows: createRows(sql) }, rowsRead }
}

/** They stand in this device's copy of the register, and in no other order. */
export function enter(device: BareDevice, records: readonly DirectoryRecord[]): void {
  device.rows.register.dropStaged(0)
  for (const [position, record] of records.entries()) device.rows.register.stage({ position, record })
  device.sql.run(`insert or replace into checkpoint values (1, ?, x'', x'', 0)`, records.length)
}
