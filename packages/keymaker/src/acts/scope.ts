/** What an act is bound to: the scope that it uses up, and the message that it says. docs/spec/anonymous-acts.md §Scopes. */
import { type Bytes, encode, type Fingerprint, type Hash } from '@comrad/protocol'
import { poseidon2 } from 'poseidon-lite/poseidon2'
import { type Identity, semaphoreSecretOf } from '../identity.ts'
import { sha256, utf8 } from '../primitives.ts'
import { fromElement, hashToField, toElement } from './field.ts'

export type ActSubject = {
  /** Of the Operator: an act for one is none for another, and nobody can tell that one person did both. */
  readonly fingerprint: Fingerprint
  /** `voteScope` or `slotScope` of protocol. */
  readonly scope: string
}

const SCOPE_CONTEXT = utf8('comrad scope v1\0')
const MESSAGE_CONTEXT = utf8('comrad act v1\0')

/** A field element. */
export const actScope = ({ fingerprint, scope }: ActSubject): Hash =>
  hashToField(sha256(encode((writer) => writer.bytes(SCOPE_CONTEXT).text(fingerprint).text(scope))))

/** A field element. `payload`: what the request says, as `votePayload` and its like make it. */
export const actMessage = ({ fingerprint, scope, payload }: ActSubject & { readonly payload: Bytes }): Hash =>
  hashToField(
    sha256(encode((writer) => writer.bytes(MESSAGE_CONTEXT).text(fingerprint).text(scope).bytes(payload))),
  )

/** What everybody sees of this identity in this scope, and nobody can link to its other scopes. */
export const nullifierOf = (identity: Identity, scope: Hash): Hash =>
  fromElement(poseidon2([toElement(scope), semaphoreSecretOf(identity)]))
