/**
 * Watches the register: reads it, verifies each new checkpoint against what was seen before, and raises an alarm at the
 * first thing that cannot be true. docs/spec/directory.md.
 */
import { equalBytes } from '@comrad/keymaker'
import {
  type Bytes,
  type Checkpoint,
  type DirectoryRecord,
  err,
  type Name,
  type OperatorKeys,
  ok,
  type Result,
} from '@comrad/protocol'
import type { Account } from '../account/account.ts'
import { ask, failureOf } from '../ask.ts'
import type { Device } from '../device.ts'
import type { NetworkFailure } from '../failure.ts'
import type { Link } from '../link.ts'
import type { SendRequest } from '../transport.ts'
import type { Trust } from '../trust.ts'
import { checkpointViewOf } from '../views/alarm-view.ts'
import { createHeard } from './heard.ts'
import { judge, type SignedCheckpoint, verifyCheckpointNote } from './judge.ts'
import { createReplay, pageOf, type Replay, readRecords } from './read-records.ts'

export type ReadProgress = (progress: { readonly records: number; readonly of: number }) => void

export type Monitor = {
  /** A signed checkpoint that the Operator showed on some lane. Compared here and now; nothing is asked because of it. */
  watch(note: Bytes, sizeBefore: number, keys: OperatorKeys): void
  /** Reads and verifies what is new. Whoever calls while a reading is under way gets one that began after the call. */
  read(onProgress?: ReadProgress): Promise<Result<void, NetworkFailure>>
  /** The same after a random pause: for what no person waits for. */
  readSoon(): Promise<Result<void, NetworkFailure>>
  /** Whether the register has this name: as this device's copy says, or a reading that is under way, or one that begins soon. */
  lookUp(name: Name): Promise<Result<boolean, NetworkFailure>>
  /**
   * What the Operator shows as the size to prove against. The end of the log up to there is fetched on the lane of the act, whether
   * this device has it or not: the lane does not show who had read what.
   */
  anchor(note: Bytes, lane: SendRequest): Promise<Result<Checkpoint, NetworkFailure>>
  /** A signed checkpoint that came inside a contact's letter. 'later': it is to be compared again when the register has been read. */
  compare(note: Bytes, from: Name, options: CompareOptions): 'consistent' | 'invalid' | 'alarm' | 'later'
}

/** Whether the register was read to its end after the checkpoint had come. */
export type CompareOptions = { readonly registerIsFresh: boolean }

type Deps = {
  readonly device: Device
  readonly account: Account
  readonly trust: Trust
  readonly reading: Link['reading']
  keys(): OperatorKeys | undefined
  /** Nobody answered because whoever is there could not prove the Operator's key. */
  isWrongOperator(): boolean
  /** An act was asked to prove against more than this device can read up to on the act's lane. */
  onBehind(): void
}

/** An act fetches so many records at least, and the rest of their pages: a device that read the register some time ago can go on from there. */
const ANCHOR_RECORDS = 256
/** A device that is further behind reads first, on another lane. */
const BEHIND_SECONDS = 5

export function createMonitor(deps: Deps): Monitor {
  const { device, account, trust, reading, keys, isWrongOperator, onBehind } = deps
  const { clock, rows, sql, operator, events, pauses, options } = device
  const heard = createHeard()
  let current: Promise<Result<void, NetworkFailure>> | undefined
  let next: Promise<Result<void, NetworkFailure>> | undefined
  let soon: Promise<Result<void, NetworkFailure>> | undefined

  return { watch, read, readSoon, lookUp, anchor, compare }

  function watch(note: Bytes, sizeBefore: number, { logKey }: OperatorKeys): void {
    const shown = verifyCheckpointNote(note, logKey, operator.fingerprint)
    if (shown) weigh(shown, sizeBefore)
  }

  function read(onProgress?: ReadProgress) {
    if (!current) return begin(onProgress)
    next ??= current.then(() => begin(onProgress))
    return next
  }

  function begin(onProgress?: ReadProgress) {
    next = undefined
    current = reading((send) => readOnce(send, onProgress)).finally(() => {
      current = undefined
    })
    return current
  }

  function readSoon() {
    soon ??= pauses.pause(options.lookUpMs).then(() => {
      soon = undefined
      return read()
    })
    return soon
  }

  async function lookUp(name: Name): Promise<Result<boolean, NetworkFailure>> {
    const isKnown = () => rows.register.find(name) !== undefined
    if (!isKnown()) await current
    if (isKnown()) return ok(true)
    const done = await readSoon()
    return done.ok ? ok(isKnown()) : done
  }

  async function readOnce(
    send: SendRequest,
    onProgress?: ReadProgress,
  ): Promise<Result<void, NetworkFailure>> {
    if (trust.isHalted()) return err({ type: 'halted' })
    const sizeBefore = rows.register.checkpoint()?.size ?? 0
    const before = heard.all()
    const answered = await ask(send, { type: 'checkpoint' })
    if (!answered.ok) return err(isWrongOperator() ? { type: 'wrong-operator' } : failureOf(answered.error))
    const shown = verified(answered.value.note)
    if (!shown) return err({ type: 'protocol', reason: 'the checkpoint is not signed by the Operator' })
    if (weigh(shown, sizeBefore) === 'alarm') return err({ type: 'halted' })
    const done = await follow(send, shown, onProgress)
    if (done.ok) for (const one of before) settle(one)
    return trust.isHalted() ? err({ type: 'halted' }) : done
  }

  /** Up to a checkpoint that is signed. An act may have gone a part of the way meanwhile, on its own lane: then once more from there. */
  async function follow(
    send: SendRequest,
    shown: SignedCheckpoint,
    onProgress?: ReadProgress,
  ): Promise<Result<void, NetworkFailure>> {
    for (;;) {
      switch (weigh(shown, 0)) {
        case 'alarm':
          return err({ type: 'halted' })
        case 'known':
          sql.transaction(() => rows.register.setCheckedAt(clock.now()))
          return ok(undefined)
        case 'newer': {
          const advanced = await advance(send, shown, onProgress)
          if (advanced !== 'overtaken') return advanced
        }
      }
    }
  }

  async function advance(
    send: SendRequest,
    shown: SignedCheckpoint,
    onProgress?: ReadProgress,
  ): Promise<Result<void, NetworkFailure> | 'overtaken'> {
    const { size } = shown.checkpoint
    const ours = sizeOfOurs()
    // What an earlier reading staged beyond this checkpoint was staged for another one.
    const from = pageOf(Math.max(ours, Math.min(rows.register.stagedSize(), size)))
    const stageFrom = Math.max(ours, from)
    sql.transaction(() => rows.register.dropStaged(stageFrom))
    const replay = createReplay(device, { from, stageFrom })
    const take = (records: readonly DirectoryRecord[]) => {
      if (sizeOfOurs() === ours) replay.take(records)
      return sizeOfOurs() === ours
    }
    const fetched = await readRecords({ send, from, size, onProgress, take })
    if (!fetched.ok) return fetched
    if (!fetched.value) return 'overtaken'
    if (isTreeOf(replay, shown)) return conclude(replay, shown)
    sql.transaction(() => rows.register.dropStaged(ours))
    return from > 0 ? searchFork(send, shown) : err(UNMATCHED)
  }

  /**
   * These are not the records of the signed tree, or that tree parted from ours before the page at which we began. Whoever says so must
   * prove it: by all the records, which lead to the signed root and did not lead to ours.
   */
  async function searchFork(
    send: SendRequest,
    shown: SignedCheckpoint,
  ): Promise<Result<void, NetworkFailure>> {
    const replay = createReplay(device, { from: 0 })
    const { size } = shown.checkpoint
    const take = (records: readonly DirectoryRecord[]) => {
      replay.take(records)
      return true
    }
    const fetched = await readRecords({ send, from: 0, size, take })
    if (!fetched.ok) return fetched
    if (isTreeOf(replay, shown) && !replay.isExtension()) return conclude(replay, shown)
    return err(UNMATCHED)
  }

  /** The records lead to the signed root: what they say is what the Operator has signed. */
  function conclude(replay: Replay, shown: SignedCheckpoint): Result<void, NetworkFailure> {
    const { size, root } = shown.checkpoint
    const twice = replay.twice()
    if (!replay.isExtension() || twice !== undefined) {
      sql.transaction(() => rows.register.dropStaged(sizeOfOurs()))
      if (!replay.isExtension()) raiseForked(shown)
      else if (twice !== undefined) trust.raise({ kind: 'name-twice', name: twice, shown: viewOf(shown) })
      return err({ type: 'halted' })
    }
    sql.transaction(() => {
      rows.register.addRange(size, replay.range.encode())
      rows.register.setCheckpoint({ size, root, note: shown.note, checkedAt: clock.now() })
    })
    watchOwnName(shown)
    events.emit('change', undefined)
    return trust.isHalted() ? err({ type: 'halted' }) : ok(undefined)
  }

  async function anchor(note: Bytes, lane: SendRequest): Promise<Result<Checkpoint, NetworkFailure>> {
    const shown = verified(note)
    if (!shown) return err({ type: 'protocol', reason: 'the anchor is not signed by the Operator' })
    if (weigh(shown, 0) === 'alarm') return err({ type: 'halted' })
    const { size } = shown.checkpoint
    const from = pageOf(Math.max(0, size - ANCHOR_RECORDS))
    const records: DirectoryRecord[] = []
    const fetched = await readRecords({
      ...{ send: lane, from, size },
      take: (page) => records.push(...page) > 0,
    })
    if (!fetched.ok) return fetched
    if (sizeOfOurs() < from) {
      onBehind()
      return err({ type: 'busy', retryAfterSeconds: BEHIND_SECONDS })
    }
    // Judged alike by those who know the anchor and those who do not: or a false answer would tell them apart.
    const replay = createReplay(device, { from })
    replay.take(records)
    if (!isTreeOf(replay, shown)) {
      return err({ type: 'protocol', reason: 'the records do not match the anchor' })
    }
    if (size <= sizeOfOurs()) return ok(shown.checkpoint)
    const done = conclude(stage(records, from), shown)
    return done.ok ? ok(shown.checkpoint) : done
  }

  /** Of records that are known to be those of a signed tree. */
  function stage(records: readonly DirectoryRecord[], from: number): Replay {
    const ours = sizeOfOurs()
    sql.transaction(() => rows.register.dropStaged(ours))
    const replay = createReplay(device, { from, stageFrom: ours })
    replay.take(records)
    return replay
  }

  function compare(
    note: Bytes,
    from: Name,
    { registerIsFresh }: CompareOptions,
  ): 'consistent' | 'invalid' | 'alarm' | 'later' {
    if (!keys()) return 'later'
    const theirs = verified(note)
    if (!theirs) return 'invalid'
    switch (judge(rows.register, theirs, 0)) {
      case 'known':
        return 'consistent'
      case 'newer':
        if (!registerIsFresh) return 'later'
        // Signed, seen by a contact, and kept from us by an Operator that was asked after it was signed.
        raiseHidden(theirs, from)
        return 'alarm'
      default:
        raiseForked(theirs, from)
        return 'alarm'
    }
  }

  function weigh(shown: SignedCheckpoint, sizeBefore: number): 'known' | 'newer' | 'alarm' {
    const judged = judge(rows.register, shown, sizeBefore)
    switch (judged) {
      case 'known':
        return judged
      case 'newer': {
        const other = heard.add(shown)
        if (!other) return judged
        trust.raise({ kind: 'forked', seen: viewOf(other), shown: viewOf(shown) })
        return 'alarm'
      }
      case 'forked':
        raiseForked(shown)
        return 'alarm'
      case 'shrunk':
        raiseShrunk(shown)
        return 'alarm'
    }
  }

  /** Shown on some lane before the register was asked for, and now it has been read. */
  function settle(one: SignedCheckpoint): void {
    const judged = judge(rows.register, one, 0)
    heard.forget(one)
    if (judged === 'forked') raiseForked(one)
    else if (judged === 'newer') raiseHidden(one)
  }

  function verified(note: Bytes): SignedCheckpoint | undefined {
    const logKey = keys()?.logKey
    return logKey && verifyCheckpointNote(note, logKey, operator.fingerprint)
  }

  function sizeOfOurs(): number {
    return rows.register.checkpoint()?.size ?? 0
  }

  function raiseForked(shown: SignedCheckpoint, from?: Name): void {
    const seen = oursAsView()
    if (seen) trust.raise({ kind: 'forked', seen, shown: viewOf(shown), ...(from !== undefined && { from }) })
  }

  function raiseShrunk(shown: SignedCheckpoint): void {
    const seen = oursAsView()
    if (seen) trust.raise({ kind: 'shrunk', seen, shown: viewOf(shown) })
  }

  function raiseHidden(seen: SignedCheckpoint, from?: Name): void {
    const shown = oursAsView()
    if (!shown) return
    trust.raise({ kind: 'shrunk', seen: viewOf(seen), shown, ...(from !== undefined && { from }) })
  }

  function watchOwnName(shown: SignedCheckpoint): void {
    const self = account.self()
    if (!self || self.position >= shown.checkpoint.size) return
    const entered = rows.register.find(self.address.name)
    const isOurs =
      entered?.position === self.position && equalBytes(entered.record.identityKey, self.identity.identityKey)
    if (!isOurs) trust.raise({ kind: 'own-name', name: self.address.name, shown: viewOf(shown) })
  }

  function oursAsView() {
    const ours = rows.register.checkpoint()
    return ours && checkpointViewOf(ours.size, ours.root, ours.note)
  }
}

const UNMATCHED: NetworkFailure = { type: 'protocol', reason: 'the records do not match the checkpoint' }

const isTreeOf = (replay: Replay, { checkpoint }: SignedCheckpoint): boolean =>
  replay.size() === checkpoint.size && equalBytes(replay.range.root(), checkpoint.root)

const viewOf = ({ checkpoint, note }: SignedCheckpoint) =>
  checkpointViewOf(checkpoint.size, checkpoint.root, note)
