/** Public prekeys, as rows. Every function is synchronous; writes run in a transaction. */
import type { DatabaseSync } from 'node:sqlite'
import { equalBytes, sha256 } from '@comrad/keymaker'
import {
  type Bytes,
  encodePrekeyPublication,
  type Hash,
  type IdentityKey,
  type KyberPrekey,
  type Prekey,
  type PrekeyPublication,
  type Signature,
} from '@comrad/protocol'
import type { TakenPrekeys } from '../store.ts'

type PrekeysRow = {
  registration_id: number
  signed_id: number
  signed_key: IdentityKey
  signed_signature: Signature
  last_resort_id: number
  last_resort_key: Bytes
  last_resort_signature: Signature
  publication_hash: Hash
}

export function createPrekeyRows(db: DatabaseSync) {
  const select = db.prepare('SELECT * FROM prekeys WHERE mailbox = ?')
  const replace = db.prepare('INSERT OR REPLACE INTO prekeys VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
  const clearOneTime = db.prepare('DELETE FROM one_time_prekeys WHERE mailbox = ?')
  const clearKyber = db.prepare('DELETE FROM one_time_kyber_prekeys WHERE mailbox = ?')
  const insertOneTime = db.prepare('INSERT INTO one_time_prekeys (mailbox, id, key) VALUES (?, ?, ?)')
  const insertKyber = db.prepare(
    'INSERT INTO one_time_kyber_prekeys (mailbox, id, key, signature) VALUES (?, ?, ?, ?)',
  )
  const takeOneTime = db.prepare(`
    DELETE FROM one_time_prekeys
    WHERE mailbox = ?1 AND id = (SELECT min(id) FROM one_time_prekeys WHERE mailbox = ?1)
    RETURNING id, key
  `)
  const takeKyber = db.prepare(`
    DELETE FROM one_time_kyber_prekeys
    WHERE mailbox = ?1 AND id = (SELECT min(id) FROM one_time_kyber_prekeys WHERE mailbox = ?1)
    RETURNING id, key, signature
  `)
  const count = db.prepare(`
    SELECT
      (SELECT count(*) FROM one_time_prekeys WHERE mailbox = ?1) AS oneTime,
      (SELECT count(*) FROM one_time_kyber_prekeys WHERE mailbox = ?1) AS oneTimeKyber
  `)

  return {
    publish,
    take,
    counts: (mailbox: number) => {
      const { oneTime, oneTimeKyber } = count.get(mailbox) as { oneTime: number; oneTimeKyber: number }
      return { oneTime, oneTimeKyber }
    },
  }

  function publish(mailbox: number, publication: PrekeyPublication): void {
    const hash = sha256(encodePrekeyPublication(publication))
    const known = select.get(mailbox) as PrekeysRow | undefined
    if (known && equalBytes(known.publication_hash, hash)) return
    const { registrationId, signedPrekey: signed, lastResortKyber: kyber } = publication
    replace.run(
      ...[mailbox, registrationId, signed.id, signed.key, signed.signature],
      ...[kyber.id, kyber.key, kyber.signature, hash],
    )
    clearOneTime.run(mailbox)
    clearKyber.run(mailbox)
    for (const { id, key } of publication.oneTime) insertOneTime.run(mailbox, id, key)
    for (const { id, key, signature } of publication.oneTimeKyber)
      insertKyber.run(mailbox, id, key, signature)
  }

  function take(mailbox: number): TakenPrekeys | undefined {
    const row = select.get(mailbox) as PrekeysRow | undefined
    if (!row) return undefined
    // Copied: a row of node:sqlite has no prototype, and is not equal to the plain object that was published.
    const oneTime = copyOf(takeOneTime.get(mailbox) as Prekey | undefined)
    const kyber = copyOf(takeKyber.get(mailbox) as KyberPrekey | undefined)
    const taken = {
      registrationId: row.registration_id,
      signedPrekey: { id: row.signed_id, key: row.signed_key, signature: row.signed_signature },
      kyberPrekey: kyber ?? lastResortOf(row),
    }
    return oneTime ? { ...taken, oneTime } : taken
  }
}

const copyOf = <T extends object>(row: T | undefined): T | undefined => row && { ...row }

const lastResortOf = (row: PrekeysRow): KyberPrekey => ({
  id: row.last_resort_id,
  key: row.last_resort_key,
  signature: row.last_resort_signature,
})
