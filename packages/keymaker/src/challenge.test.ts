import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Challenge, LogKey, Signature } from '@comrad/protocol'
import { signChallenge, verifyChallenge } from './challenge.ts'
import { deriveIdentity } from './identity.ts'
import { createPhrase, seedOf } from './phrase.ts'
import { randomBytes } from './primitives.ts'
import { addressOf } from './testing.ts'

const alice = deriveIdentity(seedOf(createPhrase()))
const subject = {
  challenge: randomBytes(32) as Challenge,
  address: addressOf('alice'),
  logKey: randomBytes(32) as LogKey,
}
const signature = signChallenge(alice, subject)

test('an answer holds for its challenge, address and Operator', () => {
  assert.ok(verifyChallenge(alice.identityKey, subject, signature))
})

test('an answer holds for no other challenge, address, device, Operator or key', () => {
  const other = deriveIdentity(seedOf(createPhrase()))
  const holds = (changed: Partial<typeof subject>, key = alice.identityKey) =>
    verifyChallenge(key, { ...subject, ...changed }, signature)
  assert.equal(holds({ challenge: randomBytes(32) as Challenge }), false)
  assert.equal(holds({ address: addressOf('alicia') }), false)
  assert.equal(holds({ address: { ...subject.address, device: 2 } }), false)
  assert.equal(holds({ logKey: randomBytes(32) as LogKey }), false)
  assert.equal(holds({}, other.identityKey), false)
})

test('an answer of another length is refused without a throw', () => {
  for (const length of [0, 1, 63, 65])
    assert.equal(verifyChallenge(alice.identityKey, subject, new Uint8Array(length) as Signature), false)
})
