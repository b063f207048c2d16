import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createStoreKey, emptyKeySlot, KEY_SLOT_BYTES, openKeySlot, sealKeySlot } from './key-slot.ts'

const mine = createStoreKey()
const other = createStoreKey()

test('a slot opens with its own passphrase key and with no other', () => {
  const key = createStoreKey()
  const sealed = sealKeySlot(mine, { type: 'key', key })
  assert.deepEqual(openKeySlot(mine, sealed), { type: 'key', key })
  assert.equal(openKeySlot(other, sealed), undefined)
  assert.deepEqual(openKeySlot(other, sealKeySlot(other, { type: 'wipe' })), { type: 'wipe' })
})

test('whether a slot wipes, opens or is nobody’s cannot be told from its bytes', () => {
  const key = createStoreKey()
  const slots = [sealKeySlot(mine, { type: 'key', key }), sealKeySlot(mine, { type: 'wipe' }), emptyKeySlot()]
  for (const slot of slots) assert.equal(slot.length, KEY_SLOT_BYTES)
  assert.equal(openKeySlot(mine, emptyKeySlot()), undefined)
})

test('a slot that was changed does not open', () => {
  const sealed = sealKeySlot(mine, { type: 'wipe' })
  for (let at = 0; at < sealed.length; at++) {
    assert.equal(openKeySlot(mine, sealed.with(at, (sealed[at] ?? 0) ^ 1)), undefined)
  }
})
