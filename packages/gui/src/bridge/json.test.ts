import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeJson, encodeJson } from './json.ts'

const bytes = fc.uint8Array({ maxLength: 64 })
const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, false),
    fc.string({ unit: 'binary' }),
    fc.integer(),
    bytes,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.string().filter((key) => key !== '__proto__' && key !== '$bytes'),
      tie('value'),
      { maxKeys: 4, noNullPrototype: true },
    ),
  ),
})).value

test('what is encoded is decoded to the same, bytes included', () => {
  fc.assert(
    fc.property(value, (one) => {
      assert.deepEqual(decodeJson(encodeJson(one)), one)
    }),
  )
})

test('bytes are held in a text of one field; anything near it is not bytes', () => {
  assert.equal(encodeJson(Uint8Array.of(1, 255)), '{"$bytes":"Af8="}')
  for (const near of [
    '{"$bytes":5}',
    '{"$bytes":null}',
    '{"$bytes":"Af8=","more":1}',
    '[{"$bytes":["Af8="]}]',
  ])
    assert.deepEqual(decodeJson(near), JSON.parse(near))
})

test('what is no JSON, or no base64, is a syntax error and nothing else', () => {
  for (const text of [
    '',
    '{',
    'undefined',
    '{"$bytes":"?"}',
    '{"a":{"$bytes":"Af8"}x}',
    '{"$bytes":"\\u0000"}',
  ])
    assert.throws(() => decodeJson(text), SyntaxError, text)
})

test('a field called __proto__ is a field', () => {
  const decoded = decodeJson('{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}')
  assert.deepEqual(Object.keys(decoded as object), ['__proto__', 'constructor'])
  assert.equal(Object.getPrototypeOf(decoded), Object.prototype)
  assert.equal(({} as { isAdmin?: boolean }).isAdmin, undefined)
})
