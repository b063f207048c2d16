/** The passphrases of a store: one opens it, a second one may wipe it. docs/spec/device-store.md §Header. */
import { readFile, rm, stat, writeFile } from 'node:fs/promises'
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
import { hasStore, storageError, storePath } from './store-files.ts'

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

/** The header first: without its slots nothing opens what is left of the database. */
export async function wipeComradStore(directory: string): Promise<void> {
  if (!(await hasStore(directory))) return
  const header = join(storePath(directory), 'header')
  const { size } = await stat(header)
  await writeFile(header, randomBytes(size), { flush: true })
  await rm(storePath(directory), { recursive: true, force: true })
  await syncDirectory(directory)
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
