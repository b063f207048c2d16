/** Whatever a picture has made of the child: what it says is read as any stranger's bytes are. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { IMAGE_BYTES, IMAGE_SIDE, PLACEHOLDER_BYTES } from '@comrad/protocol'
import fc from 'fast-check'
import { type Answer, decodeAnswer, encodeAnswer } from './answer.ts'
import { decodeJob, encodeJob, type Job } from './job.ts'

const IMAGE = {
  width: IMAGE_SIDE,
  height: 1,
  placeholder: new Uint8Array(PLACEHOLDER_BYTES),
  bytes: new Uint8Array(IMAGE_BYTES),
}
const ANSWERS: readonly Answer[] = [
  { type: 'prepared', image: IMAGE },
  { type: 'pixels', pixels: { width: 3, height: 2, rgba: new Uint8Array(24).fill(7) } },
  { type: 'refused', error: { type: 'truncated' } },
]

describe('an answer', () => {
  for (const answer of ANSWERS) {
    test(`${answer.type} comes out as it went in, and whole or not at all`, () => {
      const bytes = encodeAnswer(answer)
      assert.deepEqual(decodeAnswer(bytes), { ok: true, value: answer })
      assert.equal(reason(bytes.subarray(0, -1)), 'truncated')
      assert.equal(reason(Buffer.concat([bytes, Uint8Array.of(0)])), 'trailing bytes')
    })
  }

  const lies: readonly (readonly [string, Answer, string])[] = [
    ['an image that is too long', prepared({ bytes: new Uint8Array(IMAGE_BYTES + 1) }), 'too long'],
    ['a side that is too long', prepared({ width: IMAGE_SIDE + 1 }), 'no side of an image'],
    ['a side of nothing', prepared({ height: 0 }), 'no side of an image'],
    [
      'a placeholder that is too long',
      prepared({ placeholder: new Uint8Array(PLACEHOLDER_BYTES + 1) }),
      'too long',
    ],
    [
      'fewer pixels than it says',
      { type: 'pixels', pixels: { width: 3, height: 2, rgba: new Uint8Array(20) } },
      'truncated',
    ],
  ]
  for (const [name, answer, why] of lies) {
    test(`with ${name} is refused`, () => assert.equal(reason(encodeAnswer(answer)), why))
  }

  test('of a kind that there is not is refused', () => {
    assert.equal(reason(Uint8Array.of(3, 0, 1, 0, 1)), 'unknown answer')
    assert.equal(reason(Uint8Array.of(0, 200)), 'unknown error')
    assert.equal(reason(new Uint8Array()), 'truncated')
  })

  test('of any bytes throws nothing', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => void decodeAnswer(bytes)))
  })
})

test('a job comes out as it went in', () => {
  for (const type of ['prepare', 'prepare-square', 'decode'] as const) {
    const job: Job = { type, side: 256, pixelsMax: 50_000_000, memoryMb: 640, file: Uint8Array.of(1, 2, 3) }
    assert.deepEqual(decodeJob(encodeJob(job)), { ok: true, value: job })
  }
})

function prepared(change: Partial<typeof IMAGE>): Answer {
  return { type: 'prepared', image: { ...IMAGE, ...change } }
}

function reason(bytes: Uint8Array): string {
  const decoded = decodeAnswer(bytes)
  return decoded.ok ? 'it was taken' : decoded.error.reason
}
