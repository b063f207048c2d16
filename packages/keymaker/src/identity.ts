/** The long-lived keys of an account, all derived from its seed. docs/spec/keys.md §Derivation. */
import { hkdfSync } from 'node:crypto'
import {
  type Bytes,
  type Commitment,
  DELIVERY_TOKEN_BYTES,
  type DeliveryToken,
  encode,
  type Hash,
  type IdentityKey,
} from '@comrad/protocol'
import { Identity as SemaphoreIdentity } from '@semaphore-protocol/identity'
import { PrivateKey, type PublicKey } from '@signalapp/libsignal-client'
import type { Seed } from './phrase.ts'
import { concat, sha256, utf8 } from './primitives.ts'

/** Live. Its private keys are in no field, so that it can be printed or serialized without showing them. */
export type Identity = { readonly identityKey: IdentityKey; readonly commitment: Commitment }

const SEMAPHORE_SECRETS = new WeakMap<Identity, bigint>()

type KeyPair = { readonly privateKey: PrivateKey; readonly publicKey: PublicKey }

const KEY_PAIRS = new WeakMap<Identity, KeyPair>()
const NO_SALT = new Uint8Array(0)

export function deriveIdentity(seed: Seed): Identity {
  const privateKey = PrivateKey.deserialize(derive(seed, utf8('comrad identity v1'), 32))
  const publicKey = privateKey.getPublicKey()
  const semaphore = new SemaphoreIdentity(derive(seed, utf8('comrad semaphore v1'), 32))
  const identity: Identity = {
    identityKey: publicKey.serialize() as IdentityKey,
    commitment: bigEndian(semaphore.commitment),
  }
  KEY_PAIRS.set(identity, { privateKey, publicKey })
  SEMAPHORE_SECRETS.set(identity, semaphore.secretScalar)
  return identity
}

/** Within this room only: not exported by index.ts. */
export function keyPairOf(identity: Identity): KeyPair {
  const keyPair = KEY_PAIRS.get(identity)
  if (!keyPair) throw new TypeError('not an identity of deriveIdentity')
  return keyPair
}

/** Within this room only: not exported by index.ts. */
export function semaphoreSecretOf(identity: Identity): bigint {
  const secret = SEMAPHORE_SECRETS.get(identity)
  if (secret === undefined) throw new TypeError('not an identity of deriveIdentity')
  return secret
}

/** What a contact shows to deposit a letter. Another epoch is another token: blocking somebody means counting on. */
export function deriveDeliveryToken(seed: Seed, epoch: number): DeliveryToken {
  const info = encode((writer) => writer.bytes(utf8('comrad delivery token v1')).uint32(epoch))
  return derive(seed, info, DELIVERY_TOKEN_BYTES) as DeliveryToken
}

const TOKEN_CONTEXT = utf8('comrad delivery token hash v1\0')

/** All that the Operator keeps of a token. */
export const deliveryTokenHash = (token: DeliveryToken): Hash => sha256(concat(TOKEN_CONTEXT, token))

const derive = (seed: Seed, info: Bytes, length: number): Bytes =>
  new Uint8Array(hkdfSync('sha256', seed, NO_SALT, info, length))

const bigEndian = (value: bigint): Commitment =>
  new Uint8Array(Buffer.from(value.toString(16).padStart(64, '0'), 'hex')) as Commitment
