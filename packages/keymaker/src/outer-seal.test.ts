import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ENVELOPE_CIPHERTEXT_BYTES, encode, writeAddress } from '@comrad/protocol'
import { PublicKey } from '@signalapp/libsignal-client'
import { openOuter, SEALED_SENDER_BYTES_MAX, sealOuter } from './outer-seal.ts'
import { randomBytes } from './primitives.ts'
import { createCast, ENVELOPE } from './testing.ts'

const { bob } = createCast()
const header = { recipient: bob.address, id: ENVELOPE }
const seal = (content: Uint8Array<ArrayBuffer>) => sealOuter(bob.identity.identityKey, header, content)

test('whatever the length, the sealed size is one and the content comes back', () => {
  for (const length of [0, 1, 500, SEALED_SENDER_BYTES_MAX]) {
    const content = randomBytes(length)
    const sealed = seal(content)
    assert.equal(sealed.length, ENVELOPE_CIPHERTEXT_BYTES)
    assert.deepEqual(openOuter(bob.identity, header, sealed), content)
  }
})

test('two seals of the same content have nothing in common', () => {
  const content = randomBytes(100)
  assert.notDeepEqual(seal(content), seal(content))
})

test('a length beyond the end and a padding that says something are refused', () => {
  assert.equal(
    openOuter(
      bob.identity,
      header,
      sealPadded((padded) => padded.fill(0xff, 0, 2)),
    ),
    undefined,
  )
  assert.equal(
    openOuter(
      bob.identity,
      header,
      sealPadded((padded) => padded.fill(1, 8014)),
    ),
    undefined,
  )
  assert.deepEqual(
    openOuter(
      bob.identity,
      header,
      sealPadded(() => {}),
    ),
    new Uint8Array(0),
  )
})

function sealPadded(change: (padded: Uint8Array) => void): Uint8Array<ArrayBuffer> {
  const padded = new Uint8Array(ENVELOPE_CIPHERTEXT_BYTES - 49)
  change(padded)
  const aad = encode((writer) => {
    writeAddress(writer, bob.address)
    writer.bytes(ENVELOPE)
  })
  return PublicKey.deserialize(bob.identity.identityKey).seal(padded, 'comrad letter v1', aad)
}
