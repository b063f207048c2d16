/** Notes to the world: signed by their author, sealed to @Comrades. docs/spec/feed.md §Note. */
import {
  type Bytes,
  encodeNote,
  encodeSignedNote,
  type Fingerprint,
  type IdentityKey,
  type Note,
  noteSigningBytes,
  type OperatorKeys,
  POST_ID_BYTES,
  type PostId,
  type SignedNote,
} from '@comrad/protocol'
import { PublicKey } from '@signalapp/libsignal-client'
import { signWithIdentity, verifyWithIdentityKey } from './curve-signature.ts'
import type { Identity } from './identity.ts'
import { type OperatorSecrets, operatorSecretsOf } from './operator-keys.ts'
import { sha256 } from './primitives.ts'
import { isSoundKey } from './sound-key.ts'

const INFO = 'comrad note v1'
const NO_AAD = new Uint8Array(0)

/** The same wherever the note lies, and with whatever signature: a post is known by what it says. */
export const noteId = (note: Note): PostId =>
  sha256(encodeNote(note)).slice(0, POST_ID_BYTES) as Bytes as PostId

export const signNote = (identity: Identity, fingerprint: Fingerprint, note: Note): SignedNote => ({
  note,
  signature: signWithIdentity(identity, noteSigningBytes(note, fingerprint)),
})

export type NoteCheck = {
  /** The author's, from the register. */
  readonly identityKey: IdentityKey
  readonly fingerprint: Fingerprint
  readonly signed: SignedNote
}

export const verifyNote = ({ identityKey, fingerprint, signed }: NoteCheck): boolean =>
  isSoundKey(identityKey) &&
  verifyWithIdentityKey(identityKey, noteSigningBytes(signed.note, fingerprint), signed.signature)

export const sealToComrades = (keys: OperatorKeys, signed: SignedNote): Bytes =>
  PublicKey.deserialize(keys.feedKey).seal(encodeSignedNote(signed), INFO, NO_AAD)

/** The signed note as bytes; `undefined`: not for this @Comrades, or changed on the way. */
export function openAsComrades(secrets: OperatorSecrets, sealed: Bytes): Bytes | undefined {
  try {
    return operatorSecretsOf(secrets).feedKey.open(sealed, INFO, NO_AAD)
  } catch {
    return undefined
  }
}
