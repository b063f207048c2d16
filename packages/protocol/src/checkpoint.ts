/** The log's signed head: C2SP tlog-checkpoint in a C2SP signed note. docs/spec/directory.md §Checkpoint. */
import type { Bytes } from './bytes.ts'
import type { Hash } from './keys.ts'
import { CHECKPOINT_NOTE_BYTES, HASH_BYTES } from './limits.ts'
import type { Fingerprint } from './operator-address.ts'
import { err, ok, type Result } from './result.ts'

export type Checkpoint = { readonly origin: string; readonly size: number; readonly root: Hash }

export type NoteSignature = { readonly name: string; readonly keyId: Bytes; readonly signature: Bytes }
/** `body` is what the signatures cover, its last newline included. */
export type CheckpointNote = {
  readonly checkpoint: Checkpoint
  readonly body: string
  readonly signatures: readonly NoteSignature[]
}
export type CheckpointError = { readonly type: 'malformed'; readonly reason: string }

const ORIGIN_PREFIX = 'comrad.operator/'
const SIGNATURES_MAX = 4
const KEY_ID_BYTES = 4
/** C2SP signed-note: none below U+0020 but the newline. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the purpose
const CONTROL = /[\u0000-\u0009\u000b-\u001f]/

export const checkpointOrigin = (fingerprint: Fingerprint): string => `${ORIGIN_PREFIX}${fingerprint}`

/** The three lines that are signed. */
export const formatCheckpoint = ({ origin, size, root }: Checkpoint): string =>
  `${origin}\n${size}\n${toBase64(root)}\n`

export const formatCheckpointNote = (body: string, signatures: readonly NoteSignature[]): Bytes => {
  const lines = signatures.map(
    ({ name, keyId, signature }) => `\u2014 ${name} ${toBase64(new Uint8Array([...keyId, ...signature]))}\n`,
  )
  return new TextEncoder().encode(`${body}\n${lines.join('')}`) as Bytes
}

/** Judges the shape only; keymaker's `verifyCheckpoint` judges the signature. */
export function parseCheckpointNote(bytes: Uint8Array): Result<CheckpointNote, CheckpointError> {
  if (bytes.length > CHECKPOINT_NOTE_BYTES) return malformed('too long')
  const text = decodeText(bytes)
  if (text === undefined) return malformed('not UTF-8')
  if (CONTROL.test(text)) return malformed('control character')
  const end = text.indexOf('\n\n')
  if (end < 0 || !text.endsWith('\n')) return malformed('no signatures')
  const body = text.slice(0, end + 1)
  const checkpoint = parseBody(body)
  if (!checkpoint) return malformed('not a checkpoint')
  const lines = text.slice(end + 2, -1).split('\n')
  if (lines.length > SIGNATURES_MAX) return malformed('too many signatures')
  const signatures = lines.map(parseSignature)
  if (!signatures.every((signature) => signature !== undefined)) return malformed('not a signature line')
  return ok({ checkpoint, body, signatures })
}

function parseBody(body: string): Checkpoint | undefined {
  const [origin, sizeText, rootText, end, ...extra] = body.split('\n')
  if (!origin || sizeText === undefined || rootText === undefined || end !== '' || extra.length > 0) return
  if (!/^(0|[1-9]\d{0,15})$/.test(sizeText) || !Number.isSafeInteger(Number(sizeText))) return
  const root = parseBase64(rootText)
  if (root?.length !== HASH_BYTES) return
  return { origin, size: Number(sizeText), root: root as Hash }
}

function parseSignature(line: string): NoteSignature | undefined {
  const [, name, base64 = ''] = /^\u2014 ([^\s+]+) (\S+)$/.exec(line) ?? []
  const bytes = parseBase64(base64)
  if (name === undefined || bytes === undefined || bytes.length <= KEY_ID_BYTES) return
  return { name, keyId: bytes.slice(0, KEY_ID_BYTES), signature: bytes.slice(KEY_ID_BYTES) }
}

function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

/** Strict: what would not be written the same way again is refused. */
function parseBase64(text: string): Bytes | undefined {
  const bytes = new Uint8Array(Buffer.from(text, 'base64'))
  return toBase64(bytes) === text ? bytes : undefined
}

const malformed = (reason: string): Result<never, CheckpointError> => err({ type: 'malformed', reason })
