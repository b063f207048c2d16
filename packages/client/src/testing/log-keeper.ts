/** An Operator's register that a test can bend: it signs whatever log it is told to keep. */
import {
  createCompactRange,
  createOperatorSecrets,
  fingerprintOf,
  leafHash,
  type OperatorSecrets,
  operatorKeys,
  randomBytes,
  signCheckpoint,
} from '@comrad/keymaker'
import {
  type Bytes,
  type Commitment,
  checkpointOrigin,
  type DirectoryRecord,
  encodeDirectoryRecord,
  err,
  type Fingerprint,
  type IdentityKey,
  LEAVES_PER_REPLY,
  type OperatorKeys,
  ok,
  type Reply,
} from '@comrad/protocol'
import type { SendRequest } from '../transport.ts'
import { nameOf } from './bare-device.ts'

export type LogKeeper = {
  readonly records: DirectoryRecord[]
  readonly keys: OperatorKeys
  readonly fingerprint: Fingerprint
  note(size?: number): Bytes
  /** Answers questions about the register; `bend` may answer first. */
  request(bend?: (request: Parameters<SendRequest>[0]) => Reply | 'offline' | undefined): SendRequest
}

export function createLogKeeper(
  records: readonly DirectoryRecord[] = [],
  secrets: OperatorSecrets = createOperatorSecrets(),
): LogKeeper & { readonly secrets: OperatorSecrets } {
  const kept = [...records]
  const keys = operatorKeys(secrets)
  const fingerprint = fingerprintOf(keys.logKey)

  return { records: kept, keys, fingerprint, secrets, note, request }

  function note(size = kept.length): Bytes {
    const range = createCompactRange()
    for (const record of kept.slice(0, size)) range.append(leafHash(encodeDirectoryRecord(record)))
    return signCheckpoint(secrets, { origin: checkpointOrigin(fingerprint), size, root: range.root() })
  }

  function request(
    bend: (request: Parameters<SendRequest>[0]) => Reply | 'offline' | undefined = () => undefined,
  ): SendRequest {
    return async (question) => {
      const bent = bend(question)
      if (bent === 'offline') return err({ type: 'closed' })
      return ok(bent ?? (await answer(question)))
    }
  }

  async function answer(question: Parameters<SendRequest>[0]): Promise<Reply> {
    switch (question.type) {
      case 'checkpoint':
        return { type: 'checkpoint', note: note() }
      case 'leaves':
        return {
          type: 'leaves',
          from: question.from,
          records: kept.slice(question.from, question.from + LEAVES_PER_REPLY),
        }
      default:
        throw new Error(`not a question about the register: ${question.type}`)
    }
  }
}

export function recordOf(name: string): DirectoryRecord {
  const identityKey = new Uint8Array([5, ...randomBytes(32)]) as IdentityKey
  return { name: nameOf(name), identityKey, commitment: randomBytes(32) as Commitment }
}
