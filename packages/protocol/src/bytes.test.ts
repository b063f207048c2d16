import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decode, encode, MalformedError, type Reader } from './bytes.ts'

test('a writer that has to grow in the middle of a number loses nothing', () => {
  for (let filled = 240; filled <= 260; filled++) {
    const bytes = encode((writer) =>
      writer.bytes(new Uint8Array(filled)).uint64(1).uint32(2).uint16(3).uint8(4),
    )
    const numbers = decode(bytes, (reader) => {
      reader.bytes(filled)
      return [reader.uint64(), reader.uint32(), reader.uint16(), reader.uint8()]
    })
    assert.deepEqual(numbers, { ok: true, value: [1, 2, 3, 4] }, `after ${filled} bytes`)
  }
})

test('a number beyond what can be counted exactly is refused', () => {
  const bytes = new Uint8Array([0, 0x20, 0, 0, 0, 0, 0, 0])
  assert.deepEqual(
    refusal(bytes, (reader) => reader.uint64()),
    'number too large',
  )
})

test('a length is checked before it is believed', () => {
  const long = new Uint8Array([0xff, 0xff])
  assert.equal(
    refusal(long, (reader) => reader.opaque(16)),
    'too long',
  )
  assert.equal(
    refusal(long, (reader) => reader.opaque(0xffff)),
    'truncated',
  )
  assert.equal(
    refusal(long, (reader) => reader.list({ min: 0, max: 3 }, (one) => one.uint8())),
    'too many',
  )
  assert.equal(
    refusal(new Uint8Array(2), (reader) => reader.list({ min: 1, max: 3 }, (one) => one.uint8())),
    'too few',
  )
})

test('a boolean is 0 or 1 and a text is UTF-8', () => {
  assert.equal(
    refusal(new Uint8Array([2]), (reader) => reader.boolean()),
    'not a boolean',
  )
  assert.equal(
    refusal(new Uint8Array([0, 1, 0xff]), (reader) => reader.text(4)),
    'not UTF-8',
  )
})

test("what is read from a socket's buffer is a copy, and a view only where it is asked for", () => {
  const buffer = Buffer.from([1, 2, 3, 4])
  const decoded = decode(buffer, (reader) => ({ kept: reader.bytes(2), seen: reader.view(2) }))
  assert.ok(decoded.ok)
  buffer.fill(9)
  assert.deepEqual(decoded.value, { kept: new Uint8Array([1, 2]), seen: new Uint8Array([9, 9]) })
})

test('a length that does not fit its prefix is a bug, not another length', () => {
  assert.throws(() => encode((writer) => writer.opaque(new Uint8Array(0x1_0000))), RangeError)
  assert.throws(() => encode((writer) => writer.list(Array(0x1_0000).fill(0), () => {})), RangeError)
})

test('trailing bytes are refused', () => {
  assert.equal(
    refusal(new Uint8Array(2), (reader) => reader.uint8()),
    'trailing bytes',
  )
})

test('a bug in a reader is not taken for bad input', () => {
  assert.throws(
    () =>
      decode(new Uint8Array(1), () => {
        throw new TypeError('bug')
      }),
    TypeError,
  )
  assert.deepEqual(
    decode(new Uint8Array(0), () => {
      throw new MalformedError('mine')
    }),
    {
      ok: false,
      error: { type: 'malformed', reason: 'mine' },
    },
  )
})

test('what was written is read back', () => {
  fc.assert(
    fc.property(
      fc.nat(255),
      fc.nat(0xffff),
      fc.nat(),
      fc.maxSafeNat(),
      fc.string({ size: 'large' }),
      (a, b, c, d, text) => {
        fc.pre(text.isWellFormed())
        const bytes = encode((writer) =>
          writer.uint8(a).uint16(b).uint32(c).uint64(d).text(text).boolean(true),
        )
        const back = decode(bytes, (reader) => [
          reader.uint8(),
          reader.uint16(),
          reader.uint32(),
          reader.uint64(),
          reader.text(0xffff),
          reader.boolean(),
        ])
        assert.deepEqual(back, { ok: true, value: [a, b, c, d, text, true] })
      },
    ),
  )
})

function refusal<T>(bytes: Uint8Array, read: (reader: Reader) => T): string {
  const decoded = decode(bytes, read)
  assert.ok(!decoded.ok)
  return decoded.error.reason
}
