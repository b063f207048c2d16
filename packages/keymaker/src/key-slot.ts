/**
 * Places beside the store's lock in which a passphrase's key opens something: the key of the store, or the order to wipe it.
 * A place that nothing opens looks the same. docs/spec/keys.md §Key slots.
 */
import type { Bytes } from '@comrad/protocol'
import { AEAD_BYTES, AEAD_KEY_BYTES, openAead, sealAead } from './aead.ts'
import { concat, randomBytes, utf8 } from './primitives.ts'

export type KeySlot = { readonly type: 'key'; readonly key: Bytes } | { readonly type: 'wipe' }

const CONTEXT = utf8('comrad key slot v1')
const KEY = 1
const WIPE = 2
export const KEY_SLOT_BYTES = 1 + AEAD_KEY_BYTES + AEAD_BYTES

export const createStoreKey = (): Bytes => randomBytes(AEAD_KEY_BYTES)

/** `lockKey`: what the store lock makes of a passphrase. */
export function sealKeySlot(lockKey: Bytes, slot: KeySlot): Bytes {
  const content = slot.type === 'key' ? slot.key : new Uint8Array(AEAD_KEY_BYTES)
  return sealAead(lockKey, CONTEXT, concat(new Uint8Array([slot.type === 'key' ? KEY : WIPE]), content))
}

/** `undefined`: another passphrase's, or nobody's. */
export function openKeySlot(lockKey: Bytes, sealed: Bytes): KeySlot | undefined {
  const opened = openAead(lockKey, CONTEXT, sealed)
  if (opened?.[0] === WIPE) return { type: 'wipe' }
  return opened?.[0] === KEY ? { type: 'key', key: opened.slice(1) } : undefined
}

/** One that no passphrase opens. */
export const emptyKeySlot = (): Bytes => randomBytes(KEY_SLOT_BYTES)
