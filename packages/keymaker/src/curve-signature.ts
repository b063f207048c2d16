/** XEdDSA signatures by identity keys (libsignal). docs/spec/keys.md §Signatures. */
import type { Bytes, IdentityKey, Signature } from '@comrad/protocol'
import { PublicKey } from '@signalapp/libsignal-client'
import { type Identity, keyPairOf } from './identity.ts'

export const signWithIdentity = (identity: Identity, bytes: Bytes): Signature =>
  keyPairOf(identity).privateKey.sign(bytes) as Signature

/** A key or a signature that cannot be read is a signature that does not hold. */
export function verifyWithIdentityKey(identityKey: IdentityKey, bytes: Bytes, signature: Signature): boolean {
  try {
    return PublicKey.deserialize(identityKey).verify(bytes, signature)
  } catch {
    return false
  }
}
