/** Where an arrived letter stands among its sender's others. */
import type { Letter, Name } from '@comrad/protocol'
import type { Device } from '../device.ts'

/**
 * A number that is taken already means that the sender counts anew, from an older copy of its store or from none: that is a new run,
 * which stands after the old one. Otherwise a late letter goes where it belongs.
 */
export function placeLetter({ rows, clock }: Device, from: Name, letter: Letter): void {
  const contact = rows.contacts.find(from)
  if (!contact) return
  const { id, sequence, sentAt, body } = letter
  const now = clock.now()
  const isTaken = rows.entries.hasSequence(from, contact.run, sequence)
  const run = isTaken ? contact.run + 1 : contact.run
  if (isTaken) rows.contacts.setRun(from, run)
  rows.entries.addReceived({
    from,
    letter: id,
    run,
    sequence,
    // Whatever a sender says: nothing was sent after it arrived, and no screen can draw the end of time.
    sentAt: Math.min(sentAt, now),
    receivedAt: now,
    ...(body.kind === 'text' && { content: body.content, timer: body.timer }),
  })
}
