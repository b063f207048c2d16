/** The log's signed head: a C2SP signed note with an Ed25519 signature (type 0x01). docs/spec/directory.md §Checkpoint. */
import {
  type Bytes,
  type Checkpoint,
  err,
  formatCheckpoint,
  formatCheckpointNote,
  type LogKey,
  ok,
  parseCheckpointNote,
  type Result,
} from '@comrad/protocol'
import { signEd25519, verifyEd25519 } from './ed25519.ts'
import { type OperatorSecrets, operatorSecretsOf } from './operator-keys.ts'
import { concat, equalBytes, sha256, utf8 } from './primitives.ts'

export type CheckpointRefusal = { readonly type: 'malformed' | 'origin' | 'signature' }

const ED25519_TYPE = new Uint8Array([0x01])
const KEY_ID_BYTES = 4

export function signCheckpoint(secrets: OperatorSecrets, checkpoint: Checkpoint): Bytes {
  const body = formatCheckpoint(checkpoint)
  const { logKey } = operatorSecretsOf(secrets)
  const name = checkpoint.origin
  const keyId = keyIdOf(name, secrets.keys.logKey)
  return formatCheckpointNote(body, [{ name, keyId, signature: signEd25519(logKey, utf8(body)) }])
}

/** `origin` is the key's name too. Signatures by other names or key ids are ignored, as the format demands. */
export function verifyCheckpoint(
  note: Uint8Array,
  logKey: LogKey,
  origin: string,
): Result<Checkpoint, CheckpointRefusal> {
  const parsed = parseCheckpointNote(note)
  if (!parsed.ok) return err({ type: 'malformed' })
  const { checkpoint, body, signatures } = parsed.value
  if (checkpoint.origin !== origin) return err({ type: 'origin' })
  const keyId = keyIdOf(origin, logKey)
  const ours = signatures.filter(({ name, keyId: id }) => name === origin && equalBytes(id, keyId))
  // One of ours that fails spoils the note, whatever stands beside it.
  const holds = ours.length > 0 && ours.every(({ signature }) => verifyEd25519(logKey, utf8(body), signature))
  return holds ? ok(checkpoint) : err({ type: 'signature' })
}

export const keyIdOf = (name: string, key: LogKey): Bytes =>
  sha256(concat(utf8(`${name}\n`), ED25519_TYPE, key)).slice(0, KEY_ID_BYTES)
