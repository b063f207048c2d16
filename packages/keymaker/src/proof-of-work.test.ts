import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Bytes, Fingerprint } from '@comrad/protocol'
import { signClaim } from './claim.ts'
import { deriveIdentity } from './identity.ts'
import { createPhrase, seedOf } from './phrase.ts'
import { randomBytes, utf8 } from './primitives.ts'
import { claimSubject, leadingZeroBits, solveProofOfWork, verifyProofOfWork } from './proof-of-work.ts'
import { nameOf, TODAY } from './testing.ts'

const params = { memoryKib: 8, passes: 1, difficultyBits: 6 }
const subject = utf8('a subject')
const solve = (options = {}) =>
  solveProofOfWork({ params, subject, day: TODAY, random: randomBytes, ...options })

async function solved() {
  const proof = await solve()
  assert.ok(proof)
  return proof
}

test('a solution holds, and took about 2^bits attempts', async () => {
  let attempts = 0
  const proof = await solve({ onAttempt: (count: number) => (attempts = count) })
  assert.ok(proof)
  assert.ok(attempts >= 1)
  assert.ok(await verifyProofOfWork({ params, subject, proof, today: TODAY }))
})

test('a solution holds on its day and the days beside it', async () => {
  const proof = await solved()
  const holdsOn = (today: number) => verifyProofOfWork({ params, subject, proof, today })
  assert.deepEqual(await Promise.all([-2, -1, 0, 1, 2].map((shift) => holdsOn(TODAY + shift))), [
    false,
    true,
    true,
    true,
    false,
  ])
})

test('a solution holds for no other subject, day, nonce or parameters', async () => {
  const proof = await solved()
  const check = { params, subject, proof, today: TODAY }
  const changes = Array.from({ length: 40 }, (_, index) => index)
  const others = await Promise.all(
    changes.flatMap((index) => [
      verifyProofOfWork({ ...check, subject: utf8(`subject ${index}`) }),
      verifyProofOfWork({ ...check, proof: { ...proof, nonce: randomBytes(8) } }),
      verifyProofOfWork({ ...check, params: { ...params, passes: 2 + (index % 7) } }),
    ]),
  )
  // One in 64 holds by luck; a third of them would, if one of the three were not looked at.
  assert.ok(others.filter(Boolean).length < changes.length)
})

test('a nonce of another length is refused', async () => {
  const proof = { ...(await solved()), nonce: randomBytes(9) }
  const easy = { ...params, difficultyBits: 0 }
  assert.equal(await verifyProofOfWork({ params: easy, subject, proof, today: TODAY }), false)
})

describe('parameters out of bounds are neither solved nor accepted', () => {
  const cases = {
    'all of the memory': { ...params, memoryKib: 2 ** 32 - 1 },
    'too little memory': { ...params, memoryKib: 7 },
    'no pass': { ...params, passes: 0 },
    'too many passes': { ...params, passes: 9 },
    'years of work': { ...params, difficultyBits: 21 },
  }
  for (const [name, asked] of Object.entries(cases)) {
    test(name, async () => {
      assert.equal(await solve({ params: asked }), undefined)
      const proof = { day: TODAY, nonce: randomBytes(8) }
      assert.equal(await verifyProofOfWork({ params: asked, subject, proof, today: TODAY }), false)
    })
  }
})

test('solving stops when it is aborted', async () => {
  const stop = new AbortController()
  const hard = { ...params, difficultyBits: 20 }
  const onAttempt = (attempts: number) => attempts === 3 && stop.abort()
  assert.equal(await solve({ params: hard, signal: stop.signal, onAttempt }), undefined)
})

test('leading zero bits are counted', () => {
  const cases: readonly (readonly [readonly number[], number])[] = [
    [[0x80], 0],
    [[0x7f], 1],
    [[0x01], 7],
    [[0, 0x10], 11],
    [[0, 0], 16],
  ]
  for (const [bytes, bits] of cases) assert.equal(leadingZeroBits(new Uint8Array(bytes)), bits)
})

describe('a subject changes with everything in it', () => {
  const fingerprint = 'a'.repeat(52) as Fingerprint
  const other = `${'a'.repeat(51)}q` as Fingerprint
  const hex = (bytes: Bytes) => Buffer.from(bytes).toString('hex')

  test('a claim', () => {
    const alice = deriveIdentity(seedOf(createPhrase()))
    const { record } = signClaim(alice, nameOf('alice'))
    const subjects = [
      claimSubject(record, fingerprint),
      claimSubject(record, other),
      claimSubject({ ...record, name: nameOf('alicia') }, fingerprint),
    ]
    assert.equal(new Set(subjects.map(hex)).size, 3)
  })
})
