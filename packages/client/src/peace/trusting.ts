/** Whom one trusts: they are shown one's other face, and the posts written from now on. */
import { err, type Name, ok, type Result } from '@comrad/protocol'
import type { Device } from '../device.ts'
import { writeLetter } from '../outbox/write-letter.ts'
import type { Peace } from '../peace.ts'
import { ownTrustedFace } from './tell-again.ts'
import { contactNamed } from './whom.ts'
import { withdrawTrust } from './withdrawal.ts'

type Deps = { readonly device: Device; carry(contact: Name): void }

export function createTrusting({ device, carry }: Deps): Pick<Peace, 'trust' | 'untrust'> {
  const { rows, sql, queue } = device

  return {
    async trust(text) {
      return queue.run(() => {
        const contact = contactNamed(device, text)
        if (!contact.ok) return contact
        const { name, trusted } = contact.value
        if (!rows.contacts.isMet(name)) return err({ type: 'not-met' })
        if (trusted) return ok(undefined)
        return change(name, true, () =>
          writeLetter(device, name, { kind: 'profile', face: ownTrustedFace(device) }),
        )
      })
    },
    async untrust(text) {
      return queue.run(() => {
        const contact = contactNamed(device, text)
        if (!contact.ok) return contact
        const { name, trusted } = contact.value
        return trusted ? change(name, false, () => withdrawTrust(device, name)) : ok(undefined)
      })
    },
  }

  function change(name: Name, trusted: boolean, tell: () => void): Result<void, never> {
    sql.transaction(() => {
      rows.contacts.setTrusted(name, trusted)
      tell()
    })
    device.events.emit('change', undefined)
    carry(name)
    return ok(undefined)
  }
}
