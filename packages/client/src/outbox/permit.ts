/** Leave to write a first letter: an anonymous act for this one envelope. docs/spec/delivery.md §First letters. */
import { sha256 } from '@comrad/keymaker'
import { type Authorization, DEVICE, err, ok, permitPayload, type Result } from '@comrad/protocol'
import type { Actor } from '../acts/actor.ts'
import { outcomeOfAct, reasonOfAct } from '../acts/waiting.ts'
import { ask } from '../ask.ts'
import type { Device } from '../device.ts'
import type { OutgoingLetter } from '../store/outgoing-rows.ts'
import type { Lane } from '../transport.ts'
import { type Wait, waitAfter } from './attempt.ts'

/** The one that was given before is used as long as the envelope is the same. */
export async function permitFor(
  { sql, rows }: Device,
  actor: Actor,
  lane: Lane,
  letter: OutgoingLetter,
): Promise<Result<Authorization, Wait>> {
  const { sealed } = letter
  if (!sealed) return err({ wait: 'busy' })
  if (sealed.permit) return ok({ type: 'permit', ...sealed.permit })
  const envelope = {
    recipient: { name: letter.contact, device: DEVICE },
    id: sealed.envelope,
    hash: sha256(sealed.ciphertext),
  }
  for (;;) {
    const act = await actor.useSlot('meet', permitPayload(envelope))
    if (!act.ok) {
      const outcome = outcomeOfAct(act.error)
      const later = typeof outcome === 'object' ? outcome : {}
      return err({ wait: reasonOfAct(act.error), ...later })
    }
    const answered = await ask(lane.request, { type: 'permit', permit: { ...act.value, ...envelope } })
    if (!answered.ok) {
      if (actor.judge(answered.error)) continue
      return err(waitAfter(answered.error))
    }
    const { day, slot, proof } = act.value
    const permit = { day, slot, nullifier: proof.nullifier }
    sql.transaction(() => rows.outgoing.permit(letter.letter, permit))
    return ok({ type: 'permit', ...permit })
  }
}
