/** libsignal's stores over a ratchet overlay. One set for each letter; nothing in them outlives it. */
import type { Bytes, IdentityKey, Name } from '@comrad/protocol'
import {
  type Direction,
  IdentityChange,
  IdentityKeyStore,
  KyberPreKeyRecord,
  KyberPreKeyStore,
  PreKeyRecord,
  PreKeyStore,
  type PrivateKey,
  type ProtocolAddress,
  PublicKey,
  SessionRecord,
  SessionStore,
  SignedPreKeyRecord,
  SignedPreKeyStore,
} from '@signalapp/libsignal-client'
import { type Identity, keyPairOf } from './identity.ts'
import { concat, equalBytes, sha256 } from './primitives.ts'
import type { RatchetKind, RatchetOverlay } from './ratchet.ts'

/** The one person whom this letter is to or from. Any other key for the session is refused. */
export type Peer = { readonly name: Name; readonly key: IdentityKey }

/** Thrown out of a store when a last-resort key is asked to open the same first letter twice. */
class ReusedBaseKeyError extends Error {}

export type SignalStores = {
  readonly session: SessionStore
  readonly identity: IdentityKeyStore
  readonly prekey: PreKeyStore
  readonly signedPrekey: SignedPreKeyStore
  readonly kyberPrekey: OverlayKyberPreKeyStore
}

export function createSignalStores(options: {
  readonly identity: Identity
  readonly registrationId: number
  readonly peer: Peer
  readonly overlay: RatchetOverlay
}): SignalStores {
  const { identity, registrationId, peer, overlay } = options
  return {
    session: new OverlaySessionStore(overlay),
    identity: new OverlayIdentityStore(identity, registrationId, peer, overlay),
    prekey: new OverlayPreKeyStore(overlay),
    signedPrekey: new OverlaySignedPreKeyStore(overlay),
    kyberPrekey: new OverlayKyberPreKeyStore(overlay),
  }
}

/** A damaged record is no session: a new one mends it. */
export function readSession(bytes: Bytes | undefined): SessionRecord | undefined {
  try {
    return bytes && SessionRecord.deserialize(bytes)
  } catch {
    return undefined
  }
}

const sessionKeyOf = (address: ProtocolAddress): string => `${address.name()}/${address.deviceId()}`

class OverlaySessionStore extends SessionStore {
  readonly #overlay: RatchetOverlay

  constructor(overlay: RatchetOverlay) {
    super()
    this.#overlay = overlay
  }

  override async saveSession(address: ProtocolAddress, record: SessionRecord): Promise<void> {
    this.#overlay.put('session', sessionKeyOf(address), record.serialize())
  }

  override async getSession(address: ProtocolAddress): Promise<SessionRecord | null> {
    return readSession(this.#overlay.get('session', sessionKeyOf(address))) ?? null
  }

  override async getExistingSessions(): Promise<SessionRecord[]> {
    throw new Error('sealed sender v2 is not used')
  }
}

class OverlayIdentityStore extends IdentityKeyStore {
  readonly #identity: Identity
  readonly #registrationId: number
  readonly #peer: Peer
  readonly #overlay: RatchetOverlay

  constructor(identity: Identity, registrationId: number, peer: Peer, overlay: RatchetOverlay) {
    super()
    this.#identity = identity
    this.#registrationId = registrationId
    this.#peer = peer
    this.#overlay = overlay
  }

  override async getIdentityKey(): Promise<PrivateKey> {
    return keyPairOf(this.#identity).privateKey
  }

  override async getLocalRegistrationId(): Promise<number> {
    return this.#registrationId
  }

  override async saveIdentity(address: ProtocolAddress, key: PublicKey): Promise<IdentityChange> {
    this.#overlay.put('identity', address.name(), key.serialize())
    return IdentityChange.NewOrUnchanged
  }

  override async isTrustedIdentity(address: ProtocolAddress, key: PublicKey, _direction: Direction) {
    const { name, key: expected } = this.#peer
    if (address.name() !== name || !equalBytes(key.serialize(), expected)) return false
    const known = this.#overlay.get('identity', name)
    return known === undefined || equalBytes(known, expected)
  }

  override async getIdentity(address: ProtocolAddress): Promise<PublicKey | null> {
    return address.name() === this.#peer.name ? PublicKey.deserialize(this.#peer.key) : null
  }
}

class OverlayPreKeyStore extends PreKeyStore {
  readonly #overlay: RatchetOverlay

  constructor(overlay: RatchetOverlay) {
    super()
    this.#overlay = overlay
  }

  override async savePreKey(): Promise<void> {
    throw new Error('prekeys are made by createPrekeys')
  }

  override async getPreKey(id: number): Promise<PreKeyRecord> {
    return PreKeyRecord.deserialize(required(this.#overlay, 'prekey', id))
  }

  override async removePreKey(id: number): Promise<void> {
    this.#overlay.put('prekey', `${id}`, undefined)
  }
}

class OverlaySignedPreKeyStore extends SignedPreKeyStore {
  readonly #overlay: RatchetOverlay

  constructor(overlay: RatchetOverlay) {
    super()
    this.#overlay = overlay
  }

  override async saveSignedPreKey(): Promise<void> {
    throw new Error('prekeys are made by createPrekeys')
  }

  override async getSignedPreKey(id: number): Promise<SignedPreKeyRecord> {
    return SignedPreKeyRecord.deserialize(required(this.#overlay, 'signed-prekey', id))
  }
}

const DIGEST_BYTES = 16

class OverlayKyberPreKeyStore extends KyberPreKeyStore {
  readonly #overlay: RatchetOverlay
  reused = false

  constructor(overlay: RatchetOverlay) {
    super()
    this.#overlay = overlay
  }

  override async saveKyberPreKey(): Promise<void> {
    throw new Error('prekeys are made by createPrekeys')
  }

  override async getKyberPreKey(id: number): Promise<KyberPreKeyRecord> {
    const oneTime = this.#overlay.get('kyber-prekey', `${id}`)
    return KyberPreKeyRecord.deserialize(oneTime ?? required(this.#overlay, 'last-resort-kyber', id))
  }

  /** A last-resort key stays, so it must remember what it opened: otherwise a first letter could be replayed. */
  override async markKyberPreKeyUsed(id: number, signedPrekeyId: number, baseKey: PublicKey): Promise<void> {
    if (this.#overlay.get('kyber-prekey', `${id}`)) {
      this.#overlay.put('kyber-prekey', `${id}`, undefined)
      return
    }
    const used = this.#overlay.get('kyber-used', `${id}`) ?? new Uint8Array(0)
    const digest = sha256(concat(baseKey.serialize(), numberBytes(signedPrekeyId))).slice(0, DIGEST_BYTES)
    for (let at = 0; at < used.length; at += DIGEST_BYTES) {
      if (!equalBytes(used.subarray(at, at + DIGEST_BYTES), digest)) continue
      this.reused = true
      throw new ReusedBaseKeyError('first letter opened before')
    }
    this.#overlay.put('kyber-used', `${id}`, concat(used, digest))
  }
}

function required(overlay: RatchetOverlay, kind: RatchetKind, id: number): Bytes {
  const bytes = overlay.get(kind, `${id}`)
  // libsignal turns this into a failed letter.
  if (!bytes) throw new Error('no such prekey')
  return bytes
}

const numberBytes = (value: number): Bytes => {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value)
  return bytes
}
