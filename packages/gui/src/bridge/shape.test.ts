import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  bytes,
  either,
  flag,
  listOf,
  nothing,
  oneOf,
  optional,
  type Shape,
  ShapeError,
  struct,
  text,
  whole,
} from './shape.ts'
import { WISHES } from './wishes.ts'

const refused = (shape: Shape<unknown>, value: unknown, why: RegExp) =>
  assert.throws(
    () => shape(value),
    (error) => error instanceof ShapeError && why.test(error.message),
    String(why),
  )

test('a text has a length, in UTF-16', () => {
  assert.equal(text(3)('abc'), 'abc')
  refused(text(3), 'abcd', /too long/)
  refused(text(3), '🌹🌹', /too long/)
  for (const other of [1, null, undefined, ['a'], new String('a'), { toString: () => 'a' }])
    refused(text(3), other, /not a text/)
})

test('a whole number is one that JSON holds exactly, and in its range', () => {
  assert.equal(whole(-1, 5)(5), 5)
  for (const other of [6, -2]) refused(whole(-1, 5), other, /out of range/)
  for (const other of ['1', 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, 1n, null]) {
    refused(whole(-1, 5), other, /not a whole number/)
  }
})

test('a flag, a choice, bytes and nothing are what they are', () => {
  assert.equal(flag(false), false)
  for (const other of [0, 1, '', 'true', null]) refused(flag, other, /not yes or no/)
  assert.equal(oneOf('a', 'b')('b'), 'b')
  for (const other of ['c', 'toString', 0, ['a'], undefined])
    refused(oneOf('a', 'b'), other, /not one of the choices/)
  assert.deepEqual(bytes(2)(Uint8Array.of(1, 2)), Uint8Array.of(1, 2))
  refused(bytes(2), Uint8Array.of(1, 2, 3), /too long/)
  for (const other of [[1], 'AQ==', { $bytes: 5 }, { length: 1, 0: 1 }]) refused(bytes(2), other, /not bytes/)
  assert.equal(nothing(null), null)
  for (const other of [undefined, 0, {}]) refused(nothing, other, /not nothing/)
  assert.equal(either(nothing, flag)(true), true)
  refused(either(nothing, flag), 'x', /not yes or no/)
})

test('a list has a length and items of one shape', () => {
  assert.deepEqual(listOf(flag, 2)([true, false]), [true, false])
  refused(listOf(flag, 2), [true, true, true], /too many/)
  refused(listOf(flag, 2), [true, 1], /not yes or no/)
  refused(listOf(flag, 2), { length: 1, 0: true }, /not a list/)
})

test('a struct has the fields that it has: none is missing, none more', () => {
  const shape = struct({ name: text(10), loud: optional(flag) })
  assert.deepEqual(shape({ name: 'alice' }), { name: 'alice' })
  assert.deepEqual(shape({ name: 'alice', loud: true }), { name: 'alice', loud: true })
  refused(shape, {}, /not a text/)
  refused(shape, { name: 'alice', loud: null }, /not yes or no/)
  refused(shape, { name: 'alice', more: 1 }, /unknown field/)
  for (const other of [null, [], 'name', 5]) refused(shape, other, /not a struct/)
})

test('no field of a struct comes from a prototype or goes to one', () => {
  const shape = struct({ name: optional(text(10)) })
  for (const given of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype', 'valueOf']) {
    refused(shape, JSON.parse(`{"${given}":{"isAdmin":true}}`), /unknown field/)
  }
  assert.deepEqual(shape(Object.create({ name: 'inherited' })), {})
  assert.equal(({} as { isAdmin?: boolean }).isAdmin, undefined)
})

test('a wish takes what it takes again, and whatever else comes is refused as a shape and not as a fault', () => {
  const keys = fc.constantFrom(
    'name',
    'text',
    'image',
    'limit',
    'post',
    'passphrase',
    'to',
    'before',
    '__proto__',
    'constructor',
  )
  const given = fc.oneof(fc.anything(), fc.dictionary(keys, fc.anything(), { maxKeys: 4 }))
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(WISHES)), given, (wish, one) => {
      const shape = WISHES[wish as keyof typeof WISHES] as Shape<object>
      let taken: object
      try {
        taken = shape(one)
      } catch (error) {
        assert.ok(error instanceof ShapeError)
        assert.match(error.message, /^[a-z ]+$/, 'and nothing of it is repeated')
        return
      }
      assert.deepEqual(shape(taken), taken)
      assert.equal(Object.getPrototypeOf(taken), Object.prototype)
    }),
    { numRuns: 2_000 },
  )
})
