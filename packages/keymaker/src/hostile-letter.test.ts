/** Whatever stands in a letter, opening answers: nothing throws and nothing is written. */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { Bytes } from '@comrad/protocol'
import fc from 'fast-check'
import { sealOuter } from './outer-seal.ts'
import { certificateFor, createCast, createPerson, ENVELOPE } from './testing.ts'
import { forgeLetter } from './testing-forgery.ts'

const SMALL_ORDER = [
  '00'.repeat(32),
  `01${'00'.repeat(31)}`,
  `ec${'ff'.repeat(30)}7f`,
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
].map((hex) => new Uint8Array(Buffer.from(hex, 'hex')))

const { operator, bob } = createCast()
const mallory = createPerson('mallory', operator)
const header = { recipient: bob.address, id: ENVELOPE }
const certificate = certificateFor(operator, mallory.address, mallory.identity.identityKey)

/** The letter as it is now: a first letter before bob has answered, a later one after. */
async function forge(changes: Partial<Parameters<typeof forgeLetter>[0]> = {}) {
  return forgeLetter({ from: mallory, to: bob, certificate, ...changes })
}

test('random bytes of the right length are undecipherable', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 8064, maxLength: 8064 }), async (bytes) => {
      await assertRefused(new Uint8Array(bytes))
    }),
    { numRuns: 50 },
  )
})

test('random bytes behind a good outer seal are undecipherable', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 8013 }), async (bytes) => {
      const content = new Uint8Array(bytes)
      await assertRefused(sealOuter(bob.identity.identityKey, header, content))
    }),
    { numRuns: 200 },
  )
})

describe('before the first answer', () => {
  before(async () => {
    await mallory.begin(bob, 'hello')
  })
  hostileChanges()
})

describe('after the first answer', () => {
  before(async () => {
    await bob.open(await mallory.begin(bob, 'hello'))
    await mallory.open(await bob.seal(mallory, 'hello'))
  })
  hostileChanges()
})

function hostileChanges(): void {
  test('a bit changed in sealed sender', async () => {
    await changed('changeSealed', 150, (bytes, at) => bytes.with(at, (bytes[at] ?? 0) ^ (1 << (at % 8))))
  })
  test('a bit changed in the content', async () => {
    await changed('changeContent', 400, (bytes, at) => bytes.with(at, (bytes[at] ?? 0) ^ (1 << (at % 8))))
  })
  test('a key of small order anywhere in the content', async () => {
    for (const key of SMALL_ORDER)
      await changed('changeContent', 200, (bytes, at) => {
        const replaced = bytes.slice()
        replaced.set(key.subarray(0, bytes.length - at), at)
        return replaced
      })
  })
  test('the content cut off', async () => {
    await changed('changeContent', 60, (bytes, at) => bytes.slice(0, at))
  })
}

/** Applies `change` at about `count` places, spread over the bytes. */
async function changed(
  layer: 'changeContent' | 'changeSealed',
  count: number,
  change: (bytes: Bytes, at: number) => Bytes,
): Promise<void> {
  const rows = bob.ratchet.rows()
  for (let step = 0; step < count; step++) {
    const at = (length: number) => Math.floor((step * length) / count)
    const letter = await forge({ [layer]: (bytes: Bytes) => change(bytes, at(bytes.length)) })
    if (letter) await assertRefused(letter)
  }
  assert.deepEqual(bob.ratchet.rows(), rows)
}

/** Some changes touch nothing that counts, such as protobuf's unused bits: then the letter is still mallory's own. */
async function assertRefused(letter: Bytes): Promise<void> {
  const opened = await bob.peek(letter)
  if (opened.ok) assert.deepEqual(opened.value.sender, mallory.address)
  else assert.match(opened.error.type, /^(undecipherable|certificate|session)$/)
}
