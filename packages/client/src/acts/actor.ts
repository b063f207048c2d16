/** Proves that some member of one's group does this, once in its scope, without saying which. docs/spec/anonymous-acts.md. */
import { actMessage, actScope } from '@comrad/keymaker'
import {
  type ActProof,
  type Bytes,
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
import type { GroupError, Groups } from './groups.ts'

/** 'no-slot': as often as anybody may today. 'failed': the proof could not be made; it can be tried again. */
export type ActError = GroupError | { readonly type: 'no-slot' } | { readonly type: 'failed' }

export type SlotProof = Slot & { readonly proof: ActProof }

export type Actor = {
  /** Takes the next free slot of the day. Once it is proved it stays taken, whatever becomes of the act. */
  useSlot(kind: SlotKind, payload: Bytes): Promise<Result<SlotProof, ActError>>
  vote(post: PostId, payload: Bytes): Promise<Result<ActProof, ActError>>
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
  const { rows, sql, operator, proofs } = device

  return { useSlot, vote, judge }

  async function useSlot(kind: SlotKind, payload: Bytes): Promise<Result<SlotProof, ActError>> {
    const group = await groups.group()
    if (!group.ok) return group
    const day = dayOf(link.operatorNow())
    const slot = sql.transaction(() => rows.slots.take(kind, day, SLOTS[kind]))
    if (slot === undefined) return err({ type: 'no-slot' })
    const proved = await prove(slotScope(kind, { day, slot }), payload)
    if (proved.ok) return ok({ day, slot, proof: proved.value })
    sql.transaction(() => rows.slots.giveBack(kind, { day, slot }))
    return proved
  }

  function vote(post: PostId, payload: Bytes): Promise<Result<ActProof, ActError>> {
    return prove(voteScope(post), payload)
  }

  async function prove(scope: string, payload: Bytes): Promise<Result<ActProof, ActError>> {
    const group = await groups.group()
    if (!group.ok) return group
    const self = account.self()
    if (!self) return err({ type: 'not-yet' })
    const subject = { fingerprint: operator.fingerprint, scope }
    const proved = await proofs.prove({
      identity: self.identity,
      commitments: group.value.commitments,
      position: group.value.position,
      scope: actScope(subject),
      message: actMessage({ ...subject, payload }),
    })
    return proved.ok ? proved : err({ type: 'failed' })
  }

  function judge(error: AskError): 'again' | undefined {
    if (error.type !== 'refused') return undefined
    if (error.code === 'unknown-root') groups.forget()
    const isOfAct = ['unknown-root', 'nullifier-used', 'slot-refused'].includes(error.code)
    return isOfAct ? 'again' : undefined
  }
}
