/** What a letter needs before it can leave: a certificate of the day, a session, and its seal. */
import { equalBytes, hasSession } from '@comrad/keymaker'
import { DEVICE, err, type Name, ok, type PrekeyBundle, type Result } from '@comrad/protocol'
import type { Account } from '../account/account.ts'
import type { Readiness } from '../account/readiness.ts'
import { ask } from '../ask.ts'
import type { Device } from '../device.ts'
import type { Link } from '../link.ts'
import type { OutgoingLetter } from '../store/outgoing-rows.ts'
import type { Lane } from '../transport.ts'
import type { Trust } from '../trust.ts'
import { type Attempt, waitAfter } from './attempt.ts'
import { CERTIFICATE_MARGIN_MS, createSealer } from './seal.ts'

export type PreparationDeps = {
  readonly device: Device
  readonly account: Account
  readonly readiness: Readiness
  readonly link: Link
  readonly trust: Trust
}

export type Preparation = {
  /** The letter, sealed and stored so. What was sealed before goes as it is, while its certificate holds. */
  prepare(lane: Lane, letter: OutgoingLetter): Promise<Result<OutgoingLetter, Attempt>>
}

export function createPreparation({ device, account, readiness, link, trust }: PreparationDeps): Preparation {
  const { rows, sql, clock, pauses, options } = device
  const sealer = createSealer({ device, account, readiness })

  return { prepare }

  async function prepare(lane: Lane, letter: OutgoingLetter): Promise<Result<OutgoingLetter, Attempt>> {
    if (!(await isCertified())) return err({ wait: 'offline' })
    if (letter.phase === 'sealed') {
      if (isFresh(letter)) return ok(letter)
      sql.transaction(() => rows.outgoing.requeue(letter.letter, { copy: false }))
    }
    const bundle = needsBundle(letter) ? await fetchBundle(lane, letter.contact) : ok(undefined)
    if (!bundle.ok) return bundle
    const sealed = await sealer.seal(letter, bundle.value)
    if (sealed.ok) return sealed
    switch (sealed.error.type) {
      case 'gone':
        return err('next')
      case 'no-certificate':
        return err({ wait: 'offline' })
      case 'certificate-invalid':
        sql.transaction(() => rows.facts.forget('certificate'))
        return err({ wait: 'offline' })
      case 'no-session':
      case 'bundle-invalid':
      case 'identity-changed':
        return err({ wait: 'no-prekeys' })
      case 'too-long':
        throw new Error('a letter within the limits does not fit its envelope')
    }
  }

  /** The longer the certificate was kept from us, the longer the letters do not show that it came. */
  async function isCertified(): Promise<boolean> {
    if (readiness.certificate(CERTIFICATE_MARGIN_MS)) return true
    const since = clock.now()
    if (!(await readiness.ensureCertificate()).ok) return false
    const { apartMs } = options
    if (apartMs > 0) await pauses.pause(Math.max(apartMs, clock.now() - since))
    return true
  }

  /** A letter that begins anew, or asks for what could not be opened, does not trust the session there is. */
  function needsBundle({ kind, contact }: OutgoingLetter): boolean {
    if (kind === 'meet-request' || kind === 'retry') return true
    return !hasSession(rows.ratchet.reader, { name: contact, device: DEVICE }, clock.now())
  }

  async function fetchBundle(lane: Lane, contact: Name): Promise<Result<PrekeyBundle, Attempt>> {
    const answered = await ask(lane.request, { type: 'bundle', address: { name: contact, device: DEVICE } })
    if (!answered.ok) return err(waitAfter(answered.error))
    const { bundle } = answered.value
    const key = rows.register.find(contact)?.record.identityKey
    if (key && !equalBytes(bundle.identityKey, key)) {
      const shownKey = Buffer.from(bundle.identityKey).toString('hex')
      trust.raise({ kind: 'foreign-key', name: contact, shownKey })
      return err({ wait: 'no-prekeys' })
    }
    return ok(bundle)
  }

  function isFresh({ sealed }: OutgoingLetter): boolean {
    return sealed !== undefined && sealed.certificateExpires - link.operatorNow() > CERTIFICATE_MARGIN_MS
  }
}
