import assert from 'node:assert/strict'
import { test } from 'node:test'
import { equalBytes, randomBytes, sha256, toBytes, utf8 } from './primitives.ts'

test('sha256 of "abc" is that of FIPS 180-4, in a plain Uint8Array of its own', () => {
  const hash = sha256(utf8('abc'))
  assert.equal(
    Buffer.from(hash).toString('hex'),
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  )
  assert.equal(hash.constructor, Uint8Array)
  assert.equal(hash.buffer.byteLength, 32)
})

test('bytes of a shared pool are copied out of it', () => {
  const bytes = toBytes(Buffer.from('in the pool'))
  assert.equal(bytes.buffer.byteLength, 11)
  assert.deepEqual(bytes, utf8('in the pool'))
})

test('random bytes have the length asked for and differ', () => {
  assert.equal(randomBytes(16).length, 16)
  assert.notDeepEqual(randomBytes(16), randomBytes(16))
})

test('bytes are equal when each of them is; another length is unequal, not an error', () => {
  assert.equal(equalBytes(utf8('same'), utf8('same')), true)
  assert.equal(equalBytes(utf8('same'), utf8('some')), false)
  assert.equal(equalBytes(utf8('same'), utf8('same?')), false)
  assert.equal(equalBytes(utf8(''), utf8('')), true)
})
