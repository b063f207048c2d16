import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PrivateKey } from '@signalapp/libsignal-client'
import { isSoundKey } from './sound-key.ts'

const keyOf = (coordinate: string) => new Uint8Array(Buffer.from(`05${coordinate}`, 'hex'))

test('every generated key is sound', () => {
  for (let round = 0; round < 50; round++)
    assert.ok(isSoundKey(PrivateKey.generate().getPublicKey().serialize()))
})

const UNSOUND: Readonly<Record<string, string>> = {
  'order 4': '00'.repeat(32),
  'order 1': `01${'00'.repeat(31)}`,
  'order 8': 'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  'order 8, the other': '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  'order 2 of the twist': `ec${'ff'.repeat(30)}7f`,
  'zero spelled as p': `ed${'ff'.repeat(30)}7f`,
  'one spelled as p + 1': `ee${'ff'.repeat(30)}7f`,
  'two spelled as p + 2': `ef${'ff'.repeat(30)}7f`,
  'nine with the high bit': `09${'00'.repeat(30)}80`,
}

for (const [name, coordinate] of Object.entries(UNSOUND))
  test(`a key is refused: ${name}`, () => assert.equal(isSoundKey(keyOf(coordinate)), false))

test('the base point is sound, and not under another type or length', () => {
  const base = keyOf(`09${'00'.repeat(31)}`)
  assert.ok(isSoundKey(base))
  assert.equal(isSoundKey(new Uint8Array([...base, 0])), false)
  assert.equal(isSoundKey(base.slice(0, 32)), false)
  assert.equal(isSoundKey(new Uint8Array([6, ...base.slice(1)])), false)
})
