/** Opening: outer seal, sealed sender, certificate, session. docs/spec/keys.md §Layers. */
import {
  type Address,
  type Bytes,
  type Day,
  type EnvelopeId,
  err,
  type IdentityKey,
  ok,
  type Result,
  startOfDay,
} from '@comrad/protocol'
import {
  CiphertextMessageType,
  ErrorCode,
  LibSignalErrorBase,
  PreKeySignalMessage,
  ProtocolAddress,
  SignalMessage,
  sealedSenderDecryptToUsmc,
  signalDecrypt,
  signalDecryptPreKey,
  type UnidentifiedSenderMessageContent,
} from '@signalapp/libsignal-client'
import type { Identity } from './identity.ts'
import { openOuter } from './outer-seal.ts'
import { createOverlay, type RatchetOverlay, type RatchetReader, type RatchetWrite } from './ratchet.ts'
import { type CertificateError, type Certified, judgeSenderCertificate } from './sender-certificate.ts'
import { createSignalStores, type Peer } from './signal-stores.ts'

export type OpenOptions = {
  readonly identity: Identity
  readonly registrationId: number
  readonly self: Address
  readonly trustRoot: IdentityKey
  /** The Operator's word for when the letter came. The certificate must have held at the start of that day. */
  readonly depositedOn: Day
  readonly envelope: EnvelopeId
  readonly ciphertext: Bytes
  readonly ratchet: RatchetReader
}

/** `senderKey` is what the Operator's certificate says. Compare it with the register before committing `writes`. */
export type OpenedLetter = {
  readonly sender: Address
  readonly senderKey: IdentityKey
  readonly plaintext: Bytes
  readonly writes: readonly RatchetWrite[]
}

export type OpenError =
  /** Not for us, broken, or forged: nothing in it can be believed, not even who wrote. */
  | { readonly type: 'undecipherable' }
  | CertificateError
  /** Certified as from `sender`, but no session opens it, or `senderKey` is not the key that this name had before. */
  | { readonly type: 'session'; readonly sender: Address; readonly senderKey: IdentityKey }
  /** Opened before. A very old letter that comes again is 'session': libsignal keeps five turns of a conversation. */
  | { readonly type: 'duplicate'; readonly sender: Address; readonly senderKey: IdentityKey }

export async function openLetter(options: OpenOptions): Promise<Result<OpenedLetter, OpenError>> {
  const { identity, self, envelope, trustRoot, depositedOn, ciphertext, ratchet } = options
  const sealed = openOuter(identity, { recipient: self, id: envelope }, ciphertext)
  if (!sealed) return undecipherable
  const overlay = createOverlay(ratchet)
  const content = await openSealedSender(options, overlay, sealed)
  if (!content) return undecipherable

  const certified = judgeSenderCertificate(content.senderCertificate(), trustRoot, startOfDay(depositedOn))
  if (!certified.ok) return certified
  const { sender, senderKey } = certified.value
  if (sender.name === self.name && sender.device === self.device) return undecipherable

  const opened = await openSession(options, overlay, { content, certified: certified.value })
  return opened.ok
    ? ok({ sender, senderKey, plaintext: opened.value, writes: overlay.writes() })
    : err({ type: opened.error, sender, senderKey })
}

const undecipherable = err({ type: 'undecipherable' } as const)

/** libsignal refuses here what was not sealed by the key in the certificate: nobody writes under another's name. */
async function openSealedSender(options: OpenOptions, overlay: RatchetOverlay, sealed: Bytes) {
  // Only our own key is asked for, so the peer may be anybody.
  const { identity } = storesOf(options, overlay, {
    name: options.self.name,
    key: options.identity.identityKey,
  })
  try {
    const content = await sealedSenderDecryptToUsmc(sealed, identity)
    content.senderCertificate()
    return content
  } catch {
    return undefined
  }
}

async function openSession(
  options: OpenOptions,
  overlay: RatchetOverlay,
  { content, certified }: { content: UnidentifiedSenderMessageContent; certified: Certified },
): Promise<Result<Bytes, 'session' | 'duplicate'>> {
  const { sender, senderKey } = certified
  const stores = storesOf(options, overlay, { name: sender.name, key: senderKey })
  const { session, identity, prekey, signedPrekey, kyberPrekey } = stores
  const remote = ProtocolAddress.new(sender.name, sender.device)
  const local = ProtocolAddress.new(options.self.name, options.self.device)
  try {
    switch (content.msgType()) {
      case CiphertextMessageType.Whisper: {
        const message = SignalMessage.deserialize(content.contents())
        return ok(await signalDecrypt(message, remote, local, session, identity))
      }
      case CiphertextMessageType.PreKey: {
        const message = PreKeySignalMessage.deserialize(content.contents())
        return ok(
          await signalDecryptPreKey(
            message,
            remote,
            local,
            session,
            identity,
            prekey,
            signedPrekey,
            kyberPrekey,
          ),
        )
      }
      default:
        return err('session')
    }
  } catch (error) {
    overlay.throwIfBroken()
    return err(kyberPrekey.reused || isDuplicate(error) ? 'duplicate' : 'session')
  }
}

const storesOf = ({ identity, registrationId }: OpenOptions, overlay: RatchetOverlay, peer: Peer) =>
  createSignalStores({ identity, registrationId, peer, overlay })

const isDuplicate = (error: unknown): boolean =>
  error instanceof LibSignalErrorBase && error.code === ErrorCode.DuplicatedMessage
