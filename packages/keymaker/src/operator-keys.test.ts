import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { type IdentityKey, operatorKeysSigningBytes, type Signature } from '@comrad/protocol'
import fc from 'fast-check'
import { ed25519PrivateKey, ed25519PublicBytes, signEd25519 } from './ed25519.ts'
import {
  createOperatorSecrets,
  decodeOperatorSecrets,
  encodeOperatorSecrets,
  fingerprintOf,
  operatorKeys,
  verifyOperatorKeys,
} from './operator-keys.ts'
import { randomBytes } from './primitives.ts'
import { must } from './testing.ts'

const operator = createOperatorSecrets()
const keys = operatorKeys(operator)
const fingerprint = fingerprintOf(keys.logKey)

test('the keys belong to the fingerprint in the address', () => {
  assert.match(fingerprint, /^[a-z2-7]{51}[aq]$/)
  assert.ok(verifyOperatorKeys(keys, fingerprint))
})

test('keys with a changed part, or under another fingerprint, are refused', () => {
  const other = operatorKeys(createOperatorSecrets())
  assert.equal(verifyOperatorKeys(other, fingerprint), false)
  assert.equal(verifyOperatorKeys({ ...keys, trustRoot: other.trustRoot }, fingerprint), false)
  assert.equal(verifyOperatorKeys({ ...keys, feedKey: other.feedKey }, fingerprint), false)
  assert.equal(verifyOperatorKeys({ ...keys, logKey: other.logKey }, fingerprintOf(other.logKey)), false)
  assert.equal(verifyOperatorKeys({ ...keys, signature: other.signature }, fingerprint), false)
  const short = keys.signature.slice(1) as Signature
  assert.equal(verifyOperatorKeys({ ...keys, signature: short }, fingerprint), false)
})

test('a trust root or a feed key of small order is refused, whoever signed it', () => {
  const seed = randomBytes(32)
  const logKey = ed25519PublicBytes(ed25519PrivateKey(seed))
  const signed = (trustRoot: IdentityKey, feedKey: IdentityKey) => {
    const both = { trustRoot, feedKey }
    const signature = signEd25519(ed25519PrivateKey(seed), operatorKeysSigningBytes(both))
    return verifyOperatorKeys({ logKey, ...both, signature }, fingerprintOf(logKey))
  }
  const small = new Uint8Array(33).with(0, 5) as IdentityKey
  assert.equal(signed(keys.trustRoot, keys.feedKey), true)
  assert.equal(signed(small, keys.feedKey), false)
  assert.equal(signed(keys.trustRoot, small), false)
})

test('secrets that were stored are the same Operator', () => {
  const bytes = encodeOperatorSecrets(operator)
  const restored = must(decodeOperatorSecrets(bytes))
  assert.deepEqual(operatorKeys(restored), keys)
  assert.deepEqual(encodeOperatorSecrets(restored), bytes)
})

test('secrets show public keys only, however they are printed', () => {
  assert.deepEqual(Reflect.ownKeys(operator), ['keys'])
  assert.deepEqual(Reflect.ownKeys(operator.keys).sort(), ['feedKey', 'logKey', 'signature', 'trustRoot'])
  const printed = inspect(operator, { depth: 9, showHidden: true })
  const secret = Buffer.from(encodeOperatorSecrets(operator).slice(1, 33)).toString('hex')
  assert.ok(!printed.replaceAll(/\W/g, '').includes(secret))
})

test('truncated, longer, later and random secrets are refused', () => {
  const bytes = encodeOperatorSecrets(operator)
  for (let length = 0; length < bytes.length; length++)
    assert.equal(decodeOperatorSecrets(bytes.slice(0, length)).ok, false)
  assert.equal(decodeOperatorSecrets(new Uint8Array([...bytes, 0])).ok, false)
  assert.equal(decodeOperatorSecrets(bytes.with(0, 9)).ok, false)
  fc.assert(fc.property(fc.uint8Array(), (random) => decodeOperatorSecrets(random).ok === false))
})
