/**
 * Judges anonymous acts: what costs nothing first, the proof last, in a queue that has an end.
 * docs/spec/anonymous-acts.md §Checking has the order and the reason for it.
 */
import { actMessage, actScope, equalBytes, type ProofPool } from '@comrad/keymaker'
import {
  type ActProof,
  type Bytes,
  type Day,
  dayOf,
  err,
  type Fingerprint,
  type Hash,
  ok,
  type Result,
  SLOTS,
  type Slot,
  type SlotKind,
  slotScope,
} from '@comrad/protocol'
import type { Anchors, Cohort } from './anchors.ts'
import type { Spending } from './store/square-store.ts'
import type { OperatorStore } from './store/store.ts'
import type { Turns } from './turns.ts'

export type ActRefusal = {
  readonly type:
    | 'slot-refused'
    | 'unknown-root'
    | 'too-few-members'
    | 'nullifier-used'
    | 'proof-invalid'
    | 'busy'
}

export type Act = {
  /** Acts of one kind do not hold up those of another. */
  readonly kind: SlotKind | 'vote'
  readonly scope: string
  /** What the request says. */
  readonly payload: Bytes
  readonly proof: ActProof
  /** Of the circuit or connection that asks: one flood must not be everybody's. */
  readonly from: string
}

export type SlotAct = Omit<Act, 'scope' | 'kind'> & { readonly kind: SlotKind; readonly slot: Slot }

export type Acts = {
  /** Whether some member of a known group made this act. Spends nothing. */
  judge(act: Act): Promise<Result<Cohort, ActRefusal>>
  /** Judges and spends the slot. The same act again is the same answer, without another look at its proof. */
  use(act: SlotAct): Promise<Result<void, ActRefusal>>
  /** Judges, and spends nothing: for whoever spends the slot together with what it pays for. */
  allow(act: SlotAct): Promise<Result<Spending, ActRefusal>>
  /** What an act of this slot, with this payload, would have spent its nullifier with. */
  messageOf(act: Pick<SlotAct, 'kind' | 'slot' | 'payload'>): Hash
}

type Deps = {
  readonly store: Pick<OperatorStore, 'spend' | 'spentBy'>
  readonly anchors: Pick<Anchors, 'find'>
  readonly proofs: Pick<ProofPool, 'verify'>
  readonly turns: Turns
  readonly fingerprint: Fingerprint
  readonly clock: { now(): number }
  readonly minimumMembers: number
}

/** Clocks differ, and it may be midnight. */
const DAYS_APART = 1

export function createActs(deps: Deps): Acts {
  const { store, anchors, proofs, turns, fingerprint, clock, minimumMembers } = deps

  return { judge, use, allow, messageOf }

  async function judge({ kind, scope, payload, proof, from }: Act): Promise<Result<Cohort, ActRefusal>> {
    const cohort = await anchors.find(proof.root)
    if (!cohort) return err({ type: 'unknown-root' })
    if (cohort.members < minimumMembers) return err({ type: 'too-few-members' })
    const subject = { fingerprint, scope }
    const check = { proof, scope: actScope(subject), message: actMessage({ ...subject, payload }) }
    const holds = await turns.take(from, () => proofs.verify(check), kind)
    if (holds === 'busy' || !holds.ok) return err({ type: 'busy' })
    if (holds.value) return ok(cohort)
    turns.wasted(from)
    return err({ type: 'proof-invalid' })
  }

  async function use(act: SlotAct): Promise<Result<void, ActRefusal>> {
    const allowed = await allow(act)
    if (!allowed.ok) return allowed
    // Two that come at once: one of them was first.
    const outcome = await store.spend(allowed.value)
    return outcome === 'used' ? err({ type: 'nullifier-used' }) : ok(undefined)
  }

  async function allow({ kind, slot, ...act }: SlotAct): Promise<Result<Spending, ActRefusal>> {
    if (!isOffered(kind, slot)) return err({ type: 'slot-refused' })
    const { nullifier } = act.proof
    const message = messageOf({ kind, slot, payload: act.payload })
    const spending = { nullifier, message, until: slot.day + DAYS_APART + 1 }
    const spent = await store.spentBy(nullifier)
    if (spent) return equalBytes(spent, message) ? ok(spending) : err({ type: 'nullifier-used' })
    const judged = await judge({ ...act, kind, scope: slotScope(kind, slot) })
    return judged.ok ? ok(spending) : judged
  }

  function isOffered(kind: SlotKind, { day, slot }: Slot): boolean {
    const today: Day = dayOf(clock.now())
    return Math.abs(day - today) <= DAYS_APART && slot < SLOTS[kind]
  }

  function messageOf({ kind, slot, payload }: Pick<SlotAct, 'kind' | 'slot' | 'payload'>): Hash {
    return actMessage({ fingerprint, scope: slotScope(kind, slot), payload })
  }
}
