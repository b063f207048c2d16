/** Asking for a name: a signed record and a proof of work, on a lane of its own. May be repeated with the same key. */
import { claimSubject, type SignedRecord, signClaim, solveProofOfWork } from '@comrad/keymaker'
import {
  dayOf,
  err,
  type Name,
  ok,
  type ProofOfWork,
  type ProofOfWorkParams,
  type Result,
} from '@comrad/protocol'
import { type AskError, ask } from '../ask.ts'
import type { Device } from '../device.ts'
import type { Link } from '../link.ts'
import { type AccountProgress, workingOf } from '../views/account-view.ts'
import { wakeLane } from '../wake-lane.ts'
import type { Account } from './account.ts'

export type OnProgress = (progress: AccountProgress) => void

export type ClaimDeps = {
  readonly device: Device
  readonly account: Account
  readonly link: Link
  /** Ends a proof of work that nobody waits for any more. */
  signal(): AbortSignal
}

const OPEN_TIMEOUT_MS = 120_000
/** A circuit may die under a claim; more than that is for the caller to decide. */
const ATTEMPTS = 3

export function createClaim({ device, account, link, signal }: ClaimDeps) {
  const { rows, sql, operator, random } = device

  return claim

  /** Answers the place in the register. */
  async function claim(name: Name, onProgress: OnProgress): Promise<Result<number, AskError>> {
    for (let attempt = 1; ; attempt++) {
      const claimed = await claimOnce(name, onProgress)
      if (claimed.ok) return claimed
      const { error } = claimed
      // The price went up, or the day is over.
      const isStale = error.type === 'refused' && error.code === 'proof-of-work-invalid'
      if (isStale) sql.transaction(() => rows.account.unstamped())
      const mayRetry = attempt < ATTEMPTS && !signal().aborted
      if (!mayRetry || !(isStale || error.type === 'offline')) return claimed
    }
  }

  async function claimOnce(name: Name, onProgress: OnProgress): Promise<Result<number, AskError>> {
    const identity = account.identity()
    // Whoever reads the register on the other lane is not to be known as who took this name.
    const lane = link.recipient(name)
    const greeting = (await wakeLane(lane, OPEN_TIMEOUT_MS)) ? link.greeting() : undefined
    if (!greeting || !identity) return err({ type: 'offline' })
    const signed = signClaim(identity, name)
    const stamp = await stampFor(signed, greeting.claimPow, onProgress)
    if (!stamp && signal().aborted) return err({ type: 'offline' })
    if (!stamp) return err({ type: 'protocol', reason: 'the price of a name is out of bounds' })
    onProgress({ step: 'asking' })
    const claimed = await ask(lane.request, { type: 'claim', claim: { ...signed, stamp } })
    return claimed.ok ? ok(claimed.value.index) : claimed
  }

  /** Kept, so that a claim that broke off does not work twice. */
  async function stampFor(
    { record }: SignedRecord,
    params: ProofOfWorkParams,
    onProgress: OnProgress,
  ): Promise<ProofOfWork | undefined> {
    const day = dayOf(link.operatorNow())
    const stored = account.stored()?.stamp
    if (stored && Math.abs(stored.day - day) <= 1) return stored
    const expected = 2 ** params.difficultyBits
    onProgress(workingOf(0, expected))
    const solved = await solveProofOfWork({
      params,
      subject: claimSubject(record, operator.fingerprint),
      day,
      random,
      signal: signal(),
      onAttempt: (attempts) => onProgress(workingOf(attempts, expected)),
    })
    if (solved) sql.transaction(() => rows.account.stamped(solved))
    return solved
  }
}
