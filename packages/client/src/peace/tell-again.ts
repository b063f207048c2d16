/** What a contact must know that holds until it is changed. Inside a transaction. */
import type { Content, Name } from '@comrad/protocol'
import type { Device } from '../device.ts'
import { writeLetter } from '../outbox/write-letter.ts'

/** To somebody whose device remembers nothing. */
export function tellAgain(device: Device, name: Name): void {
  const { timer = 0, timerAt, trusted = false } = device.rows.contacts.find(name) ?? {}
  if (timer > 0) writeLetter(device, name, { kind: 'timer', timer }, { sentAt: timerAt })
  if (trusted) writeLetter(device, name, { kind: 'profile', face: ownTrustedFace(device) })
}

/** Empty, until there is one: that it comes says that one is trusted. */
export function ownTrustedFace({ rows }: Device): Content {
  const name = rows.account.read()?.name
  return (name && rows.trustedFaces.find(name)?.face) ?? { text: '' }
}
