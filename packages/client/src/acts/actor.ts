/** Proves that some member of one's group does this, once in its scope, without saying which. docs/spec/anonymous-acts.md. */
import { actMessage, actScope, type ProofStep } from '@comrad/keymaker'
import {
  type ActProof,
  type Bytes,
  type Day,
  dayOf,
  err,
  ok,
  type PostId,
  type Result,
  SLOTS,
  type Slot,
  type SlotKind,
  slotScope,
  voteScope,
} from '@comrad/protocol'
import type { Account } from '../account/account.ts'
import type { AskError } from '../ask.ts'
import type { Device } from '../device.ts'
import type { Link } from '../link.ts'
import type { SendRequest } from '../transport.ts'
import type { Group, GroupError, Groups } from './groups.ts'

/**
 * 'no-slot': as often as anybody may today. 'wrong-clock': the Operator's day is more than one from this device's own.
 * 'failed': the proof could not be made; it can be tried again.
 */
export type ActError =
  | GroupError
  | { readonly type: 'no-slot' }
  | { readonly type: 'wrong-clock'; readonly aheadMs: number }
  | { readonly type: 'failed' }

export type SlotProof = Slot & { readonly proof: ActProof }

export type Actor = {
  /** Takes a free slot of the day. Once it is proved it stays taken, whatever becomes of the act. `lane`: the one on which the act will travel. */
  useSlot(kind: SlotKind, payload: Bytes, lane: SendRequest): Promise<Result<SlotProof, ActError>>
  vote(
    post: PostId,
    payload: Bytes,
    lane: SendRequest,
    onStep?: (step: ProofStep) => void,
  ): Promise<Result<ActProof, ActError>>
  /** What the Operator's refusal of an act means for the next try; undefined: it is no refusal of the act itself. */
  judge(error: AskError): 'again' | undefined
}

type Deps = {
  readonly device: Device
  readonly account: Account
  readonly link: Link
  readonly groups: Groups
}

export function createActor({ device, account, link, groups }: Deps): Actor {
  const { rows, sql, clock, operator, proofs, random } = device

  return { useSlot, vote, judge }

  async function useSlot(
    kind: SlotKind,
    payload: Bytes,
    lane: SendRequest,
  ): Promise<Result<SlotProof, ActError>> {
    const group = await groups.group(lane)
    if (!group.ok) return group
    // By this device's own clock: an Operator that chose the day could have one come again, and its slots' nullifiers with it.
    const now = clock.now()
    const aheadMs = link.aheadOn(lane) ?? 0
    if (Math.abs(dayOf(now) - dayOf(now - aheadMs)) > 1) return err({ type: 'wrong-clock', aheadMs })
    const slot = sql.transaction(() => takeSlot(kind, dayOf(now)))
    if (!slot) return err({ type: 'no-slot' })
    const proved = await prove(group.value, slotScope(kind, slot), payload)
    if (proved.ok) return ok({ ...slot, proof: proved.value })
    sql.transaction(() => rows.slots.giveBack(kind, slot))
    return proved
  }

  /** Any of those that are free: taken in order, the number would say how much else its owner has done today. */
  function takeSlot(kind: SlotKind, day: Day): Slot | undefined {
    const taken = new Set(rows.slots.taken(kind, day))
    const free = Array.from({ length: SLOTS[kind] }, (_, slot) => slot).filter((slot) => !taken.has(slot))
    const [high = 0, low = 0] = random(2)
    const chosen = free[(high * 256 + low) % free.length]
    if (chosen === undefined) return undefined
    const slot = { day, slot: chosen }
    rows.slots.take(kind, slot)
    return slot
  }

  async function vote(
    post: PostId,
    payload: Bytes,
    lane: SendRequest,
    onStep?: (step: ProofStep) => void,
  ): Promise<Result<ActProof, ActError>> {
    const group = await groups.group(lane)
    return group.ok ? prove(group.value, voteScope(post), payload, onStep) : group
  }

  async function prove(
    { commitments, position }: Group,
    scope: string,
    payload: Bytes,
    onProgress?: (step: ProofStep) => void,
  ): Promise<Result<ActProof, ActError>> {
    const self = account.self()
    if (!self) return err({ type: 'not-yet' })
    const subject = { fingerprint: operator.fingerprint, scope }
    const proved = await proofs.prove({
      identity: self.identity,
      commitments,
      position,
      scope: actScope(subject),
      message: actMessage({ ...subject, payload }),
      ...(onProgress && { onProgress }),
    })
    return proved.ok ? proved : err({ type: 'failed' })
  }

  function judge(error: AskError): 'again' | undefined {
    if (error.type !== 'refused') return undefined
    return ['unknown-root', 'nullifier-used', 'slot-refused'].includes(error.code) ? 'again' : undefined
  }
}
