/** Sealing: session, sealed sender, outer seal. docs/spec/keys.md §Layers. */
import {
  type Address,
  type Bytes,
  type EnvelopeId,
  err,
  formatAddress,
  type IdentityKey,
  ok,
  type PrekeyBundle,
  type Result,
} from '@comrad/protocol'
import {
  ContentHint,
  KEMPublicKey,
  PreKeyBundle,
  ProtocolAddress,
  PublicKey,
  processPreKeyBundle,
  type SenderCertificate,
  sealedSenderEncrypt,
  signalEncrypt,
  UnidentifiedSenderMessageContent,
} from '@signalapp/libsignal-client'
import type { Identity } from './identity.ts'
import { SEALED_SENDER_BYTES_MAX, sealOuter } from './outer-seal.ts'
import { equalBytes } from './primitives.ts'
import { createOverlay, type RatchetReader, type RatchetWrite } from './ratchet.ts'
import { readSenderCertificate } from './sender-certificate.ts'
import { createSignalStores, readSession, type SignalStores } from './signal-stores.ts'
import { isSoundKey } from './sound-key.ts'

export type SealOptions = {
  readonly identity: Identity
  readonly registrationId: number
  readonly self: Address
  readonly recipient: Address
  /** Random, and the same whenever this letter is deposited. */
  readonly envelope: EnvelopeId
  /** The key that the register has for the recipient's name. */
  readonly recipientKey: IdentityKey
  /** Ours, as `verifySenderCertificate` accepted it. */
  readonly certificate: Bytes
  /** Starts a new session with it, even if there is one. */
  readonly bundle?: PrekeyBundle | undefined
  readonly plaintext: Bytes
  readonly ratchet: RatchetReader
  readonly now: number
}

export type SealedLetter = { readonly ciphertext: Bytes; readonly writes: readonly RatchetWrite[] }

export type SealError =
  /** None, or one that was never answered for 30 days: fetch a bundle. */
  | { readonly type: 'no-session' }
  /** For another key, signed wrongly, or with a key that nothing can be sealed to: the Operator or the recipient is at fault. */
  | { readonly type: 'bundle-invalid' }
  /** `recipientKey` is not the key that this name had before. */
  | { readonly type: 'identity-changed' }
  /** The certificate does not name `self` with our key. */
  | { readonly type: 'certificate-invalid' }
  | { readonly type: 'too-long' }

/** Whether a letter can be sealed without a bundle. */
export function hasSession(ratchet: RatchetReader, address: Address, now: number): boolean {
  const session = readSession(ratchet.get('session', formatAddress(address)))
  return session?.hasCurrentState(new Date(now)) ?? false
}

/** Commit `writes` before the ciphertext leaves: a ratchet that goes back would use a key twice. */
export async function sealLetter(options: SealOptions): Promise<Result<SealedLetter, SealError>> {
  const { identity, self, recipient, recipientKey, bundle, plaintext, ratchet, now } = options
  const known = ratchet.get('identity', recipient.name)
  if (known && !equalBytes(known, recipientKey)) return err({ type: 'identity-changed' })
  const certificate = ownCertificate(options)
  if (!certificate) return err({ type: 'certificate-invalid' })
  if (![recipientKey, ...keysOf(bundle)].every(isSoundKey)) return err({ type: 'bundle-invalid' })
  if (!bundle && !hasSession(ratchet, recipient, now)) return err({ type: 'no-session' })

  const overlay = createOverlay(ratchet)
  const peer = { name: recipient.name, key: recipientKey }
  const stores = createSignalStores({ identity, registrationId: options.registrationId, peer, overlay })
  const local = ProtocolAddress.new(self.name, self.device)
  const remote = ProtocolAddress.new(recipient.name, recipient.device)
  const date = new Date(now)
  try {
    if (bundle && !(await startSession({ bundle, recipientKey, stores, local, remote, date })))
      return err({ type: 'bundle-invalid' })
    const message = await signalEncrypt(plaintext, remote, local, stores.session, stores.identity, date)
    const content = UnidentifiedSenderMessageContent.new(message, certificate, ContentHint.Default, null)
    const sealed = await sealedSenderEncrypt(content, remote, stores.identity)
    if (sealed.length > SEALED_SENDER_BYTES_MAX) return err({ type: 'too-long' })
    const ciphertext = sealOuter(recipientKey, { recipient, id: options.envelope }, sealed)
    return ok({ ciphertext, writes: overlay.writes() })
  } catch {
    overlay.throwIfBroken()
    // What is left are records and keys that libsignal cannot use: a new session is the one way out.
    return err({ type: bundle ? 'bundle-invalid' : 'no-session' })
  }
}

async function startSession(options: {
  readonly bundle: PrekeyBundle
  readonly recipientKey: IdentityKey
  readonly stores: SignalStores
  readonly local: ProtocolAddress
  readonly remote: ProtocolAddress
  readonly date: Date
}): Promise<boolean> {
  const { bundle, recipientKey, stores, local, remote, date } = options
  if (!equalBytes(bundle.identityKey, recipientKey)) return false
  const prekeys = bundleOf(bundle, remote.deviceId())
  await processPreKeyBundle(prekeys, remote, local, stores.session, stores.identity, date)
  return true
}

function keysOf(bundle: PrekeyBundle | undefined): IdentityKey[] {
  if (!bundle) return []
  return bundle.oneTime ? [bundle.signedPrekey.key, bundle.oneTime.key] : [bundle.signedPrekey.key]
}

function bundleOf(bundle: PrekeyBundle, device: number): PreKeyBundle {
  const { registrationId, identityKey, signedPrekey, kyberPrekey, oneTime } = bundle
  return PreKeyBundle.new(
    registrationId,
    device,
    oneTime ? oneTime.id : null,
    oneTime ? PublicKey.deserialize(oneTime.key) : null,
    signedPrekey.id,
    PublicKey.deserialize(signedPrekey.key),
    signedPrekey.signature,
    PublicKey.deserialize(identityKey),
    kyberPrekey.id,
    KEMPublicKey.deserialize(kyberPrekey.key),
    kyberPrekey.signature,
  )
}

/** The recipient would refuse any other; better to know before the ratchet moves. */
function ownCertificate({ certificate: bytes, self, identity }: SealOptions): SenderCertificate | undefined {
  const certificate = readSenderCertificate(bytes)
  try {
    const isOurs =
      certificate?.senderUuid() === self.name &&
      certificate.senderDeviceId() === self.device &&
      equalBytes(certificate.key().serialize(), identity.identityKey)
    return isOurs ? certificate : undefined
  } catch {
    return undefined
  }
}
