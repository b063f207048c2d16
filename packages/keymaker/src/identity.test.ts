import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { deliveryTokenHash, deriveDeliveryToken, deriveIdentity } from './identity.ts'
import { createPhrase, seedOf } from './phrase.ts'
import { isSoundKey } from './sound-key.ts'

const seed = seedOf(createPhrase())

test('a seed always gives the same identity, and another seed another', () => {
  assert.deepEqual(deriveIdentity(seed), deriveIdentity(seed))
  assert.notDeepEqual(deriveIdentity(seed), deriveIdentity(seedOf(createPhrase())))
})

test('the identity key is a Curve25519 key and the commitment 32 bytes', () => {
  const { identityKey, commitment } = deriveIdentity(seed)
  assert.ok(isSoundKey(identityKey))
  assert.equal(commitment.length, 32)
})

test('an identity shows its public keys only, however it is printed', () => {
  const identity = deriveIdentity(seed)
  assert.deepEqual(Reflect.ownKeys(identity), ['identityKey', 'commitment'])
  const printed = `${inspect(identity, { depth: 9, showHidden: true })}${JSON.stringify(identity)}`
  assert.doesNotMatch(printed, /private|secret/i)
})

test('each epoch has a delivery token of its own, and the hash shows none of it', () => {
  const tokens = [0, 1, 2 ** 32 - 1].map((epoch) => deriveDeliveryToken(seed, epoch))
  assert.equal(new Set(tokens.map((token) => Buffer.from(token).toString('hex'))).size, 3)
  for (const token of tokens) {
    assert.equal(token.length, 16)
    assert.equal(deliveryTokenHash(token).length, 32)
  }
})
