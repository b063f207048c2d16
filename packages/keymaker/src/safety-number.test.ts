import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { deriveIdentity } from './identity.ts'
import { createPhrase, seedOf } from './phrase.ts'
import { compareScannable, safetyNumber } from './safety-number.ts'
import { nameOf } from './testing.ts'

const person = (name: string) => ({
  name: nameOf(name),
  key: deriveIdentity(seedOf(createPhrase())).identityKey,
})
const [alice, bob, mallory] = [person('alice'), person('bob'), person('mallory')]
const hers = safetyNumber({ self: alice, other: bob })
const his = safetyNumber({ self: bob, other: alice })

test('both see the same 60 digits, and scanning the other says so', () => {
  assert.match(hers.digits, /^\d{60}$/)
  assert.equal(his.digits, hers.digits)
  assert.equal(compareScannable(hers.scannable, his.scannable), 'same')
  assert.equal(compareScannable(his.scannable, hers.scannable), 'same')
})

test('another key or another name gives another number', () => {
  const forged = safetyNumber({ self: bob, other: { ...alice, key: mallory.key } })
  assert.notEqual(forged.digits, hers.digits)
  assert.equal(compareScannable(hers.scannable, forged.scannable), 'different')
  const renamed = safetyNumber({ self: bob, other: { ...alice, name: mallory.name } })
  assert.notEqual(renamed.digits, hers.digits)
})

test('scanning one’s own code does not pass for the other’s', () => {
  assert.equal(compareScannable(hers.scannable, hers.scannable), 'different')
})

test('whatever is scanned, there is an answer', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (scanned) => {
      assert.notEqual(compareScannable(hers.scannable, new Uint8Array(scanned)), 'same')
    }),
  )
  assert.equal(compareScannable(hers.scannable, new Uint8Array(5)), 'unreadable')
})
