/** Leave to write a first letter: an anonymous act for this one envelope. docs/spec/delivery.md §First letters. */
import { sha256 } from '@comrad/keymaker'
import { type Authorization, DEVICE, err, ok, permitPayload, type Result } from '@comrad/protocol'
import type { Actor } from '../acts/actor.ts'
import { outcomeOfAct, reasonOfAct } from '../acts/waiting.ts'
import { ask } from '../ask.ts'
import type { Device } from '../device.ts'
import type { OutgoingLetter, StoredPermit } from '../store/outgoing-rows.ts'
import type { Lane } from '../transport.ts'
import { type Wait, waitAfter } from './attempt.ts'

/** The one that was proved before is shown as long as the envelope is the same: it costs one slot, whatever breaks. */
export async function permitFor(
  { sql, rows, random }: Device,
  actor: Actor,
  lane: Lane,
  { letter, contact, sealed }: OutgoingLetter,
): Promise<Result<Authorization, Wait>> {
  if (!sealed) return err({ wait: 'busy' })
  const envelope = {
    recipient: { name: contact, device: DEVICE },
    id: sealed.envelope,
    hash: sha256(sealed.ciphertext),
  }
  let kept = sealed.permit
  for (;;) {
    const permit = kept ? ok(kept) : await prove()
    if (!permit.ok) return permit
    const { day, slot, proof, isGranted } = permit.value
    if (isGranted) return ok({ type: 'permit', day, slot, nullifier: proof.nullifier })
    const answered = await ask(lane.request, { type: 'permit', permit: { day, slot, proof, ...envelope } })
    if (answered.ok) kept = keep({ ...permit.value, isGranted: true })
    else if (actor.judge(answered.error)) kept = keep(undefined)
    else return err(waitAfter(answered.error))
  }

  async function prove(): Promise<Result<StoredPermit, Wait>> {
    const act = await actor.useSlot('meet', permitPayload(envelope), lane.request)
    if (act.ok) return ok(keep({ ...act.value, isGranted: false }))
    const outcome = outcomeOfAct(act.error, random)
    return err({ wait: reasonOfAct(act.error), ...(typeof outcome === 'object' && outcome) })
  }

  function keep<T extends StoredPermit | undefined>(next: T): T {
    sql.transaction(() => rows.outgoing.permit(letter, next))
    return next
  }
}
