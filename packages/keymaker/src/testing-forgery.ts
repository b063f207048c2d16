/** What a hostile sender can make and `sealLetter` cannot: letters put together by hand, layer by layer. */
import type { Bytes } from '@comrad/protocol'
import {
  ProtocolAddress,
  SenderCertificate,
  sealedSenderEncrypt,
  signalEncrypt,
  UnidentifiedSenderMessageContent,
} from '@signalapp/libsignal-client'
import { sealOuter } from './outer-seal.ts'
import { createOverlay } from './ratchet.ts'
import { createSignalStores } from './signal-stores.ts'
import { bytesOf, type Comrad, ENVELOPE, NOW } from './testing.ts'

type Forgery = {
  readonly from: Comrad
  readonly to: Comrad
  readonly certificate: Bytes
  /** Whose session the message is made in, if not the sender's. */
  readonly sessionOf?: Comrad
  /** Of sealed sender's content: message type, certificate, session message. */
  readonly changeContent?: (content: Bytes) => Bytes
  readonly changeSealed?: (sealed: Bytes) => Bytes
}

/** Needs a session, and leaves it as it was. `undefined` if libsignal cannot read the changed content. */
export async function forgeLetter(forgery: Forgery): Promise<Bytes | undefined> {
  const { from, to, certificate, changeContent, changeSealed = (sealed) => sealed } = forgery
  const remote = ProtocolAddress.new(to.address.name, to.address.device)
  const local = ProtocolAddress.new(from.address.name, from.address.device)
  const { session, identity } = storesOf(forgery.sessionOf ?? from, to)
  const message = await signalEncrypt(bytesOf('forged'), remote, local, session, identity, new Date(NOW))
  const signed = SenderCertificate.deserialize(certificate)
  const content = UnidentifiedSenderMessageContent.new(message, signed, 0, null)
  const changed = changeContent ? tryRead(changeContent(content.serialize())) : content
  if (!changed) return undefined
  const sealed = await sealedSenderEncrypt(changed, remote, storesOf(from, to).identity)
  return sealOuter(to.identity.identityKey, { recipient: to.address, id: ENVELOPE }, changeSealed(sealed))
}

function storesOf({ identity, registrationId, ratchet }: Comrad, to: Comrad) {
  const peer = { name: to.address.name, key: to.identity.identityKey }
  return createSignalStores({ identity, registrationId, peer, overlay: createOverlay(ratchet) })
}

function tryRead(bytes: Bytes): UnidentifiedSenderMessageContent | undefined {
  try {
    return UnidentifiedSenderMessageContent.deserialize(bytes)
  } catch {
    return undefined
  }
}
