import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  encodePrekeyPublication,
  type IdentityKey,
  type PrekeyPublication,
  REGISTRATION_ID_MAX,
  type Signature,
} from '@comrad/protocol'
import { signWithIdentity } from './curve-signature.ts'
import { deriveIdentity } from './identity.ts'
import { createPhrase, seedOf } from './phrase.ts'
import {
  createPrekeys,
  createRegistrationId,
  PREKEY_BATCHES_KEPT,
  PREKEY_KEPT_DAYS,
  PREKEY_ROTATION_DAYS,
  prekeysDue,
  topUpPrekeys,
  verifyPublication,
} from './prekeys.ts'
import { randomBytes } from './primitives.ts'
import { createCast, createMemoryRatchet, createPerson, DAY_MS, NOW } from './testing.ts'

const identity = deriveIdentity(seedOf(createPhrase()))
const owner = { identity, registrationId: 7, now: NOW }
const few = { oneTime: 3, oneTimeKyber: 2 }
const { publication } = createPrekeys({ ...owner, ...few, firstId: 100 })

function createDevice() {
  const ratchet = createMemoryRatchet()
  const made = createPrekeys({ ...owner, ...few, firstId: 100 })
  ratchet.write(made.writes)
  function topUp(now: number, counts = few) {
    const more = topUpPrekeys({ ...owner, ...counts, now, ratchet })
    ratchet.write(more.writes)
    return more.publication
  }
  return { ratchet, first: made.publication, topUp }
}

test('new prekeys are counted from the first id, signed, and encodable', () => {
  assert.equal(publication.signedPrekey.id, 100)
  assert.equal(publication.lastResortKyber.id, 101)
  assert.deepEqual(
    publication.oneTime.map(({ id }) => id),
    [102, 103, 104],
  )
  assert.deepEqual(
    publication.oneTimeKyber.map(({ id }) => id),
    [105, 106],
  )
  assert.ok(verifyPublication(identity.identityKey, publication))
  assert.ok(encodePrekeyPublication(publication).length > 0)
})

test('without a first id it is random, so that two installations do not share numbers', () => {
  const ids = [0, 1, 2].map(
    () => createPrekeys({ ...owner, oneTime: 0, oneTimeKyber: 0 }).publication.signedPrekey.id,
  )
  assert.equal(new Set(ids).size, 3)
})

test('a registration id is in range', () => {
  for (let round = 0; round < 200; round++) {
    const id = createRegistrationId()
    assert.ok(Number.isInteger(id) && id >= 1 && id <= REGISTRATION_ID_MAX)
  }
})

describe('topping up', () => {
  test('within the week adds one-time prekeys beside the same signed and last-resort ones', () => {
    const { first, topUp } = createDevice()
    const more = topUp(NOW + DAY_MS)
    assert.deepEqual(more.signedPrekey, first.signedPrekey)
    assert.deepEqual(more.lastResortKyber, first.lastResortKyber)
    assert.deepEqual(
      more.oneTime.map(({ id }) => id),
      [107, 108, 109],
    )
    assert.ok(verifyPublication(identity.identityKey, more))
  })

  test('after a week replaces them and keeps the old ones for letters under way', () => {
    const { ratchet, first, topUp } = createDevice()
    const later = NOW + PREKEY_ROTATION_DAYS * DAY_MS
    assert.equal(prekeysDue(ratchet, later - DAY_MS), false)
    assert.equal(prekeysDue(ratchet, later), true)
    const more = topUp(later)
    assert.notEqual(more.signedPrekey.id, first.signedPrekey.id)
    assert.notEqual(more.lastResortKyber.id, first.lastResortKyber.id)
    assert.deepEqual(ratchet.keysOf('signed-prekey'), ['100', '107'])
    assert.deepEqual(ratchet.keysOf('last-resort-kyber'), ['101', '108'])
    assert.equal(prekeysDue(ratchet, later), false)
  })

  test('erases what was replaced longer ago than letters live', () => {
    const { ratchet, topUp } = createDevice()
    const replaced = NOW + PREKEY_ROTATION_DAYS * DAY_MS
    topUp(replaced)
    ratchet.write([{ kind: 'kyber-used', key: '101', value: randomBytes(16) }])
    topUp(replaced + PREKEY_KEPT_DAYS * DAY_MS)
    assert.ok(ratchet.get('signed-prekey', '100'))
    topUp(replaced + (PREKEY_KEPT_DAYS + 1) * DAY_MS)
    assert.equal(ratchet.get('signed-prekey', '100'), undefined)
    assert.equal(ratchet.get('last-resort-kyber', '101'), undefined)
    assert.equal(ratchet.get('kyber-used', '101'), undefined)
  })

  test('with a clock that was set back rotates rather than never again', () => {
    const { ratchet, topUp } = createDevice()
    assert.equal(prekeysDue(ratchet, NOW - 400 * DAY_MS), true)
    assert.notEqual(topUp(NOW - 400 * DAY_MS).signedPrekey.id, 100)
  })

  test('again and again does not fill the device', () => {
    const { ratchet, topUp } = createDevice()
    for (let round = 0; round < PREKEY_BATCHES_KEPT + 5; round++) topUp(NOW, { oneTime: 1, oneTimeKyber: 0 })
    assert.ok(ratchet.keysOf('prekey').length <= PREKEY_BATCHES_KEPT)
    assert.deepEqual(ratchet.keysOf('kyber-prekey'), [])
  })

  test('where nothing was made before makes everything', () => {
    const made = topUpPrekeys({ ...owner, ...few, ratchet: createMemoryRatchet() })
    assert.ok(verifyPublication(identity.identityKey, made.publication))
    assert.equal(prekeysDue(createMemoryRatchet(), NOW), true)
  })
})

test('a first letter under a replaced prekey still opens', async () => {
  const { alice, bob } = createCast()
  const letter = await alice.begin(bob, 'on the way')
  const { identity: his, registrationId, ratchet } = bob
  const later = NOW + 8 * DAY_MS
  ratchet.write(topUpPrekeys({ identity: his, registrationId, ratchet, ...few, now: later }).writes)
  assert.equal(await bob.open(letter), 'on the way')
})

test('a bundle from a top-up opens', async () => {
  const { operator, alice } = createCast()
  const bob = createPerson('bob', operator)
  const { identity: his, registrationId, ratchet } = bob
  const more = topUpPrekeys({ identity: his, registrationId, ratchet, ...few, now: NOW + 8 * DAY_MS })
  ratchet.write(more.writes)
  const { signedPrekey, oneTime, oneTimeKyber, lastResortKyber } = more.publication
  const [prekey] = oneTime
  const bundle = () => ({
    registrationId,
    identityKey: his.identityKey,
    signedPrekey,
    kyberPrekey: oneTimeKyber[0] ?? lastResortKyber,
    ...(prekey && { oneTime: prekey }),
  })
  assert.equal(await bob.open(await alice.begin({ ...bob, bundle }, 'fresh')), 'fresh')
})

describe('a publication is refused', () => {
  const { signedPrekey, lastResortKyber, oneTime, oneTimeKyber } = publication
  const bit = (signature: Signature) => signature.with(3, (signature[3] ?? 0) ^ 1) as Signature
  const smallOrder = new Uint8Array(33).with(0, 5) as IdentityKey
  const noKey = new Uint8Array(1569)
  const [prekey, second] = oneTime
  const [kyber] = oneTimeKyber
  const stranger = createPrekeys({
    ...owner,
    ...few,
    identity: deriveIdentity(seedOf(createPhrase())),
    firstId: 100,
  }).publication
  assert.ok(prekey && second && kyber)
  const cases: Readonly<Record<string, Partial<PrekeyPublication>>> = {
    'with a changed signature of the signed prekey': {
      signedPrekey: { ...signedPrekey, signature: bit(signedPrekey.signature) },
    },
    'with a changed signature of the last resort': {
      lastResortKyber: { ...lastResortKyber, signature: bit(lastResortKyber.signature) },
    },
    'with a changed signature of a Kyber prekey': {
      oneTimeKyber: [{ ...kyber, signature: bit(kyber.signature) }],
    },
    'with the prekeys of a stranger': { signedPrekey: stranger.signedPrekey },
    'with a Kyber key that is none': { lastResortKyber: { ...lastResortKyber, key: new Uint8Array(1569) } },
    'with a signed Kyber key that is none': {
      lastResortKyber: { id: 9, key: noKey, signature: signWithIdentity(identity, noKey) },
    },
    'with a prekey of small order': { oneTime: [{ id: 1, key: smallOrder }] },
    'with an id twice': { oneTime: [prekey, { ...second, id: prekey.id }] },
    'with the last resort as a one-time key': { oneTimeKyber: [lastResortKyber] },
  }
  for (const [name, change] of Object.entries(cases))
    test(name, () => {
      assert.equal(verifyPublication(identity.identityKey, { ...publication, ...change }), false)
    })

  test('for another identity', () => {
    const other = deriveIdentity(seedOf(createPhrase())).identityKey
    assert.equal(verifyPublication(other, publication), false)
  })
})
