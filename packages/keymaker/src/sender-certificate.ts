/** The Operator's statement, for a day, that a name has a key. docs/spec/keys.md §Sender certificate. */
import {
  type Address,
  type Bytes,
  DEVICE_MAX,
  err,
  type IdentityKey,
  ok,
  parseName,
  type Result,
} from '@comrad/protocol'
import { PublicKey, SenderCertificate } from '@signalapp/libsignal-client'
import { type OperatorSecrets, operatorSecretsOf } from './operator-keys.ts'
import { equalBytes } from './primitives.ts'

export type CertificateError = {
  readonly type: 'certificate'
  readonly reason: 'expired' | 'foreign' | 'malformed'
}
/** Who a certificate names. `expires` in milliseconds since 1970. */
export type Certified = {
  readonly sender: Address
  readonly senderKey: IdentityKey
  readonly expires: number
}

export function issueSenderCertificate(options: {
  readonly secrets: OperatorSecrets
  readonly address: Address
  readonly identityKey: IdentityKey
  readonly expires: number
}): Bytes {
  const { secrets, address, identityKey, expires } = options
  const { serverCertificate, serverKey } = operatorSecretsOf(secrets)
  const key = PublicKey.deserialize(identityKey)
  return SenderCertificate.new(
    address.name,
    null,
    address.device,
    key,
    expires,
    serverCertificate,
    serverKey,
  ).serialize()
}

/** For a device that was given one: whether it names this device and key, under this root, and holds at `now`. */
export function verifySenderCertificate(options: {
  readonly certificate: Bytes
  readonly trustRoot: IdentityKey
  readonly address: Address
  readonly identityKey: IdentityKey
  readonly now: number
}): Result<{ readonly expires: number }, CertificateError> {
  const certificate = readSenderCertificate(options.certificate)
  if (!certificate) return refused('malformed')
  const judged = judgeSenderCertificate(certificate, options.trustRoot, options.now)
  if (!judged.ok) return judged
  if (!names(judged.value, options.address, options.identityKey)) return refused('foreign')
  return ok({ expires: judged.value.expires })
}

/** `foreign`: not signed under our Operator's root. `expired`: signed, and past its time. */
export function judgeSenderCertificate(
  certificate: SenderCertificate,
  trustRoot: IdentityKey,
  time: number,
): Result<Certified, CertificateError> {
  try {
    // At time 0 nothing has expired: what fails then is the signature.
    if (!certificate.validate(PublicKey.deserialize(trustRoot), 0)) return refused('foreign')
    const expires = certificate.expiration()
    if (time > expires) return refused('expired')
    const sender = senderOf(certificate)
    if (!sender) return refused('malformed')
    return ok({ sender, senderKey: certificate.key().serialize() as IdentityKey, expires })
  } catch {
    return refused('malformed')
  }
}

export function readSenderCertificate(bytes: Bytes): SenderCertificate | undefined {
  try {
    return SenderCertificate.deserialize(bytes)
  } catch {
    return undefined
  }
}

export const names = (certified: Certified, address: Address, identityKey: IdentityKey): boolean =>
  certified.sender.name === address.name &&
  certified.sender.device === address.device &&
  equalBytes(certified.senderKey, identityKey)

function senderOf(certificate: SenderCertificate): Address | undefined {
  const name = parseName(certificate.senderUuid())
  const device = certificate.senderDeviceId()
  if (!name.ok || name.value !== certificate.senderUuid() || certificate.senderE164() !== null) return
  return device >= 1 && device <= DEVICE_MAX ? { name: name.value, device } : undefined
}

const refused = (reason: CertificateError['reason']): Result<never, CertificateError> =>
  err({ type: 'certificate', reason })
