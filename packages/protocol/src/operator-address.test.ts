import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { encodeBase32, parseBase32 } from './base32.ts'
import { formatOperatorAddress, parseOperatorAddress } from './operator-address.ts'
import { upTo } from './testing/arbitraries.ts'

const FINGERPRINT = encodeBase32(new Uint8Array(32).fill(7))
const HOST = `${'b'.repeat(56)}.onion`
const refused = (type: string) => ({ ok: false, error: { type } })

test('an address is one line that is read back as it was written', () => {
  for (const line of [
    `comrad://${HOST}/${FINGERPRINT}`,
    `comrad://${HOST}:8080/${FINGERPRINT}`,
    `comrad://127.0.0.1:7000/${FINGERPRINT}`,
  ]) {
    const parsed = parseOperatorAddress(` ${line}\n`)
    assert.ok(parsed.ok)
    assert.equal(formatOperatorAddress(parsed.value), line)
  }
})

test('nothing but an onion service or loopback can be written down', () => {
  for (const host of [
    'example.com:80',
    '10.0.0.1:80',
    '0.0.0.0:80',
    'localhost:80',
    '127.0.0.2:80',
    'short.onion',
  ]) {
    assert.deepEqual(parseOperatorAddress(`comrad://${host}/${FINGERPRINT}`), refused('host'), host)
  }
})

test('what is wrong with an address is named', () => {
  assert.deepEqual(parseOperatorAddress(`https://${HOST}/${FINGERPRINT}`), refused('scheme'))
  assert.deepEqual(parseOperatorAddress(`comrad://${HOST}/`), refused('fingerprint'))
  assert.deepEqual(parseOperatorAddress(`comrad://${HOST}/${FINGERPRINT.slice(1)}`), refused('fingerprint'))
  assert.deepEqual(parseOperatorAddress(`comrad://127.0.0.1/${FINGERPRINT}`), refused('port'))
  for (const port of ['0', '65536', '080'])
    assert.deepEqual(parseOperatorAddress(`comrad://${HOST}:${port}/${FINGERPRINT}`), refused('port'), port)
})

test('base32 has one spelling for each value', () => {
  fc.assert(
    fc.property(upTo(40), (bytes) => {
      assert.deepEqual(parseBase32(encodeBase32(bytes)), new Uint8Array(bytes))
    }),
  )
  for (const text of ['A', 'a', 'ab', '1a', 'a=']) {
    const parsed = parseBase32(text)
    if (parsed) assert.equal(encodeBase32(parsed), text)
  }
  assert.equal(parseBase32('ab'), undefined)
})
