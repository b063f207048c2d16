/** The port in memory: for tests and scenarios. Nothing survives it. The square's part is SQLite's, without a file. */
import { DatabaseSync } from 'node:sqlite'
import { equalBytes, leafHash, nodesAfterAppend } from '@comrad/keymaker'
import {
  type Address,
  type Bytes,
  DEVICE,
  type DirectoryRecord,
  encodeDirectoryRecord,
  encodePrekeyPublication,
  formatAddress,
  type Hash,
  type PrekeyPublication,
  type WaitingLetter,
} from '@comrad/protocol'
import { judgeDeposit } from './rules.ts'
import { createSquareRows } from './sqlite/square-rows.ts'
import { BLOB_DAYS_SCHEMA, SQUARE_SCHEMA } from './sqlite/square-schema.ts'
import type { ClaimOutcome, Deposit, DepositOutcome, OperatorStore, TakenPrekeys } from './store.ts'

type Mailbox = {
  letters: (WaitingLetter & { readonly isByPermit: boolean })[]
  lastPosition: number
  tokenHash?: Hash
  published?: PrekeyPublication
  /** What is left of `published`. */
  oneTime: PrekeyPublication['oneTime']
  oneTimeKyber: PrekeyPublication['oneTimeKyber']
}

export function createMemoryStore(): OperatorStore {
  const records: DirectoryRecord[] = []
  const indexes = new Map<string, number>()
  const nodes = new Map<string, Hash>()
  const mailboxes = new Map<string, Mailbox>()
  let secrets: Bytes | undefined
  let isClosed = false
  const square = new DatabaseSync(':memory:')
  square.exec(`${SQUARE_SCHEMA} ${BLOB_DAYS_SCHEMA}`)
  const run = async <T>(act: () => T): Promise<T> => {
    if (isClosed) throw new Error('the store is closed')
    return transact(square, act)
  }

  return {
    ...createSquareRows(square, { read: run, write: run, grow: run, growImages: run }),
    keepSecrets: whileOpen((create: () => Bytes) => (secrets ??= create())),
    claim: whileOpen(claim),
    find: whileOpen((name) => {
      const index = indexes.get(name)
      const record = index === undefined ? undefined : records[index]
      return index === undefined || !record ? undefined : { index, record }
    }),
    size: whileOpen(() => records.length),
    records: whileOpen((from, limit) => records.slice(from, from + limit)),
    node: whileOpen(node),
    publishPrekeys: whileOpen(publishPrekeys),
    takePrekeys: whileOpen(takePrekeys),
    mailbox: whileOpen((address) => {
      const mailbox = find(address)
      if (!mailbox) return undefined
      const { letters, oneTime, oneTimeKyber, tokenHash } = mailbox
      const counts = { waiting: letters.length, oneTime: oneTime.length, oneTimeKyber: oneTimeKyber.length }
      return tokenHash ? { ...counts, tokenHash } : counts
    }),
    setTokenHash: whileOpen((address, tokenHash) => {
      const mailbox = find(address)
      if (mailbox) mailbox.tokenHash = tokenHash
      return mailbox !== undefined
    }),
    deposit: whileOpen(deposit),
    collect: whileOpen((address, after, limit) => {
      const behind = (find(address)?.letters ?? []).filter(({ position }) => position > after)
      const letters = behind.slice(0, limit).map(({ isByPermit: _, ...letter }) => letter)
      return { letters, more: behind.length > limit }
    }),
    acknowledge: whileOpen((address, ids) => {
      const mailbox = find(address)
      if (!mailbox) return
      mailbox.letters = mailbox.letters.filter(({ id }) => !ids.some((one) => equalBytes(one, id)))
    }),
    expire: whileOpen((before) => {
      for (const mailbox of mailboxes.values()) {
        mailbox.letters = mailbox.letters.filter(({ depositedOn }) => depositedOn >= before)
      }
      return false
    }),
    scrub: whileOpen(() => false),
    close: async () => {
      if (!isClosed) square.close()
      isClosed = true
    },
  }

  function whileOpen<A extends unknown[], T>(call: (...args: A) => T): (...args: A) => Promise<T> {
    return async (...args) => {
      if (isClosed) throw new Error('the store is closed')
      return call(...args)
    }
  }

  function find(address: Address): Mailbox | undefined {
    return mailboxes.get(formatAddress(address))
  }

  function claim(record: DirectoryRecord): ClaimOutcome {
    const leaf = encodeDirectoryRecord(record)
    const known = indexes.get(record.name)
    if (known !== undefined) {
      const other = records[known]
      const isSame = other && equalBytes(encodeDirectoryRecord(other), leaf)
      return isSame ? { type: 'already-yours', index: known } : { type: 'taken' }
    }
    const index = records.push(record) - 1
    indexes.set(record.name, index)
    for (const one of nodesAfterAppend(index, leafHash(leaf), node)) {
      nodes.set(`${one.level}/${one.index}`, one.hash)
    }
    const address = { name: record.name, device: DEVICE }
    mailboxes.set(formatAddress(address), { letters: [], lastPosition: 0, oneTime: [], oneTimeKyber: [] })
    return { type: 'claimed', index }
  }

  function node(level: number, index: number): Hash {
    const hash = nodes.get(`${level}/${index}`)
    if (!hash) throw new RangeError('no such node')
    return hash
  }

  function publishPrekeys(address: Address, publication: PrekeyPublication): boolean {
    const mailbox = find(address)
    if (!mailbox) return false
    const { published } = mailbox
    if (published && equalBytes(encodePrekeyPublication(published), encodePrekeyPublication(publication)))
      return true
    mailbox.published = publication
    mailbox.oneTime = publication.oneTime
    mailbox.oneTimeKyber = publication.oneTimeKyber
    return true
  }

  function takePrekeys(address: Address): TakenPrekeys | undefined {
    const mailbox = find(address)
    if (!mailbox?.published) return undefined
    const { registrationId, signedPrekey, lastResortKyber } = mailbox.published
    const [oneTime, ...restOneTime] = mailbox.oneTime
    const [kyber, ...restKyber] = mailbox.oneTimeKyber
    mailbox.oneTime = restOneTime
    mailbox.oneTimeKyber = restKyber
    const taken = { registrationId, signedPrekey, kyberPrekey: kyber ?? lastResortKyber }
    return oneTime ? { ...taken, oneTime } : taken
  }

  function deposit(letter: Deposit): DepositOutcome {
    const mailbox = find(letter.recipient)
    const waiting = mailbox?.letters ?? []
    const counts = {
      waiting: waiting.length,
      byPermit: waiting.filter(({ isByPermit }) => isByPermit).length,
    }
    const isWaiting = () => waiting.some(({ id }) => equalBytes(id, letter.id))
    const outcome = judgeDeposit(letter, mailbox && { ...counts, tokenHash: mailbox.tokenHash }, isWaiting)
    if (mailbox && outcome === 'stored') {
      const { id, day: depositedOn, ciphertext } = letter
      const isByPermit = letter.tokenHash === undefined
      mailbox.letters.push({ position: ++mailbox.lastPosition, id, depositedOn, ciphertext, isByPermit })
    }
    return outcome
  }
}

function transact<T>(db: DatabaseSync, act: () => T): T {
  db.exec('BEGIN')
  try {
    const value = act()
    db.exec('COMMIT')
    return value
  } catch (error) {
    db.exec('ROLLBACK')
    throw error
  }
}
