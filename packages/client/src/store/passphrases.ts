/** The passphrases of a store: one opens it, a second one may wipe it. docs/spec/device-store.md §Header. */
import { closeSync, fstatSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  emptyKeySlot,
  type KeySlot,
  openKeySlot,
  openStoreLock,
  randomBytes,
  sealKeySlot,
} from '@comrad/keymaker'
import { type Bytes, err, ok, type Result } from '@comrad/protocol'
import { syncDirectory, writeDurably } from './durable-file.ts'
import {
  decodeHeaderFile,
  encodeHeaderFile,
  HEADER_VERSION,
  type HeaderFile,
  type HeaderFileError,
} from './header-file.ts'
import type { OpenStoreError } from './store-error.ts'
import { hasStore, removeUnfinished, storageError, storePath } from './store-files.ts'

export type StoreOptions = { readonly directory: string; readonly passphrase: string }

/** The store may be open. What was locked with the old passphrase in a copy of the header stays locked with it. */
export async function changePassphrase(
  options: StoreOptions & { readonly to: string },
): Promise<Result<void, OpenStoreError>> {
  return rewriteHeader(options, async ({ header, place, slot }) => {
    const to = await lockKeyOf(options.to, header)
    return withSlot(header, place, sealKeySlot(to, slot))
  })
}

/** Whether this is the one that opens: for what is not shown to whoever finds the device open. */
export async function checkPassphrase(options: StoreOptions): Promise<Result<void, OpenStoreError>> {
  try {
    const unlocked = await unlock(options)
    if (!unlocked.ok) return unlocked
    return unlocked.value.slot.type === 'key' ? ok(undefined) : err({ type: 'wrong-passphrase' })
  } catch (error) {
    return err(storageError(error))
  }
}

/** `passphrase` is the one that opens; `wiping` undefined takes the second one away. The same as the first is refused. */
export async function setWipingPassphrase(
  options: StoreOptions & { readonly wiping: string | undefined },
): Promise<Result<void, OpenStoreError | { readonly type: 'passphrase-same' }>> {
  const { wiping, passphrase } = options
  if (wiping !== undefined && wiping.normalize('NFKC') === passphrase.normalize('NFKC')) {
    return err({ type: 'passphrase-same' })
  }
  return rewriteHeader(options, async ({ header, place }) => {
    const sealed =
      wiping === undefined ? emptyKeySlot() : sealKeySlot(await lockKeyOf(wiping, header), { type: 'wipe' })
    return withSlot(header, 1 - place, sealed)
  })
}

/**
 * Without its slots nothing opens what is left of the database. Done when it returns, and it waits for nothing: whoever wipes
 * may have a second. A header that cannot be overwritten is left to be removed.
 */
export function destroyKeys(directory: string): void {
  for (const name of HEADERS) {
    try {
      overwrite(join(storePath(directory), name))
    } catch {
      // There is none, or its disk takes nothing.
    }
  }
}

/** What was there is not there any more when it returns, where the system removes files that are open. */
export function removeStoreNow(directory: string): void {
  try {
    rmSync(storePath(directory), { recursive: true, force: true })
  } catch {
    // Removed once whoever is inside has stopped.
  }
}

/** The keys first. Nothing else of a wipe comes before them. */
export async function wipeComradStore(directory: string): Promise<void> {
  destroyKeys(directory)
  // Somebody may be writing in there.
  await rm(storePath(directory), { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
  await removeUnfinished(directory)
  await syncDirectory(directory)
}

/** And the one that a change of the passphrase was writing when it was broken off. */
const HEADERS = ['header', 'header.new'] as const

function overwrite(path: string): void {
  const file = openSync(path, 'r+')
  try {
    writeSync(file, randomBytes(fstatSync(file).size), 0, undefined, 0)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

export type Unlocked = { readonly header: HeaderFile; readonly place: number; readonly slot: KeySlot }

export async function unlock({
  directory,
  passphrase,
}: StoreOptions): Promise<Result<Unlocked, OpenStoreError>> {
  if (!(await hasStore(directory))) return err({ type: 'not-found' })
  const header = decodeHeaderFile(new Uint8Array(await readFile(join(storePath(directory), 'header'))))
  if (!header.ok) return err(headerError(header.error))
  const lockKey = await openStoreLock(passphrase, header.value.lock)
  // Its checksum holds: whoever wrote a lock that we cannot read knew more than we do.
  if (!lockKey.ok)
    return err({ type: 'store-too-new', version: HEADER_VERSION + 1, supported: HEADER_VERSION })
  const slots = header.value.slots.map((sealed) => openKeySlot(lockKey.value, sealed))
  const place = slots.findIndex((slot) => slot !== undefined)
  const slot = slots[place]
  return slot ? ok({ header: header.value, place, slot }) : err({ type: 'wrong-passphrase' })
}

async function rewriteHeader(
  options: StoreOptions,
  rewrite: (unlocked: Unlocked) => Promise<HeaderFile>,
): Promise<Result<void, OpenStoreError>> {
  try {
    const unlocked = await unlock(options)
    if (!unlocked.ok) return unlocked
    if (unlocked.value.slot.type === 'wipe') return err({ type: 'wrong-passphrase' })
    const header = encodeHeaderFile(await rewrite(unlocked.value))
    await writeDurably(join(storePath(options.directory), 'header'), header)
    return ok(undefined)
  } catch (error) {
    return err(storageError(error))
  }
}

/** Under the salt and the costs of the header as it is: the other slot's passphrase is not at hand to be locked anew. */
async function lockKeyOf(passphrase: string, header: HeaderFile): Promise<Bytes> {
  const key = await openStoreLock(passphrase, header.lock)
  if (!key.ok) throw new Error('a lock that has just opened does not open')
  return key.value
}

const withSlot = ({ lock, slots }: HeaderFile, place: number, sealed: Bytes): HeaderFile => ({
  lock,
  slots: slots.map((slot, index) => (index === place ? sealed : slot)),
})

const headerError = (error: HeaderFileError): OpenStoreError =>
  error.type === 'malformed'
    ? { type: 'damaged', part: 'header' }
    : { type: 'store-too-new', version: error.version, supported: HEADER_VERSION }
