import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { IdentityKey, Signature } from '@comrad/protocol'
import { signClaim, verifyClaim } from './claim.ts'
import { deriveIdentity } from './identity.ts'
import { createPhrase, seedOf } from './phrase.ts'
import { nameOf } from './testing.ts'

const alice = deriveIdentity(seedOf(createPhrase()))
const mallory = deriveIdentity(seedOf(createPhrase()))
const claim = signClaim(alice, nameOf('alice'))

test('a claim holds for its name and keys', () => {
  assert.deepEqual(claim.record, {
    name: 'alice',
    identityKey: alice.identityKey,
    commitment: alice.commitment,
  })
  assert.ok(verifyClaim(claim))
})

test('a claim holds for nothing else', () => {
  const { record, signature } = claim
  assert.equal(verifyClaim({ record: { ...record, name: nameOf('alicia') }, signature }), false)
  assert.equal(verifyClaim({ record: { ...record, identityKey: mallory.identityKey }, signature }), false)
  assert.equal(verifyClaim({ record: { ...record, commitment: mallory.commitment }, signature }), false)
})

test('every changed bit of the signature is refused', () => {
  for (let bit = 0; bit < 512; bit++) {
    const signature = claim.signature.slice() as Signature
    signature[bit >> 3] = (signature[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    assert.equal(verifyClaim({ ...claim, signature }), false, `bit ${bit}`)
  }
})

test('a key of small order is refused, for which anybody could forge the signature', () => {
  const identityKey = new Uint8Array(33) as IdentityKey
  identityKey[0] = 5
  let forged = 0
  for (let attempt = 0; attempt < 256; attempt++) {
    const signature = new Uint8Array(64) as Signature
    signature[0] = attempt & 1
    const record = { ...claim.record, identityKey, name: nameOf(`mallory${attempt}`) }
    if (verifyClaim({ record, signature })) forged++
  }
  assert.equal(forged, 0)
})

test('the other spelling of a key is refused', () => {
  const identityKey = alice.identityKey.slice() as IdentityKey
  identityKey[32] = (identityKey[32] ?? 0) | 0x80
  assert.equal(verifyClaim({ ...claim, record: { ...claim.record, identityKey } }), false)
})
