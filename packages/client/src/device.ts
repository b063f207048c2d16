/** What every part of a comrad's device works with. */
import type { Bytes, OperatorAddress } from '@comrad/protocol'
import type { Clock } from './clock.ts'
import type { ComradEvents } from './comrad.ts'
import type { Events } from './events.ts'
import type { Queue } from './queue.ts'
import type { Rows } from './store/rows.ts'
import type { Sql } from './store/sql.ts'
import type { Backoff, Outcome, Task } from './task.ts'

export type Device = {
  readonly clock: Clock
  readonly random: (length: number) => Bytes
  readonly sql: Sql
  readonly rows: Rows
  readonly queue: Queue
  readonly events: Events<ComradEvents>
  readonly operator: OperatorAddress
  readonly options: ComradOptions
  createTask(run: () => Promise<Outcome>): Task
}

export type ComradOptions = {
  readonly backoff: Backoff
  /** How long receipts are gathered before one letter carries them. */
  readonly receiptDelayMs: number
  /** How often the register is read when nothing else asks for it. */
  readonly registerEveryMs: number
  /** Between two passes over what grows old: certificates, prekeys, letters. */
  readonly upkeepEveryMs: number
  /** How long an unused lane to a recipient stays open. */
  readonly laneIdleMs: number
}

export const COMRAD_OPTIONS: ComradOptions = {
  backoff: { minMs: 1_000, maxMs: 300_000 },
  receiptDelayMs: 1_000,
  registerEveryMs: 3_600_000,
  upkeepEveryMs: 3_600_000,
  laneIdleMs: 600_000,
}
