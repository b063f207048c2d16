/**
 * What the Operator keeps of the public square: the feed, ballots, sealed images, spent nullifiers. Part of the port
 * `OperatorStore`; the same promises hold. docs/spec/operator-storage.md §The square.
 */
import type {
  BlobChunk,
  BlobHeader,
  BlobId,
  Bytes,
  Choice,
  CountedBallot,
  Day,
  DayKey,
  FeedItem,
  Hash,
  Name,
  PostId,
  Tally,
} from '@comrad/protocol'

export type SquareStore = {
  /** A nullifier is spent once, by one message: its repetition is harmless, another message is refused. */
  spend(act: Spending): Promise<'spent' | 'repeated' | 'used'>
  /** The message that spent it. */
  spentBy(nullifier: Hash): Promise<Hash | undefined>

  /** Of cohorts that are whole, in order: so that a start does not hash the register again. */
  cohortRoots(): Promise<readonly Hash[]>
  keepCohortRoot(cohort: number, root: Hash): Promise<void>

  /** Made once a day: whoever comes second is given what the first one kept. */
  keepFeedKey(day: Day, create: () => Bytes): Promise<Bytes>
  /** Of every day of which something lives, and of today; oldest first. */
  feedKeys(): Promise<readonly DayKey[]>
  append(entry: NewEntry): Promise<AppendOutcome>
  /** Undefined for one that is gone or is not there yet. */
  page(page: number | 'latest'): Promise<StoredPage | undefined>
  feed(): Promise<FeedState>
  post(id: PostId): Promise<StoredPost | undefined>

  castBallot(ballot: NewBallot): Promise<'cast' | 'repeated' | 'outdated' | 'unknown-post'>
  /** What a voter has in the box of this post. */
  ballot(
    post: PostId,
    nullifier: Hash,
  ): Promise<{ readonly choice: Choice; readonly counter: number } | undefined>
  /** Of the living posts of a page. Kept as counts: nothing is counted when it is asked for. */
  tallies(page: number): Promise<readonly Tally[] | undefined>
  /** Behind the position `after`, oldest first. A ballot that is changed keeps its position. Undefined: no such post. */
  ballots(
    post: PostId,
    after: number,
    limit: number,
  ): Promise<{ readonly ballots: readonly CountedBallot[]; readonly more: boolean } | undefined>

  /**
   * Spends the act and opens the blob, or does neither. 'used': also for what was spent on this blob, once it is gone again: it costs
   * what a first one costs. 'conflict', under an id that is taken, spends the act. 'full': so much was opened today.
   */
  openBlob(blob: NewBlob): Promise<'opened' | 'repeated' | 'used' | 'conflict' | 'full'>
  /** The chunks of all blobs that were opened on this day, whatever has become of them. Of days before today: nothing, or less. */
  chunksOpened(day: Day): Promise<number>
  /** 'conflict' also for the last one of a blob that is not what its header says. */
  putChunk(chunk: BlobChunk): Promise<'stored' | 'repeated' | 'conflict' | 'unknown-blob'>
  /** Only of a blob that is whole. */
  chunk(id: BlobId, index: number): Promise<Bytes | undefined>
  isWhole(id: BlobId): Promise<boolean>
  /** True also when it is gone already. */
  deleteBlob(id: BlobId, deletionHash: Hash): Promise<boolean>

  /** Lets die what is past its time, in a bounded step. True when there is more to do. */
  expireSquare(now: number): Promise<boolean>
}

/** `until`: forgotten when that day begins. */
export type Spending = { readonly nullifier: Hash; readonly message: Hash; readonly until: Day }

export type NewBlob = {
  readonly header: BlobHeader
  /** What pays for it. */
  readonly act: Spending
  readonly now: number
  /** The chunks that may be opened in one day. */
  readonly chunksPerDay: number
}

export type NewEntry = {
  readonly id: PostId
  readonly author: Name
  readonly kind: 'post' | 'deletion' | 'profile'
  /** Milliseconds since 1970. */
  readonly expiresAt: number
  readonly day: Day
  /** Goes with the first entry that names it. */
  readonly blob?: BlobId
  /** Of a deletion. What is not here yet will not be taken any more, and is deleted wherever the note is read. */
  readonly removes?: PostId
  /** The author's notes of this day; beyond it they are refused, but for deletions of what is here. */
  readonly perDay: number
  /** Called with the place that the entry has got; again, if its transaction must be repeated. */
  readonly seal: (sequence: number) => Bytes
}

export type AppendOutcome =
  | { readonly type: 'appended' | 'known'; readonly sequence: number }
  /** It was here, and was deleted or has expired. */
  | { readonly type: 'gone' }
  | { readonly type: 'rate' }
  | { readonly type: 'not-yours' }

export type StoredPage = {
  readonly number: number
  readonly firstSequence: number
  readonly headBefore: Hash
  readonly items: readonly FeedItem[]
}

export type FeedState = {
  readonly sequence: number
  readonly head: Hash
  readonly oldestPage: number
  readonly latestPage: number
}

export type StoredPost = {
  readonly sequence: number
  readonly page: number
  readonly author: Name
  readonly kind: NewEntry['kind']
  readonly expiresAt: number
}

export type NewBallot = Omit<CountedBallot, 'position'> & { readonly post: PostId }
