/** What is asked about somebody by name, and noted about them. */
import { compareScannable, safetyNumber } from '@comrad/keymaker'
import { type Bytes, err, type Name, ok, parseName, type Result } from '@comrad/protocol'
import type { Account } from '../account/account.ts'
import type { ContactError } from '../comrad.ts'
import type { Device } from '../device.ts'
import type { ContactView } from '../views/contacts-view.ts'
import { type SafetyNumberView, type ScannedNumber, safetyNumberViewOf } from '../views/safety-number-view.ts'

type Deps = {
  readonly device: Device
  readonly account: Account
  readonly views: { contact(name: Name): ContactView | undefined }
}

export function createPeople({ device, account, views }: Deps) {
  const { rows, sql, events, clock } = device

  return { lookUp, verify, compareScanned, markVerified, markRead }

  /** The view of a contact, by what a person typed. */
  function lookUp<T>(text: string, view: (name: Name) => T | undefined): Result<T, ContactError> {
    const name = parseName(text)
    if (!name.ok) return err({ type: 'name-invalid', reason: name.error })
    const found = rows.contacts.find(name.value) && view(name.value)
    return found === undefined ? err({ type: 'unknown-contact' }) : ok(found)
  }

  function verify(text: string): Result<SafetyNumberView, ContactError> {
    return lookUp(text, (name) => {
      const self = account.self()
      const key = keyOf(name)
      if (!self || !key) return undefined
      const number = safetyNumber({
        self: { name: self.address.name, key: self.identity.identityKey },
        other: { name, key },
      })
      return safetyNumberViewOf(name, number, views.contact(name)?.verified ?? false, device.speech())
    })
  }

  /** With what the other's device shows. Only the same number verifies. */
  function compareScanned(text: string, scanned: Bytes): Result<ScannedNumber, ContactError> {
    const number = verify(text)
    if (!number.ok) return number
    const compared = compareScannable(number.value.scannable, scanned)
    if (compared !== 'same') return ok(compared)
    const marked = markVerified(text)
    return marked.ok ? ok(compared) : marked
  }

  /** Holds for the key that was compared, and for no other. */
  function markVerified(text: string): Result<void, ContactError> {
    const found = lookUp(text, keyOf)
    const contact = lookUp(text, views.contact)
    if (!found.ok || !contact.ok) return found.ok ? err({ type: 'unknown-contact' }) : found
    sql.transaction(() => rows.contacts.setVerified(contact.value.name, found.value))
    events.emit('change', undefined)
    return ok(undefined)
  }

  function markRead(text: string): Result<void, ContactError> {
    const contact = lookUp(text, views.contact)
    if (!contact.ok) return contact
    const { name, unread } = contact.value
    if (unread > 0) {
      sql.transaction(() => rows.entries.markRead(name, clock.now()))
      events.emit('change', undefined)
    }
    return ok(undefined)
  }

  function keyOf(name: Name) {
    return rows.register.find(name)?.record.identityKey
  }
}
