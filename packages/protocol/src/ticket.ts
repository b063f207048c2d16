/** The day's ticket to read the feed: a proof, and a key of one use to which the feed's keys are sealed. docs/spec/feed.md §Tickets. */
import { type ActProof, readActProof, readSlot, type Slot, writeActProof, writeSlot } from './act.ts'
import type { Bytes, Reader, Writer } from './bytes.ts'
import { type IdentityKey, readIdentityKey } from './keys.ts'

export type Ticket = Slot & { readonly oneTimeKey: IdentityKey; readonly proof: ActProof }

/** What the proof of a ticket is bound to. */
export const ticketPayload = ({ oneTimeKey }: Pick<Ticket, 'oneTimeKey'>): Bytes => oneTimeKey

export const readTicket = (reader: Reader): Ticket => ({
  ...readSlot(reader),
  oneTimeKey: readIdentityKey(reader),
  proof: readActProof(reader),
})

export function writeTicket(writer: Writer, ticket: Ticket): void {
  writeSlot(writer, ticket)
  writer.bytes(ticket.oneTimeKey)
  writeActProof(writer, ticket.proof)
}
