import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseName, RESERVED_NAMES } from './name.ts'
import { anyName } from './testing/arbitraries.ts'

const refused = (type: string) => ({ ok: false, error: { type } })

test('a name is lower-cased, so that Alice and alice are one', () => {
  assert.deepEqual(parseName('Alice_1-x'), { ok: true, value: 'alice_1-x' })
})

test('a name has 3 to 30 letters', () => {
  assert.deepEqual(parseName('ab'), refused('length'))
  assert.ok(parseName('abc').ok)
  assert.ok(parseName('a'.repeat(30)).ok)
  assert.deepEqual(parseName('a'.repeat(31)), refused('length'))
})

test('a name begins with a letter', () => {
  for (const name of ['1abc', '_abc', '-abc']) assert.deepEqual(parseName(name), refused('characters'), name)
})

test('look-alikes from other scripts, spaces and invisible characters are refused', () => {
  const lookAlikes = [
    'аlice',
    'alıce',
    'alice\u200b',
    'al ice',
    'ａlice',
    'alicé',
    'ali\u0441e',
    'alice\n',
    'alice\u202e',
    '\u212aarl',
  ]
  for (const name of lookAlikes) assert.equal(parseName(name).ok, false, JSON.stringify(name))
})

test('the cast and words of authority cannot be registered, in any case', () => {
  for (const name of RESERVED_NAMES) {
    assert.deepEqual(parseName(name), refused('reserved'), name)
    assert.deepEqual(parseName(name.toUpperCase()), refused('reserved'), name)
  }
})

test('whatever is accepted has one spelling', () => {
  fc.assert(
    fc.property(anyName, (name) => {
      assert.deepEqual(parseName(name.toUpperCase()), { ok: true, value: name })
    }),
  )
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 32, size: 'max' }), (text) => {
      const name = parseName(text)
      if (name.ok) assert.match(name.value, /^[a-z][a-z0-9_-]{2,29}$/)
    }),
  )
})
