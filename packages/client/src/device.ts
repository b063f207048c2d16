/** What every part of a comrad's device works with. */
import type { ProofPool } from '@comrad/keymaker'
import { type Bytes, MINIMUM_MEMBERS, type OperatorAddress } from '@comrad/protocol'
import type { Clock } from './clock.ts'
import type { ComradEvents } from './comrad.ts'
import type { Events } from './events.ts'
import type { Images } from './images.ts'
import type { Pauses, Span } from './pauses.ts'
import type { Queue } from './queue.ts'
import type { Rows } from './store/rows.ts'
import type { Sql } from './store/sql.ts'
import type { Backoff, Outcome, Task } from './task.ts'
import type { Speech } from './words/speech.ts'

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
  readonly pauses: Pauses
  /** In the language that the person has chosen, which may change at any time. */
  speech(): Speech
  readonly options: ComradOptions
  createTask(run: () => Promise<Outcome>): Task
}

export type ComradOptions = {
  readonly backoff: Backoff
  /** How long receipts are gathered before one letter carries them. */
  readonly receiptDelayMs: number
  /** Receipts that nobody waits for, of what is no conversation, leave some time after it came. */
  readonly quietReceiptMs: Span
  /** When the delivery token changes, each contact is told within so long, at a time of their own. */
  readonly tokenSpreadMs: number
  /** And the Operator some time after that. */
  readonly tokenHashMs: Span
  /** How often the register is read when nothing else asks for it: somewhere from half to one and a half times as long. */
  readonly registerEveryMs: number
  /** A name that is not in one's copy makes a reading of the register after a random part of so long. */
  readonly lookUpMs: number
  /** What was let go by something on another lane waits for a random part of so long. */
  readonly apartMs: number
  /** Between two passes over what grows old: certificates, prekeys, letters. */
  readonly upkeepEveryMs: number
  /** How long an unused lane to a recipient stays open. */
  readonly laneIdleMs: number
  /** Between two looks at the feed. */
  readonly feedEveryMs: number
  /** While the feed is followed, a new day's ticket is taken after a random part of so long. */
  readonly ticketMs: number
  /** After a ballot was cast, its voter looks whether it is counted: not at once, and not after a time that others know. */
  readonly ballotCheckMs: Span
  /** Acts are refused by this device in a group of fewer members, whatever the Operator asks for. */
  readonly minimumMembers: number
}

/** Unless said otherwise. Through Tor the Operator is not asked how well an act should be hidden. */
export const COMRAD_OPTIONS: ComradOptions = {
  backoff: { minMs: 1_000, maxMs: 300_000 },
  receiptDelayMs: 1_000,
  quietReceiptMs: { min: 120_000, max: 3_600_000 },
  tokenSpreadMs: 3_600_000,
  tokenHashMs: { min: 3_600_000, max: 21_600_000 },
  registerEveryMs: 3_600_000,
  lookUpMs: 30_000,
  apartMs: 10_000,
  upkeepEveryMs: 3_600_000,
  laneIdleMs: 600_000,
  feedEveryMs: 30_000,
  ticketMs: 30_000,
  ballotCheckMs: { min: 60_000, max: 900_000 },
  minimumMembers: MINIMUM_MEMBERS,
}

/** An Operator of this machine sees its one device whatever that does: it is hidden from nobody, and need not wait for it. */
export const optionsAt = ({ kind }: OperatorAddress): ComradOptions =>
  kind === 'onion'
    ? COMRAD_OPTIONS
    : { ...COMRAD_OPTIONS, lookUpMs: 0, apartMs: 0, ticketMs: 0, feedEveryMs: 5_000, minimumMembers: 1 }
