/** A conversation is forgotten: here only, and whole. */
import { ok } from '@comrad/protocol'
import type { Device } from '../device.ts'
import { takeBack } from '../outbox/take-back.ts'
import type { Peace } from '../peace.ts'
import { isCancellable, type LetterKey, letterKeyOf } from '../views/conversation-view.ts'
import type { Uploads } from './uploads.ts'
import { contactNamed } from './whom.ts'

type Deps = {
  readonly device: Device
  readonly uploads: Uploads
  isInFlight(letter: LetterKey): boolean
}

export function createDeleting({ device, uploads, isInFlight }: Deps): Pick<Peace, 'deleteConversation'> {
  const { rows, sql, queue, events } = device

  return {
    async deleteConversation(text) {
      return queue.run(() => {
        const contact = contactNamed(device, text)
        if (!contact.ok) return contact
        const { name } = contact.value
        sql.transaction(() => {
          // The last number first, so that each that never left is free again.
          const letters = rows.outgoing.ofKind(name, 'text').sort((a, b) => b.sequence - a.sequence)
          for (const letter of letters) {
            takeBack(device, letter, isInFlight(letterKeyOf(letter.letter)) || !isCancellable(letter))
            if (letter.blob && letter.phase !== 'deposited') uploads.remove(letter.blob)
          }
          rows.entries.eraseConversation(name)
          rows.images.forgetUnnamed()
        })
        events.emit('change', undefined)
        return ok(undefined)
      })
    },
  }
}
