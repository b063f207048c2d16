/** Signing and judging the request for a name. docs/spec/directory.md §Claim. */
import {
  type Claim,
  claimSigningBytes,
  type DirectoryRecord,
  type Name,
  type Signature,
} from '@comrad/protocol'
import { signWithIdentity, verifyWithIdentityKey } from './curve-signature.ts'
import type { Identity } from './identity.ts'
import { isSoundKey } from './sound-key.ts'

export type SignedRecord = { readonly record: DirectoryRecord; readonly signature: Signature }

export function signClaim(identity: Identity, name: Name): SignedRecord {
  const record = { name, identityKey: identity.identityKey, commitment: identity.commitment }
  return { record, signature: signWithIdentity(identity, claimSigningBytes(record)) }
}

/** Judges key and signature; the proof of work is judged by `verifyProofOfWork`. */
export const verifyClaim = ({ record, signature }: Pick<Claim, 'record' | 'signature'>): boolean =>
  isSoundKey(record.identityKey) &&
  verifyWithIdentityKey(record.identityKey, claimSigningBytes(record), signature)
