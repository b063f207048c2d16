/** The numbers and examples of docs/spec/keys.md are those of this room. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { ENVELOPE_CIPHERTEXT_BYTES } from '@comrad/protocol'
import { deliveryTokenHash, deriveDeliveryToken, deriveIdentity } from './identity.ts'
import { KEY_SLOT_BYTES } from './key-slot.ts'
import { SEALED_SENDER_BYTES_MAX } from './outer-seal.ts'
import { parsePhrase, seedOf } from './phrase.ts'
import { PREKEY_KEPT_DAYS, PREKEY_ROTATION_DAYS } from './prekeys.ts'
import { PROOF_OF_WORK_BOUNDS } from './proof-of-work.ts'
import { DEFAULT_STORE_LOCK, STORE_LOCK_BOUNDS } from './store-lock.ts'

const PAGE = readFileSync(new URL('../../../docs/spec/keys.md', import.meta.url), 'utf8')
const TEXT = PAGE.replaceAll(/\s+/g, ' ')
const figure = (value: number) => value.toLocaleString('en')
const span = ({ min, max }: { readonly min: number; readonly max: number }) => `${figure(min)}–${figure(max)}`
const says = (sentence: string) => assert.ok(TEXT.includes(sentence), sentence)

test('the example is what is derived from its words', () => {
  const [, words = '', , keys = ''] = PAGE.split('```\n')
  const phrase = parsePhrase(words)
  assert.ok(phrase.ok)
  const seed = seedOf(phrase.value)
  const { identityKey, commitment } = deriveIdentity(seed)
  const token = deriveDeliveryToken(seed, 0)
  const shown = Object.fromEntries(
    [...keys.matchAll(/^([a-z ]+?) {2,}([0-9a-f]+)/gm)].map(([, name = '', value]) => [name, value]),
  )
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
  assert.deepEqual(shown, {
    ...{ 'identity key': hex(identityKey), commitment: hex(commitment) },
    ...{ 'delivery token': hex(token), 'its hash': hex(deliveryTokenHash(token)) },
  })
})

test('a letter is sealed to the sizes that are said', () => {
  says(`pads that to ${figure(SEALED_SENDER_BYTES_MAX)} bytes`)
  says(`${figure(ENVELOPE_CIPHERTEXT_BYTES)} bytes, always`)
  says(`zeros, to ${figure(SEALED_SENDER_BYTES_MAX + 2)} bytes`)
})

test('prekeys are handed out and kept for as many days', () => {
  says(`handed out ${PREKEY_ROTATION_DAYS} days | ${PREKEY_KEPT_DAYS} days after it was replaced`)
  says(`Replaced keys stay ${PREKEY_KEPT_DAYS} days`)
  says(`ends at worst ${PREKEY_ROTATION_DAYS + PREKEY_KEPT_DAYS} days after the key was made`)
})

test('neither side works, nor waits at the lock, beyond the bounds that are said', () => {
  const { memoryKib, passes, difficultyBits } = PROOF_OF_WORK_BOUNDS
  says(`beyond ${span(memoryKib)} KiB, ${span(passes)} passes and ${span(difficultyBits)} bits`)
  const lock = DEFAULT_STORE_LOCK
  says(`${figure(lock.memoryKib)} KiB and ${lock.passes} passes unless told otherwise`)
  says(`beyond ${span(STORE_LOCK_BOUNDS.memoryKib)} KiB or ${span(STORE_LOCK_BOUNDS.passes)} passes`)
  says(`A slot is ${KEY_SLOT_BYTES} bytes`)
})
