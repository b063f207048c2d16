/**
 * From the outbox into an envelope. The ratchet's new state, the letter's number and its sealed form are committed together
 * before anything leaves: after a crash the same envelope goes out again, and no key is used twice.
 */
import { type SealError, sealLetter } from '@comrad/keymaker'
import {
  DEVICE,
  dayOf,
  decodeFeedHead,
  decodeLetter,
  ENVELOPE_ID_BYTES,
  type EnvelopeId,
  encodeLetter,
  err,
  type FeedHead,
  ok,
  type PrekeyBundle,
  type Result,
} from '@comrad/protocol'
import type { Account } from '../account/account.ts'
import type { Readiness } from '../account/readiness.ts'
import type { Device } from '../device.ts'
import type { OutgoingLetter } from '../store/outgoing-rows.ts'
import { isCounted } from './write-letter.ts'

export type SealFailure = SealError | { readonly type: 'no-certificate' } | { readonly type: 'gone' }

/** A letter sealed under a certificate that is about to end could be dated by the Operator after it. */
export const CERTIFICATE_MARGIN_MS = 3_600_000

type Deps = { readonly device: Device; readonly account: Account; readonly readiness: Readiness }

export function createSealer({ device, account, readiness }: Deps) {
  const { rows, sql, queue, random, clock } = device

  return { seal: (letter: OutgoingLetter, bundle?: PrekeyBundle) => queue.run(() => sealNow(letter, bundle)) }

  async function sealNow(
    { letter: id }: OutgoingLetter,
    bundle: PrekeyBundle | undefined,
  ): Promise<Result<OutgoingLetter, SealFailure>> {
    // Read again: while this waited for its turn the letter may have been cancelled.
    const letter = rows.outgoing.find(id)
    const self = account.self()
    if (letter?.phase !== 'queued' || !self) return err({ type: 'gone' })
    const held = readiness.certificate(CERTIFICATE_MARGIN_MS)
    if (!held) return err({ type: 'no-certificate' })
    const contact = rows.contacts.find(letter.contact)
    const recipient = rows.register.find(letter.contact)
    if (!contact || !recipient) return err({ type: 'gone' })

    const sequence = letter.sequence > 0 || !isCounted(letter.kind) ? letter.sequence : contact.sequence + 1
    const envelope = random(ENVELOPE_ID_BYTES) as EnvelopeId
    const sealed = await sealLetter({
      identity: self.identity,
      registrationId: self.registrationId,
      self: self.address,
      recipient: { name: letter.contact, device: DEVICE },
      recipientKey: recipient.record.identityKey,
      envelope,
      certificate: held.certificate,
      bundle,
      plaintext: plaintextOf(letter, sequence),
      ratchet: rows.ratchet.reader,
      now: clock.now(),
    })
    if (!sealed.ok) return sealed
    const { ciphertext, writes } = sealed.value
    sql.transaction(() => {
      rows.ratchet.write(writes)
      if (sequence > contact.sequence) rows.contacts.setSequence(letter.contact, sequence)
      rows.outgoing.seal(
        letter.letter,
        sequence,
        { envelope, ciphertext, certificateExpires: held.expires },
        dayOf(clock.now()),
      )
    })
    const stored = rows.outgoing.find(id)
    return stored ? ok(stored) : err({ type: 'gone' })
  }

  /** What this device was shown of the feed: whoever reads it compares. */
  function feedHead(): FeedHead | undefined {
    const stored = rows.facts.bytes('feed-head')
    const decoded = stored && decodeFeedHead(stored)
    return decoded?.ok && decoded.value.sequence > 0 ? decoded.value : undefined
  }

  function plaintextOf({ body }: OutgoingLetter, sequence: number) {
    const draft = decodeLetter(body)
    if (!draft.ok) throw new Error('a letter in the outbox does not decode')
    const checkpoint = rows.register.checkpoint()?.note ?? draft.value.checkpoint
    const letter = { ...draft.value, sequence, checkpoint: checkpoint as typeof draft.value.checkpoint }
    const head = feedHead()
    return encodeLetter(head ? { ...letter, feedHead: head } : letter)
  }
}
