/** What every part of a comrad's device works with. */
import type { ProofPool } from '@comrad/keymaker'
import type { Bytes, OperatorAddress } from '@comrad/protocol'
import type { Clock } from './clock.ts'
import type { ComradEvents } from './comrad.ts'
import type { Events } from './events.ts'
import type { Images } from './images.ts'
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
  /** Proves and checks anonymous acts, in processes of its own. */
  readonly proofs: ProofPool
  readonly images: Images
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
  /** Between two looks at the feed. */
  readonly feedEveryMs: number
  /** After a ballot was cast, its voter looks whether it is counted: not at once, and not after a time that others know. */
  readonly ballotCheckMs: { readonly min: number; readonly max: number }
  /** Acts are refused by this device in a group of fewer members, whatever the Operator asks for. */
  readonly minimumMembers: number
}

export const COMRAD_OPTIONS: ComradOptions = {
  backoff: { minMs: 1_000, maxMs: 300_000 },
  receiptDelayMs: 1_000,
  registerEveryMs: 3_600_000,
  upkeepEveryMs: 3_600_000,
  laneIdleMs: 600_000,
  feedEveryMs: 30_000,
  ballotCheckMs: { min: 60_000, max: 900_000 },
  minimumMembers: 1,
}
