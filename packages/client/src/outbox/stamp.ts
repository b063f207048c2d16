/** The price of a first letter: a proof of work over the envelope, bound to the Operator and the day. */
import { solveProofOfWork, stampSubject } from '@comrad/keymaker'
import { DEVICE, dayOf, type ProofOfWork } from '@comrad/protocol'
import type { Device } from '../device.ts'
import type { Link } from '../link.ts'
import type { OutgoingLetter } from '../store/outgoing-rows.ts'

export type OnWork = (work: { readonly attempts: number; readonly expected: number }) => void

/** One that was made earlier is used while the Operator will take it. `undefined` if the price is out of bounds, or `signal` stopped the work. */
export async function stampFor(
  device: Device,
  link: Link,
  letter: OutgoingLetter,
  { onWork, signal }: { readonly onWork: OnWork; readonly signal: AbortSignal },
): Promise<ProofOfWork | undefined> {
  const { sealed } = letter
  const params = link.greeting()?.stampPow
  if (!sealed || !params) return undefined
  const day = dayOf(link.operatorNow())
  if (sealed.stamp && Math.abs(sealed.stamp.day - day) <= 1) return sealed.stamp
  const expected = 2 ** params.difficultyBits
  onWork({ attempts: 0, expected })
  const envelope = {
    recipient: { name: letter.contact, device: DEVICE },
    id: sealed.envelope,
    ciphertext: sealed.ciphertext,
  }
  const stamp = await solveProofOfWork({
    params,
    subject: stampSubject(envelope, device.operator.fingerprint),
    day,
    random: device.random,
    signal,
    onAttempt: (attempts) => onWork({ attempts, expected }),
  })
  if (stamp) device.sql.transaction(() => device.rows.outgoing.stamp(letter.letter, stamp))
  return stamp
}
