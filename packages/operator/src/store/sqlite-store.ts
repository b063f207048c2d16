/** The port on SQLite, and a file of letters beside it: storage for one machine. docs/spec/operator-storage.md. */
import { statfsSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { randomBytes } from '@comrad/keymaker'
import { type Day, err, ok, type Result } from '@comrad/protocol'
import { type Bodies, openBodies } from './sqlite/bodies.ts'
import { type DatabaseOptions, type OpenStoreError, openDatabase, STORE_FILE } from './sqlite/database.ts'
import { createGroupCommit } from './sqlite/group-commit.ts'
import { createMailboxRows, type ExpiryCursor } from './sqlite/mailbox-rows.ts'
import { createPrekeyRows } from './sqlite/prekey-rows.ts'
import { createRegisterRows } from './sqlite/register-rows.ts'
import { createScrubber } from './sqlite/scrubber.ts'
import { createSlots, type Slots } from './sqlite/slots.ts'
import { storageErrorOf } from './sqlite/sqlite-errors.ts'
import { createSquareRows } from './sqlite/square-rows.ts'
import { type OperatorStore, StorageUnavailableError } from './store.ts'

export type SqliteStoreOptions = DatabaseOptions & {
  /**
   * The file does not grow for letters while less is free on the disk. Deleting needs space too: mailboxes can be emptied and old
   * letters can die on a disk that is otherwise full, and their places serve the next letters.
   */
  readonly reserveBytes?: number
  /** The same for images, of which there is more than of all else: they are to leave room for letters, posts and ballots. */
  readonly imageReserveBytes?: number
}

export type { OpenStoreError } from './sqlite/database.ts'

export const LETTERS_FILE = 'operator.letters'

export const RESERVE_BYTES = 64 * 1024 * 1024
export const IMAGE_RESERVE_BYTES = 512 * 1024 * 1024
const LOOK_EACH = 64
const LETTERS_PER_EXPIRY_STEP = 1000
const FRONT: ExpiryCursor = { mailbox: 0, position: 0 }

export function openSqliteStore(options: SqliteStoreOptions): Result<OperatorStore, OpenStoreError> {
  const opened = openDatabase(options)
  if (!opened.ok) return opened
  const db = opened.value
  try {
    const bodies = openBodies(join(options.directory, LETTERS_FILE))
    const used = usedSlots(db)
    const length = bodies.length()
    if (used.every((slot) => slot < length)) {
      const slots = createSlots({ pick: createPick(), used, length })
      return ok(createSqliteStore({ db, bodies, slots }, options))
    }
    bodies.close()
    db.close()
    return err({ type: 'unavailable', reason: `${LETTERS_FILE} does not belong to ${STORE_FILE}` })
  } catch (error) {
    db.close()
    return err({ type: 'unavailable', reason: error instanceof Error ? error.message : 'unknown' })
  }
}

type Parts = { readonly db: DatabaseSync; readonly bodies: Bodies; readonly slots: Slots }

function createSqliteStore({ db, bodies, slots }: Parts, options: SqliteStoreOptions): OperatorStore {
  const mayGrow = createSpaceCheck(options.directory, options.reserveBytes ?? RESERVE_BYTES)
  const mayGrowImages = createSpaceCheck(options.directory, options.imageReserveBytes ?? IMAGE_RESERVE_BYTES)
  const register = createRegisterRows(db)
  const prekeys = createPrekeyRows(db)
  const mailboxes = createMailboxRows({ db, slots, bodies })
  const beforeCommit = bodies.write
  const commits = createGroupCommit({ db, beforeCommit, afterCommit: slots.commit, afterRollback })
  const scrubber = createScrubber({ db, bodies, slots, mayGrow })
  let expiring = { before: 0, cursor: FRONT }
  let isClosed = false

  return {
    ...createSquareRows(db, { read, write, grow, growImages }),
    keepSecrets: (create) => write(() => register.keepSecrets(create)),
    claim: (record) => write(() => register.claim(record)),
    find: (name) => read(() => register.find(name)),
    size: () => read(register.size),
    records: (from, limit) => read(() => register.records(from, limit)),
    node: (level, index) => read(() => register.node(level, index)),

    publishPrekeys: (address, publication) =>
      write(() => {
        const row = mailboxes.find(address)
        if (row) prekeys.publish(row.mailbox, publication)
        return row !== undefined
      }),
    takePrekeys: (address) =>
      write(() => {
        const row = mailboxes.find(address)
        return row && prekeys.take(row.mailbox)
      }),

    mailbox: (address) =>
      read(() => {
        const row = mailboxes.find(address)
        if (!row) return undefined
        const counts = { waiting: row.waiting, ...prekeys.counts(row.mailbox) }
        return row.tokenHash ? { ...counts, tokenHash: row.tokenHash } : counts
      }),
    setTokenHash: (address, tokenHash) => write(() => mailboxes.setTokenHash(address, tokenHash)),
    deposit: async (letter) => {
      const outcome = await write(() => mailboxes.deposit(letter, mayGrow))
      if (outcome === 'no-space') throw new StorageUnavailableError('full')
      return outcome
    },
    collect: (address, after, limit) => read(() => mailboxes.collect(address, after, limit)),
    acknowledge: (address, ids) => write(() => mailboxes.acknowledge(address, ids)),
    expire,

    scrub: async () => {
      assertOpen()
      return scrubber.step()
    },
    close,
  }

  async function write<T>(run: () => T): Promise<T> {
    assertOpen()
    const value = await commits.write(run)
    scrubber.written()
    return value
  }

  /** A write that must leave the space that deleting needs. */
  async function grow<T>(run: () => T): Promise<T> {
    assertOpen()
    if (!mayGrow()) throw new StorageUnavailableError('full')
    return write(run)
  }

  /** And the space that all the rest needs. */
  async function growImages<T>(run: () => T): Promise<T> {
    assertOpen()
    if (!mayGrowImages()) throw new StorageUnavailableError('full')
    return grow(run)
  }

  async function read<T>(run: () => T): Promise<T> {
    assertOpen()
    try {
      return run()
    } catch (error) {
      throw storageErrorOf(error) ?? error
    }
  }

  async function expire(before: Day): Promise<boolean> {
    const from = before === expiring.before ? expiring.cursor : FRONT
    const next = await write(() => mailboxes.expire(before, from, LETTERS_PER_EXPIRY_STEP))
    expiring = { before, cursor: next ?? FRONT }
    return next !== undefined
  }

  function afterRollback() {
    bodies.discard()
    slots.rollback()
    mailboxes.forgetIds()
    scrubber.written()
  }

  async function close() {
    if (isClosed) return
    commits.flush()
    isClosed = true
    try {
      await scrubber.finish()
    } catch (error) {
      // Where the disk is full, what was deleted is erased after the next start.
      if (!storageErrorOf(error)) throw error
    } finally {
      bodies.close()
      db.close()
    }
  }

  function assertOpen() {
    if (isClosed) throw new Error('the store is closed')
  }
}

function usedSlots(db: DatabaseSync): readonly number[] {
  const used: number[] = []
  const rows = db.prepare('SELECT slot FROM letters').iterate() as Iterable<{ slot: number }>
  for (const { slot } of rows) used.push(slot)
  return used
}

/** Whole numbers below a bound, slightly uneven for large bounds, which does not matter here. Randomness is cheaper in bulk. */
function createPick(): (bound: number) => number {
  let numbers = new Uint32Array(0)
  let next = 0
  return (bound) => {
    if (next === numbers.length) {
      numbers = new Uint32Array(randomBytes(4096).buffer)
      next = 0
    }
    return (numbers[next++] ?? 0) % bound
  }
}

/** Looks at the disk now and then, and each time while space is short. */
function createSpaceCheck(directory: string, reserveBytes: number): () => boolean {
  let asked = 0
  let isShort = false
  return () => {
    if (isShort || asked++ % LOOK_EACH === 0) isShort = freeBytes(directory) < reserveBytes
    return !isShort
  }
}

/** Where it cannot be known, the write itself will say it. */
function freeBytes(directory: string): number {
  try {
    const { bavail, bsize } = statfsSync(directory)
    return bavail * bsize
  } catch {
    return Number.POSITIVE_INFINITY
  }
}
