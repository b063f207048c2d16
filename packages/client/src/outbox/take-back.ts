/** A letter leaves the outbox unsent. Inside a transaction. */
import type { Device } from '../device.ts'
import type { OutgoingLetter } from '../store/outgoing-rows.ts'

/**
 * Its number is free again if it was the last one and certainly did not leave, or the recipient would see a gap where
 * nothing is missing.
 */
export function takeBack({ rows }: Device, letter: OutgoingLetter, hasLeft: boolean): void {
  rows.outgoing.remove(letter.letter)
  const contact = rows.contacts.find(letter.contact)
  if (hasLeft || letter.sequence === 0 || contact?.sequence !== letter.sequence) return
  rows.contacts.setSequence(letter.contact, letter.sequence - 1)
}
