/** Putting a letter into the outbox. Only inside the transaction that also holds its cause. */
import {
  type Bytes,
  encodeLetter,
  LETTER_ID_BYTES,
  type LetterBody,
  type LetterId,
  type Name,
} from '@comrad/protocol'
import type { Device } from '../device.ts'

export function writeLetter(device: Device, contact: Name, body: LetterBody): LetterId {
  const { rows, random, clock } = device
  const letter = random(LETTER_ID_BYTES) as LetterId
  const at = clock.now()
  // Kept as the letter that it will be; its number and checkpoint are filled in when it is sealed.
  const draft = encodeLetter({ id: letter, sequence: 0, sentAt: at, checkpoint: NONE, body })
  rows.outgoing.add({ letter, contact, kind: body.kind, body: draft, at })
  if (body.kind === 'text') rows.entries.addSent(contact, letter, body.text, at)
  return letter
}

/** Receipts, retries and tokens are not counted: losing one leaves no gap in what was said. */
export function isCounted(kind: LetterBody['kind']): boolean {
  return kind === 'text' || kind === 'meet-request' || kind === 'meet-accept' || kind === 'meet-decline'
}

/** What its recipient confirms. The rest is over once it is deposited. */
export function isConfirmed(kind: LetterBody['kind']): boolean {
  return kind === 'text' || kind === 'meet-accept' || kind === 'token'
}

const NONE: Bytes = new Uint8Array(0)
