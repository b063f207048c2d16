/** A person writes, and thinks better of it. */
import { err, type Name, ok, parseMessageText, parseName, type Result } from '@comrad/protocol'
import type { Account } from '../account/account.ts'
import type { CancelError, SendError } from '../comrad.ts'
import type { Device } from '../device.ts'
import { isCancellable, type LetterKey, letterKeyOf, parseLetterKey } from '../views/conversation-view.ts'
import { writeLetter } from './write-letter.ts'

type Deps = { readonly device: Device; readonly account: Account; isInFlight(letter: LetterKey): boolean }

export function createWriting({ device, account, isInFlight }: Deps) {
  const { rows, sql, queue, clock, events } = device

  return { send, cancel }

  async function send(
    to: string,
    words: string,
  ): Promise<Result<{ readonly letter: LetterKey; readonly to: Name }, SendError>> {
    const name = parseName(to)
    if (!name.ok) return err({ type: 'name-invalid', reason: name.error })
    if (!account.self()) return err({ type: 'not-registered' })
    const text = parseMessageText(words)
    if (!text.ok) return err({ type: 'text-invalid', reason: reasonOf(text.error.type) })
    return queue.run(() => {
      if (rows.contacts.find(name.value)?.phase !== 'met') return err({ type: 'not-met' })
      const letter = sql.transaction(() =>
        writeLetter(device, name.value, { kind: 'text', content: { text: text.value }, timer: 0 }),
      )
      events.emit('change', undefined)
      return ok({ letter: letterKeyOf(letter), to: name.value })
    })
  }

  async function cancel(key: LetterKey): Promise<Result<void, CancelError>> {
    return queue.run(() => {
      const letter = rows.outgoing.find(parseLetterKey(key))
      if (letter?.kind !== 'text') return err({ type: letter ? 'too-late' : 'unknown-letter' })
      if (isInFlight(key) || !isCancellable(letter)) return err({ type: 'too-late' })
      sql.transaction(() => {
        rows.outgoing.remove(letter.letter)
        rows.entries.setSent(letter.contact, letter.letter, 'cancelled', clock.now())
        // It was the last one to be numbered, or the recipient would see a gap where nothing is missing.
        const contact = rows.contacts.find(letter.contact)
        if (contact && letter.sequence > 0 && contact.sequence === letter.sequence) {
          rows.contacts.setSequence(letter.contact, letter.sequence - 1)
        }
      })
      events.emit('change', undefined)
      return ok(undefined)
    })
  }
}

function reasonOf(type: 'empty' | 'too-long' | 'lone-surrogate' | 'control-character') {
  return type === 'empty' || type === 'too-long' ? type : 'characters'
}
