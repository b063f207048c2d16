/**
 * What the Operator must hold so that others can write to this device: prekeys and the hash of its delivery token; and
 * what this device must hold to write: a certificate of the day. Asked for on the named lane, again and again.
 */
import {
  deliveryTokenHash,
  deriveDeliveryToken,
  equalBytes,
  type NewPrekeys,
  prekeysDue,
  seedOf,
  topUpPrekeys,
  verifySenderCertificate,
} from '@comrad/keymaker'
import {
  decodePrekeyPublication,
  encodePrekeyPublication,
  err,
  type Hash,
  KYBER_PREKEYS_ONE_TIME,
  type OperatorKeys,
  ok,
  PREKEYS_ONE_TIME,
  PREKEYS_TOP_UP_BELOW,
  type PrekeyPublication,
  type Result,
} from '@comrad/protocol'
import { ask, failureOf } from '../ask.ts'
import type { Device } from '../device.ts'
import type { NetworkFailure } from '../failure.ts'
import { isRotationPending } from '../peace/token-rotation.ts'
import type { SendRequest } from '../transport.ts'
import type { Account, Self } from './account.ts'

type Done = Promise<Result<void, NetworkFailure>>

export type Readiness = {
  ensure(): Done
  /** Ours, if it holds for so much longer by the Operator's clock. */
  certificate(
    forMs: number,
  ): { readonly certificate: Uint8Array<ArrayBuffer>; readonly expires: number } | undefined
  ensureCertificate(): Done
}

type Deps = {
  readonly device: Device
  readonly account: Account
  named(): SendRequest
  keys(): OperatorKeys | undefined
  operatorNow(): number
}

/** A new one is fetched while the old one is good for as long as this, so that no letter has to wait for it. */
const CERTIFICATE_SPARE_MS = 12 * 3_600_000
/** An account that was recovered looks for its delivery token among so many. */
const TOKEN_EPOCHS = 1024

export function createReadiness({ device, account, named, keys, operatorNow }: Deps): Readiness {
  const { rows, sql, queue, clock } = device
  let coming: Done | undefined

  return { ensure, certificate, ensureCertificate }

  async function ensure(): Done {
    const self = account.self()
    if (!self) return err({ type: 'stopped' })
    const status = await ask(named(), { type: 'mailbox-status' })
    if (!status.ok) return err(failureOf(status.error))
    const { oneTime, oneTimeKyber, tokenHash } = status.value
    const token = await ensureToken(tokenHash)
    if (!token.ok) return token
    const isLow =
      oneTime < PREKEYS_ONE_TIME * PREKEYS_TOP_UP_BELOW ||
      oneTimeKyber < KYBER_PREKEYS_ONE_TIME * PREKEYS_TOP_UP_BELOW
    if (isLow || prekeysDue(rows.ratchet.reader, clock.now()) || unpublished()) {
      const published = await publish(self)
      if (!published.ok) return published
    }
    return ensureCertificate()
  }

  async function ensureToken(held: Hash | undefined): Done {
    const { phrase, tokenEpoch } = account.stored() ?? {}
    if (!phrase || tokenEpoch === undefined) return err({ type: 'stopped' })
    const seed = seedOf(phrase)
    const hashOf = (epoch: number) => deliveryTokenHash(deriveDeliveryToken(seed, epoch))
    if (held && equalBytes(held, hashOf(tokenEpoch))) return tokenGiven()
    // Recovered from its phrase: contacts still hold the token of a later epoch.
    for (let epoch = tokenEpoch + 1; held && epoch < tokenEpoch + TOKEN_EPOCHS; epoch++) {
      if (!equalBytes(held, hashOf(epoch))) continue
      sql.transaction(() => rows.account.setTokenEpoch(epoch))
      return ok(undefined)
    }
    if (held && isRotationPending(device)) return ok(undefined)
    const set = await ask(named(), { type: 'set-delivery-token', tokenHash: hashOf(tokenEpoch) })
    return set.ok ? tokenGiven() : err(failureOf(set.error))
  }

  function tokenGiven(): Result<void, never> {
    if (rows.facts.number('token-due-at') !== undefined) {
      sql.transaction(() => rows.facts.forget('token-due-at'))
    }
    return ok(undefined)
  }

  /** The private halves are in the store before the public ones leave; what was not published goes out first. */
  async function publish(self: Self): Done {
    const publication = unpublished() ?? (await queue.run(() => create(self)))
    const published = await ask(named(), { type: 'publish-prekeys', publication })
    if (!published.ok) return err(failureOf(published.error))
    sql.transaction(() => rows.facts.forget('unpublished-prekeys'))
    return ok(undefined)
  }

  function create({ identity, registrationId }: Self): PrekeyPublication {
    const made: NewPrekeys = topUpPrekeys({
      identity,
      registrationId,
      now: clock.now(),
      oneTime: PREKEYS_ONE_TIME,
      oneTimeKyber: KYBER_PREKEYS_ONE_TIME,
      ratchet: rows.ratchet.reader,
    })
    sql.transaction(() => {
      rows.ratchet.write(made.writes)
      rows.facts.set('unpublished-prekeys', encodePrekeyPublication(made.publication))
    })
    return made.publication
  }

  function unpublished(): PrekeyPublication | undefined {
    const bytes = rows.facts.bytes('unpublished-prekeys')
    const decoded = bytes && decodePrekeyPublication(bytes)
    return decoded?.ok ? decoded.value : undefined
  }

  function certificate(forMs: number) {
    const bytes = rows.facts.bytes('certificate')
    const expires = rows.facts.number('certificate-expires') ?? 0
    return bytes && expires - operatorNow() > forMs ? { certificate: bytes, expires } : undefined
  }

  /** Asked for once, however many letters wait: their number is nobody's business. */
  function ensureCertificate(): Done {
    coming ??= fetchCertificate().finally(() => {
      coming = undefined
    })
    return coming
  }

  async function fetchCertificate(): Done {
    if (certificate(CERTIFICATE_SPARE_MS)) return ok(undefined)
    const self = account.self()
    const trustRoot = keys()?.trustRoot
    const answered = await ask(named(), { type: 'certificate' })
    if (!answered.ok) return err(failureOf(answered.error))
    if (!self || !trustRoot) return err({ type: 'stopped' })
    const judged = verifySenderCertificate({
      certificate: answered.value.certificate,
      trustRoot,
      address: self.address,
      identityKey: self.identity.identityKey,
      now: operatorNow(),
    })
    if (!judged.ok) return err({ type: 'protocol', reason: 'the certificate is not ours' })
    sql.transaction(() => {
      rows.facts.set('certificate', answered.value.certificate)
      rows.facts.set('certificate-expires', judged.value.expires)
    })
    return ok(undefined)
  }
}
