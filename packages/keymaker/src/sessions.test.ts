import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ENVELOPE_CIPHERTEXT_BYTES } from '@comrad/protocol'
import { hasSession } from './seal-letter.ts'
import { bytesOf, createCast, createPerson, DAY_MS, must, NOW } from './testing.ts'

/** Alice and Bob, each having opened a letter of the other. */
async function createFriends() {
  const cast = createCast()
  await cast.bob.open(await cast.alice.begin(cast.bob, 'hello bob'))
  await cast.alice.open(await cast.bob.seal(cast.alice, 'hello alice'))
  return cast
}

test('a conversation goes both ways, and every letter has one size', async () => {
  const { alice, bob } = createCast()
  const sizes = new Set<number>()
  const first = await alice.begin(bob, 'hello bob')
  sizes.add(first.length)
  assert.equal(await bob.open(first), 'hello bob')
  for (let round = 0; round < 20; round++) {
    const there = await bob.seal(alice, `to ${round}`)
    const back = await alice.seal(bob, `fro ${round}${'!'.repeat(round * 100)}`)
    sizes.add(there.length).add(back.length)
    assert.equal(await alice.open(there), `to ${round}`)
    assert.ok((await bob.open(back)).startsWith(`fro ${round}`))
  }
  assert.deepEqual([...sizes], [ENVELOPE_CIPHERTEXT_BYTES])
})

test('letters written before the first answer all arrive', async () => {
  const { alice, bob } = createCast()
  const letters = [await alice.begin(bob, '1'), await alice.seal(bob, '2'), await alice.seal(bob, '3')]
  for (const [index, letter] of letters.entries()) assert.equal(await bob.open(letter), `${index + 1}`)
})

test('letters may arrive in any order, first letters too', async () => {
  const { alice, bob } = createCast()
  const first = [await alice.begin(bob, '1'), await alice.seal(bob, '2'), await alice.seal(bob, '3')]
  for (const [index, letter] of [...first.entries()].reverse())
    assert.equal(await bob.open(letter), `${index + 1}`)

  await alice.open(await bob.seal(alice, 'got them'))
  const texts = Array.from({ length: 30 }, (_, index) => `later ${index}`)
  const later = []
  for (const text of texts) later.push({ text, letter: await alice.seal(bob, text) })
  for (const { text, letter } of later.toReversed()) assert.equal(await bob.open(letter), text)
})

describe('a letter that comes again is a duplicate, says from whom, and moves nothing', () => {
  test('a first letter', async () => {
    const { alice, bob } = createCast()
    const letter = await alice.begin(bob, 'once')
    await bob.open(letter)
    await assertDuplicate(letter, { alice, bob })
  })

  test('a later letter, some turns later', async () => {
    const { alice, bob } = await createFriends()
    const letter = await alice.seal(bob, 'once')
    await bob.open(letter)
    for (let round = 0; round < 3; round++) {
      await alice.open(await bob.seal(alice, 'fro'))
      await bob.open(await alice.seal(bob, 'to'))
    }
    await assertDuplicate(letter, { alice, bob })
  })

  test('a first letter to a last-resort key, after the session is gone', async () => {
    const { operator, alice } = createCast()
    const bob = createPerson('bob', operator, { oneTime: 0 })
    const letter = await alice.begin(bob, 'once')
    await bob.open(letter)
    bob.ratchet.write([{ kind: 'session', key: 'alice/1', value: undefined }])
    await assertDuplicate(letter, { alice, bob })
  })

  async function assertDuplicate(
    letter: Uint8Array<ArrayBuffer>,
    { alice, bob }: Pick<Friends, 'alice' | 'bob'>,
  ) {
    const before = bob.ratchet.rows()
    assert.deepEqual(await bob.tryOpen(letter), {
      ok: false,
      error: { type: 'duplicate', sender: alice.address, senderKey: alice.identity.identityKey },
    })
    assert.deepEqual(bob.ratchet.rows(), before)
  }
  type Friends = Awaited<ReturnType<typeof createFriends>>
})

test('first letters that cross find one session', async () => {
  const { alice, bob } = createCast()
  const fromAlice = await alice.begin(bob, 'from alice')
  const fromBob = await bob.begin(alice, 'from bob')
  assert.equal(await bob.open(fromAlice), 'from alice')
  assert.equal(await alice.open(fromBob), 'from bob')
  for (let round = 0; round < 5; round++) {
    const [there, back] = [await alice.seal(bob, `to ${round}`), await bob.seal(alice, `fro ${round}`)]
    assert.equal(await bob.open(there), `to ${round}`)
    assert.equal(await alice.open(back), `fro ${round}`)
  }
})

describe('a lost session', () => {
  test('says who wrote, moves nothing, and is replaced by a new one', async () => {
    const { alice, bob } = await createFriends()
    bob.ratchet.write([{ kind: 'session', key: 'alice/1', value: undefined }])
    const lost = await alice.seal(bob, 'lost')
    const before = bob.ratchet.rows()
    const refused = await bob.tryOpen(lost)
    assert.deepEqual(refused, {
      ok: false,
      error: { type: 'session', sender: alice.address, senderKey: alice.identity.identityKey },
    })
    assert.deepEqual(bob.ratchet.rows(), before)

    assert.equal(await alice.open(await bob.begin(alice, 'again, please')), 'again, please')
    assert.equal(await bob.open(await alice.seal(bob, 'lost')), 'lost')
    assert.equal(await alice.open(await bob.seal(alice, 'thanks')), 'thanks')
  })

  test('on the new installation of somebody who came back with the phrase', async () => {
    const { operator, alice, bob } = await createFriends()
    const again = createPerson('bob', operator, { identity: bob.identity, firstId: 1000 })
    const refused = await again.tryOpen(await alice.seal(bob, 'lost'))
    assert.equal(refused.ok ? '' : refused.error.type, 'session')
    assert.equal(await again.open(await alice.begin(again, 'lost')), 'lost')
    assert.equal(await alice.open(await again.seal(alice, 'back')), 'back')
  })

  test('letters of the old session still open after a new one has begun', async () => {
    const { alice, bob } = await createFriends()
    const old = await alice.seal(bob, 'old')
    const fresh = await alice.begin(bob, 'fresh')
    assert.equal(await bob.open(fresh), 'fresh')
    assert.equal(await bob.open(old), 'old')
  })
})

test('a session that nobody answered for 30 days needs a bundle', async () => {
  const { alice, bob } = createCast()
  await alice.begin(bob, 'hello?')
  const later = NOW + 31 * DAY_MS
  assert.equal(hasSession(alice.ratchet, bob.address, NOW), true)
  assert.equal(hasSession(alice.ratchet, bob.address, later), false)
  const stale = await alice.trySeal(bob, bytesOf('still there?'), { now: later })
  assert.deepEqual(stale, { ok: false, error: { type: 'no-session' } })
  const letter = must(await alice.trySeal(bob, bytesOf('still there?'), { now: later, bundle: bob.bundle() }))
  assert.equal(await bob.open(letter.ciphertext), 'still there?')
})

test('an answered session does not age', async () => {
  const { alice, bob } = await createFriends()
  assert.equal(hasSession(alice.ratchet, bob.address, NOW + 400 * DAY_MS), true)
})

test('one-time prekeys are erased when used; the signed one and the last resort stay', async () => {
  const { alice, bob } = createCast()
  const before = { prekey: bob.ratchet.keysOf('prekey'), kyber: bob.ratchet.keysOf('kyber-prekey') }
  const lasting = [...bob.ratchet.keysOf('signed-prekey'), ...bob.ratchet.keysOf('last-resort-kyber')]
  await bob.open(await alice.begin(bob, 'hello'))
  assert.deepEqual(bob.ratchet.keysOf('prekey'), before.prekey.slice(1))
  assert.deepEqual(bob.ratchet.keysOf('kyber-prekey'), before.kyber.slice(1))
  assert.deepEqual(
    [...bob.ratchet.keysOf('signed-prekey'), ...bob.ratchet.keysOf('last-resort-kyber')],
    lasting,
  )
})

test('when the one-time prekeys have run out, several people still begin with the last resort', async () => {
  const { operator, alice } = createCast()
  const bob = createPerson('bob', operator, { oneTime: 0 })
  const carol = createPerson('carol', operator)
  assert.equal(await bob.open(await alice.begin(bob, 'alice here')), 'alice here')
  assert.equal(await bob.open(await carol.begin(bob, 'carol here')), 'carol here')
  assert.equal(await bob.open(await alice.seal(bob, 'alice again')), 'alice again')
})
