/** Whom a wish is about, from what a person typed. */
import { err, type Name, ok, parseName, type Result } from '@comrad/protocol'
import type { Account } from '../account/account.ts'
import type { ContactError, NameProblem } from '../comrad.ts'
import type { Device } from '../device.ts'
import type { StoredContact } from '../store/contact-rows.ts'

export function contactNamed({ rows }: Device, text: string): Result<StoredContact, ContactError> {
  const name = parseName(text)
  if (!name.ok) return err({ type: 'name-invalid', reason: name.error })
  const contact = rows.contacts.find(name.value)
  return contact ? ok(contact) : err({ type: 'unknown-contact' })
}

/** Anybody: somebody may be unwelcome before one has met them. */
export function anybodyNamed(account: Account, text: string): Result<Name, NameProblem> {
  const name = parseName(text)
  if (!name.ok) return err({ type: 'name-invalid', reason: name.error })
  return account.self() ? name : err({ type: 'not-registered' })
}
