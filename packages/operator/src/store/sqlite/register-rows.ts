/** The register, its log and the Operator's keys, as rows. Every function is synchronous; writes run in a transaction. */
import type { DatabaseSync } from 'node:sqlite'
import { equalBytes, leafHash, nodesAfterAppend } from '@comrad/keymaker'
import {
  type Bytes,
  type Commitment,
  DEVICE,
  type DirectoryRecord,
  encodeDirectoryRecord,
  type Hash,
  type IdentityKey,
  type Name,
} from '@comrad/protocol'
import type { ClaimOutcome, RegisteredName } from '../store.ts'

type RecordRow = { position: number; name: Name; identity_key: IdentityKey; commitment: Commitment }

export function createRegisterRows(db: DatabaseSync) {
  const selectSecrets = db.prepare('SELECT secrets FROM secrets')
  const insertSecrets = db.prepare('INSERT INTO secrets (one, secrets) VALUES (1, ?)')
  const selectSize = db.prepare('SELECT coalesce(max(position) + 1, 0) AS size FROM register')
  const selectName = db.prepare(
    'SELECT position, name, identity_key, commitment FROM register WHERE name = ?',
  )
  const selectRecords = db.prepare(
    'SELECT position, name, identity_key, commitment FROM register WHERE position >= ? ORDER BY position LIMIT ?',
  )
  const insertRecord = db.prepare(
    'INSERT INTO register (position, name, identity_key, commitment) VALUES (?, ?, ?, ?)',
  )
  const selectNode = db.prepare('SELECT hash FROM log_nodes WHERE level = ? AND position = ?')
  const insertNode = db.prepare('INSERT INTO log_nodes (level, position, hash) VALUES (?, ?, ?)')
  const insertMailbox = db.prepare('INSERT INTO mailboxes (name, device) VALUES (?, ?)')
  const insertCounters = db.prepare(
    'INSERT INTO counters (mailbox, waiting, by_permit, last_position) VALUES (?, 0, 0, 0)',
  )

  return { keepSecrets, claim, find, size, records, node }

  function keepSecrets(create: () => Bytes): Bytes {
    const row = selectSecrets.get() as { secrets: Bytes } | undefined
    if (row) return row.secrets
    const secrets = create()
    insertSecrets.run(secrets)
    return secrets
  }

  function claim(record: DirectoryRecord): ClaimOutcome {
    const leaf = encodeDirectoryRecord(record)
    const known = find(record.name)
    if (known) {
      const isSame = equalBytes(encodeDirectoryRecord(known.record), leaf)
      return isSame ? { type: 'already-yours', index: known.index } : { type: 'taken' }
    }
    const index = size()
    insertRecord.run(index, record.name, record.identityKey, record.commitment)
    for (const added of nodesAfterAppend(index, leafHash(leaf), node)) {
      insertNode.run(added.level, added.index, added.hash)
    }
    insertCounters.run(insertMailbox.run(record.name, DEVICE).lastInsertRowid)
    return { type: 'claimed', index }
  }

  function find(name: Name): RegisteredName | undefined {
    const row = selectName.get(name) as RecordRow | undefined
    return row && { index: row.position, record: recordOf(row) }
  }

  function size(): number {
    return Number(selectSize.get()?.['size'])
  }

  function records(from: number, limit: number): readonly DirectoryRecord[] {
    return (selectRecords.all(from, limit) as RecordRow[]).map(recordOf)
  }

  function node(level: number, index: number): Hash {
    const row = selectNode.get(level, index) as { hash: Hash } | undefined
    if (!row) throw new RangeError('no such node')
    return row.hash
  }
}

const recordOf = ({ name, identity_key: identityKey, commitment }: RecordRow): DirectoryRecord => ({
  name,
  identityKey,
  commitment,
})
