/** The account: the phrase first, the name later. */
import type { Phrase } from '@comrad/keymaker'
import type { Name, ProofOfWork } from '@comrad/protocol'
import type { Sql } from './sql.ts'

export type StoredAccount = {
  readonly phrase: Phrase
  readonly registrationId: number
  readonly tokenEpoch: number
  readonly name?: Name
  /** The record's place in the register: known once the claim was answered. */
  readonly position?: number
  /** Kept while claiming, so that a resumed registration does not work twice. */
  readonly stamp?: ProofOfWork
}

type Row = {
  phrase: string
  registration_id: number
  name: string | null
  position: number | null
  claim_day: number | null
  claim_nonce: ProofOfWork['nonce'] | null
  token_epoch: number
}

export function createAccountRows(sql: Sql) {
  return {
    read(): StoredAccount | undefined {
      const row = sql.get<Row>('select * from account')
      if (!row) return undefined
      return {
        phrase: row.phrase as Phrase,
        registrationId: row.registration_id,
        tokenEpoch: row.token_epoch,
        ...(row.name !== null && { name: row.name as Name }),
        ...(row.position !== null && { position: row.position }),
        ...(row.claim_day !== null &&
          row.claim_nonce !== null && {
            stamp: { day: row.claim_day, nonce: row.claim_nonce } as ProofOfWork,
          }),
      }
    },
    create(phrase: Phrase, registrationId: number): void {
      sql.run('insert into account (one, phrase, registration_id) values (1, ?, ?)', phrase, registrationId)
    },
    replace(phrase: Phrase, registrationId: number): void {
      sql.run('update account set phrase = ?, registration_id = ? where name is null', phrase, registrationId)
    },
    claiming(name: Name): void {
      sql.run(
        'update account set name = ?, claim_day = null, claim_nonce = null where name is not ?',
        name,
        name,
      )
    },
    stamped({ day, nonce }: ProofOfWork): void {
      sql.run('update account set claim_day = ?, claim_nonce = ?', day, nonce)
    },
    unstamped(): void {
      sql.run('update account set claim_day = null, claim_nonce = null')
    },
    registered(name: Name, position: number): void {
      sql.run(
        'update account set name = ?, position = ?, claim_day = null, claim_nonce = null',
        name,
        position,
      )
    },
    unnamed(): void {
      sql.run('update account set name = null, position = null, claim_day = null, claim_nonce = null')
    },
    setTokenEpoch(epoch: number): void {
      sql.run('update account set token_epoch = ?', epoch)
    },
  }
}
