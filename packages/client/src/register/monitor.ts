/**
 * Watches the register: reads it, verifies each new checkpoint against what was seen before, and raises an alarm at the
 * first thing that cannot be true. docs/spec/directory.md.
 */
import { equalBytes, verifyConsistency } from '@comrad/keymaker'
import {
  type Bytes,
  type Checkpoint,
  err,
  type Hash,
  type Name,
  type OperatorKeys,
  ok,
  type Result,
} from '@comrad/protocol'
import type { Account } from '../account/account.ts'
import { type AskError, ask, failureOf } from '../ask.ts'
import type { Device } from '../device.ts'
import type { NetworkFailure } from '../failure.ts'
import type { SendRequest } from '../transport.ts'
import type { Trust } from '../trust.ts'
import { checkpointViewOf } from '../views/alarm-view.ts'
import { judge, type SignedCheckpoint, verifyNote } from './judge.ts'
import { readRecords } from './read-records.ts'

export type ReadProgress = (progress: { readonly records: number; readonly of: number }) => void

export type Monitor = {
  /** A note that the Operator showed. Answers whether there is more to read. */
  watch(note: Bytes, sizeBefore: number, keys: OperatorKeys): boolean
  /** Reads and verifies what is new. Whoever calls while a reading is under way gets one that began after the call. */
  read(onProgress?: ReadProgress): Promise<Result<void, NetworkFailure>>
  /** What the Operator shows as the size to prove against: a part of the register that this device has read, or reads now. */
  anchor(note: Bytes): Promise<Result<Checkpoint, NetworkFailure>>
  /** A note that came inside a contact's letter. */
  compare(note: Bytes, from: Name): Promise<Result<'consistent' | 'invalid' | 'alarm', NetworkFailure>>
}

type Deps = {
  readonly device: Device
  readonly account: Account
  readonly trust: Trust
  directory(): SendRequest
  keys(): OperatorKeys | undefined
  /** Nobody answered because whoever is there could not prove the Operator's key. */
  isWrongOperator(): boolean
}

export function createMonitor({ device, account, trust, directory, keys, isWrongOperator }: Deps): Monitor {
  const { clock, rows, sql, operator, events } = device
  let reading: Promise<Result<void, NetworkFailure>> | undefined
  let next: Promise<Result<void, NetworkFailure>> | undefined

  return { watch, read, anchor, compare }

  function watch(note: Bytes, sizeBefore: number, { logKey }: OperatorKeys): boolean {
    const shown = verifyNote(note, logKey, operator.fingerprint)
    return shown !== undefined && weigh(shown, sizeBefore) === 'newer'
  }

  function read(onProgress?: ReadProgress) {
    if (!reading) return begin(onProgress)
    next ??= reading.then(() => begin(onProgress))
    return next
  }

  function begin(onProgress?: ReadProgress) {
    next = undefined
    reading = readOnce(onProgress).finally(() => {
      reading = undefined
    })
    return reading
  }

  async function readOnce(onProgress?: ReadProgress): Promise<Result<void, NetworkFailure>> {
    if (trust.isHalted()) return err({ type: 'halted' })
    const sizeBefore = rows.register.checkpoint()?.size ?? 0
    const answered = await ask(directory(), { type: 'checkpoint' })
    if (!answered.ok) return err(isWrongOperator() ? { type: 'wrong-operator' } : failureOf(answered.error))
    const logKey = keys()?.logKey
    const shown = logKey && verifyNote(answered.value.note, logKey, operator.fingerprint)
    if (!shown) return err({ type: 'protocol', reason: 'the checkpoint is not signed by the Operator' })
    switch (weigh(shown, sizeBefore)) {
      case 'alarm':
        return err({ type: 'halted' })
      case 'known':
        sql.transaction(() => rows.register.setCheckedAt(clock.now()))
        return ok(undefined)
      case 'newer':
        return advance(shown, onProgress)
    }
  }

  async function advance(
    shown: SignedCheckpoint,
    onProgress?: ReadProgress,
  ): Promise<Result<void, NetworkFailure>> {
    const { size, root } = shown.checkpoint
    const ours = rows.register.checkpoint()
    const extension = ours ? await isExtension(ours, shown.checkpoint) : ok(true)
    if (!extension.ok) return err(failureOf(extension.error))
    if (!extension.value) {
      raiseForked(shown)
      return err({ type: 'halted' })
    }
    const records = await readRecords({ device, send: directory(), size, onProgress })
    if (!records.ok) {
      if (records.error.type !== 'name-twice') return err(records.error)
      trust.raise({ kind: 'name-twice', name: records.error.name, shown: viewOf(shown) })
      return err({ type: 'halted' })
    }
    const range = records.value
    if (!equalBytes(range.root(), root)) {
      // The signed tree extends ours, these records are not in it: nothing of them is believed.
      sql.transaction(() => rows.register.dropStaged(ours?.size ?? 0))
      return err({ type: 'protocol', reason: 'the records do not match the checkpoint' })
    }
    sql.transaction(() => {
      rows.register.addRange(size, range.encode())
      rows.register.setCheckpoint({ size, root, note: shown.note, checkedAt: clock.now() })
    })
    watchOwnName(shown)
    events.emit('change', undefined)
    return trust.isHalted() ? err({ type: 'halted' }) : ok(undefined)
  }

  async function isExtension(
    ours: { readonly size: number; readonly root: Hash },
    shown: Checkpoint,
  ): Promise<Result<boolean, AskError>> {
    if (ours.size === 0) return ok(true)
    const sizes = { first: ours.size, second: shown.size }
    const answered = await ask(directory(), { type: 'consistency', ...sizes })
    if (!answered.ok) return answered
    const { hashes: proof } = answered.value
    return ok(verifyConsistency({ ...sizes, firstRoot: ours.root, secondRoot: shown.root, proof }))
  }

  async function anchor(note: Bytes): Promise<Result<Checkpoint, NetworkFailure>> {
    const logKey = keys()?.logKey
    const shown = logKey && verifyNote(note, logKey, operator.fingerprint)
    if (!shown) return err({ type: 'protocol', reason: 'the anchor is not signed by the Operator' })
    if (judge(rows.register, shown, 0) === 'newer') {
      const done = await read()
      if (!done.ok) return done
    }
    if (judge(rows.register, shown, 0) === 'known') return ok(shown.checkpoint)
    raiseForked(shown)
    return err({ type: 'halted' })
  }

  async function compare(
    note: Bytes,
    from: Name,
  ): Promise<Result<'consistent' | 'invalid' | 'alarm', NetworkFailure>> {
    const logKey = keys()?.logKey
    if (!logKey) return err({ type: 'offline' })
    const theirs = verifyNote(note, logKey, operator.fingerprint)
    if (!theirs) return ok('invalid')
    if (judge(rows.register, theirs, 0) === 'newer') {
      const done = await read()
      if (!done.ok) return done
    }
    switch (judge(rows.register, theirs, 0)) {
      case 'known':
        return ok('consistent')
      case 'newer': {
        // Signed, seen by a contact, and kept from us by an Operator that was asked after it was signed.
        const shown = oursAsView()
        if (shown) trust.raise({ kind: 'shrunk', seen: viewOf(theirs), shown, from })
        return ok('alarm')
      }
      default:
        raiseForked(theirs, from)
        return ok('alarm')
    }
  }

  function weigh(shown: SignedCheckpoint, sizeBefore: number): 'known' | 'newer' | 'alarm' {
    const judged = judge(rows.register, shown, sizeBefore)
    if (judged === 'known' || judged === 'newer') return judged
    if (judged === 'forked') raiseForked(shown)
    else raiseShrunk(shown)
    return 'alarm'
  }

  function raiseForked(shown: SignedCheckpoint, from?: Name): void {
    const seen = oursAsView()
    if (seen) trust.raise({ kind: 'forked', seen, shown: viewOf(shown), ...(from !== undefined && { from }) })
  }

  function raiseShrunk(shown: SignedCheckpoint): void {
    const seen = oursAsView()
    if (seen) trust.raise({ kind: 'shrunk', seen, shown: viewOf(shown) })
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

const viewOf = ({ checkpoint, note }: SignedCheckpoint) =>
  checkpointViewOf(checkpoint.size, checkpoint.root, note)
