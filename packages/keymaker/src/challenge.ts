/** A device proves to the Operator that it holds the key of a name. docs/spec/keys.md §Challenge. */
import {
  type Address,
  type Bytes,
  type Challenge,
  encode,
  type IdentityKey,
  type LogKey,
  type Signature,
  writeAddress,
} from '@comrad/protocol'
import { signWithIdentity, verifyWithIdentityKey } from './curve-signature.ts'
import type { Identity } from './identity.ts'
import { utf8 } from './primitives.ts'

/** The log key is in it, so that another Operator cannot pass the challenge on and be taken for the device. */
export type ChallengeSubject = {
  readonly challenge: Challenge
  readonly address: Address
  readonly logKey: LogKey
}

const CONTEXT = utf8('comrad challenge v1\0')

export const signChallenge = (identity: Identity, subject: ChallengeSubject): Signature =>
  signWithIdentity(identity, signingBytes(subject))

export const verifyChallenge = (
  identityKey: IdentityKey,
  subject: ChallengeSubject,
  signature: Signature,
): boolean => verifyWithIdentityKey(identityKey, signingBytes(subject), signature)

const signingBytes = ({ challenge, address, logKey }: ChallengeSubject): Bytes =>
  encode((writer) => {
    writer.bytes(CONTEXT).bytes(logKey).bytes(challenge)
    writeAddress(writer, address)
  })
