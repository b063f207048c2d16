/** What holds for every codec: one value has one encoding, nothing shorter or longer is taken, and nothing makes a decoder throw. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc, { type Arbitrary } from 'fast-check'
import type { Bytes } from './bytes.ts'
import { encodeFrame, FRAME_BODY_MAX, TICK_FRAME } from './frame.ts'
import type { IdentityKey } from './keys.ts'
import * as limits from './limits.ts'
import { encodeReply, LEAVES_PER_REPLY } from './reply.ts'
import { encodeRequest } from './request.ts'
import { ARBITRARIES, upTo } from './testing/arbitraries.ts'
import { CODECS, type Codec, SAMPLES } from './testing/samples.ts'

const names = Object.keys(CODECS) as (keyof typeof CODECS)[]

for (const name of names) {
  const codec = CODECS[name] as Codec<unknown>
  const any = ARBITRARIES[name] as Arbitrary<unknown>
  const encoded = Object.entries(SAMPLES[name]).map(([sample, value]) => ({
    sample,
    value,
    bytes: codec.encode(value),
  }))
  const refused = (reason: string) => ({ ok: false, error: { type: 'malformed', reason } })
  const isFrame = name === 'frame'

  test(`${name}: what was encoded is decoded`, () => {
    for (const { sample, value, bytes } of encoded) {
      assert.deepEqual(codec.decode(bytes), { ok: true, value }, sample)
    }
    fc.assert(
      fc.property(any, (value) => {
        assert.deepEqual(codec.decode(codec.encode(value)), { ok: true, value })
      }),
    )
  })

  test(`${name}: a truncation is refused wherever it is`, () => {
    const reason = isFrame ? 'not a frame size' : 'truncated'
    for (const { sample, bytes } of encoded) {
      for (const length of cuts(bytes.length)) {
        assert.deepEqual(codec.decode(bytes.subarray(0, length)), refused(reason), `${sample} at ${length}`)
      }
    }
    fc.assert(
      fc.property(any, fc.nat(), (value, place) => {
        const bytes = codec.encode(value)
        assert.deepEqual(codec.decode(bytes.subarray(0, place % bytes.length)), refused(reason))
      }),
    )
  })

  test(`${name}: a trailing byte is refused`, () => {
    const reason = isFrame ? 'not a frame size' : 'trailing bytes'
    fc.assert(
      fc.property(any, fc.nat(255), (value, trailing) => {
        assert.deepEqual(codec.decode(new Uint8Array([...codec.encode(value), trailing])), refused(reason))
      }),
    )
  })

  test(`${name}: a changed byte is refused or means something else`, () => {
    fc.assert(
      fc.property(any, fc.nat(), fc.integer({ min: 1, max: 255 }), (value, place, change) => {
        const changed = codec.encode(value).slice()
        const index = place % Math.min(changed.length, 400)
        changed[index] = (changed[index] ?? 0) ^ change
        const decoded = codec.decode(changed)
        if (!decoded.ok) return
        assert.notDeepEqual(decoded.value, value)
        assert.deepEqual(codec.encode(decoded.value), changed)
      }),
    )
  })

  test(`${name}: random bytes never make it throw`, () => {
    const random = upTo(300)
    const behindTag = fc.tuple(fc.nat(40), random).map(([tag, rest]) => new Uint8Array([tag, ...rest]))
    const inFrame = random.map((bytes) => {
      const frame = new Uint8Array(limits.FRAME_SIZES[0])
      frame.set([1, 1, ...bytes])
      return frame
    })
    fc.assert(
      fc.property(fc.oneof(random, isFrame ? inFrame : behindTag), (bytes) => {
        const decoded = codec.decode(bytes)
        if (decoded.ok) assert.deepEqual(codec.encode(decoded.value), bytes)
      }),
      { numRuns: 1_000 },
    )
  })
}

test('every frame has one of two sizes, and a tick is as large as a letter', () => {
  const deposit = encodeFrame({
    type: 'request',
    id: 1,
    body: encodeRequest(SAMPLES.request['deposit'] ?? fail()),
  })
  assert.equal(deposit.length, limits.FRAME_SIZES[0])
  assert.equal(TICK_FRAME.length, deposit.length)
  fc.assert(
    fc.property(fc.nat(FRAME_BODY_MAX), (length) => {
      const frame = encodeFrame({ type: 'reply', id: 1, body: new Uint8Array(length) })
      assert.ok(limits.FRAME_SIZES.some((size) => size === frame.length))
    }),
  )
  assert.throws(
    () => encodeFrame({ type: 'reply', id: 1, body: new Uint8Array(FRAME_BODY_MAX + 1) }),
    RangeError,
  )
})

test('the largest of each that is allowed fits a frame', () => {
  const longest = 'a'.repeat(limits.NAME_LENGTH.max) as never
  const key = new Uint8Array(limits.IDENTITY_KEY_BYTES).fill(5) as Bytes as IdentityKey
  const signature = new Uint8Array(limits.SIGNATURE_BYTES) as never
  const kyber = { id: 1, key: new Uint8Array(limits.KYBER_KEY_BYTES), signature }
  const record = { name: longest, identityKey: key, commitment: new Uint8Array(32) as never }
  const letter = {
    position: 1,
    id: new Uint8Array(16) as never,
    depositedOn: 1,
    ciphertext: new Uint8Array(limits.ENVELOPE_CIPHERTEXT_BYTES),
  }
  const bodies = [
    encodeReply({ type: 'leaves', from: 0, records: Array(LEAVES_PER_REPLY).fill(record) }),
    encodeReply({ type: 'letters', items: Array(limits.LETTERS_PER_REPLY).fill(letter), more: true }),
    encodeRequest({ type: 'acknowledge', ids: Array(limits.ACKNOWLEDGE_IDS).fill(letter.id) }),
    encodeRequest({
      type: 'publish-prekeys',
      publication: {
        registrationId: 1,
        signedPrekey: { id: 1, key, signature },
        lastResortKyber: kyber,
        oneTime: Array(limits.PREKEYS_ONE_TIME).fill({ id: 1, key }),
        oneTimeKyber: Array(limits.KYBER_PREKEYS_ONE_TIME).fill(kyber),
      },
    }),
  ]
  for (const body of bodies) assert.ok(body.length <= FRAME_BODY_MAX)
})

/** Every place in a short encoding; in a long one its beginning, its end and some between. */
function cuts(length: number): number[] {
  const all = Array.from({ length }, (_, index) => index)
  return all.filter((index) => index < 300 || length - index < 100 || index % 997 === 0)
}

function fail(): never {
  throw new Error('no such sample')
}
