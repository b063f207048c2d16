/** What a signed checkpoint says about the register, seen from this device's own copy of it. */
import { equalBytes, verifyCheckpoint } from '@comrad/keymaker'
import {
  type Bytes,
  type Checkpoint,
  checkpointOrigin,
  type Fingerprint,
  type LogKey,
} from '@comrad/protocol'
import type { RegisterRows } from '../store/register-rows.ts'
import { rootAt } from './tree.ts'

export type SignedCheckpoint = { readonly checkpoint: Checkpoint; readonly note: Bytes }

export function verifyCheckpointNote(
  note: Bytes,
  logKey: LogKey,
  fingerprint: Fingerprint,
): SignedCheckpoint | undefined {
  const verified = verifyCheckpoint(note, logKey, checkpointOrigin(fingerprint))
  return verified.ok ? { checkpoint: verified.value, note } : undefined
}

/**
 * This device holds every record, so it knows every older root without asking anyone. `sizeBefore` is the size that was known
 * when the note was asked for: an answer may be older than what has been read since, but not older than the question.
 */
export function judge(
  rows: RegisterRows,
  { checkpoint }: SignedCheckpoint,
  sizeBefore: number,
): 'known' | 'newer' | 'shrunk' | 'forked' {
  const ours = rows.checkpoint()
  if (checkpoint.size < sizeBefore) return 'shrunk'
  if (!ours || checkpoint.size > ours.size) return 'newer'
  return equalBytes(rootAt(rows, checkpoint.size), checkpoint.root) ? 'known' : 'forked'
}
