import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PrekeyPublication } from '@comrad/protocol'
import { createComrad } from './comrad-fixture.ts'
import { createPrekeys } from './prekeys.ts'
import { recordOf } from './storage-fixture.ts'
import { createMemoryStore } from './store/memory-store.ts'

const ALICE = createComrad('alice')
const BOB = createComrad('bobby')

async function openPrekeys() {
  const store = createMemoryStore()
  await store.claim({ ...recordOf('alice'), identityKey: ALICE.identity.identityKey })
  return createPrekeys({ store })
}

test('a bundle is what was published, under the registered identity key', async () => {
  const prekeys = await openPrekeys()
  const publication = ALICE.createPublication()
  assert.ok((await prekeys.publish(ALICE.address, publication)).ok)
  const { registrationId, signedPrekey, oneTime, oneTimeKyber } = publication
  assert.deepEqual(await prekeys.take(ALICE.address), {
    ok: true,
    value: {
      ...{ registrationId, signedPrekey, identityKey: ALICE.identity.identityKey },
      ...{ kyberPrekey: oneTimeKyber[0], oneTime: oneTime[0] },
    },
  })
})

test('when the one-time prekeys are gone, the last-resort key is still given', async () => {
  const prekeys = await openPrekeys()
  const publication = ALICE.createPublication()
  await prekeys.publish(ALICE.address, publication)
  for (const _ of publication.oneTime) await prekeys.take(ALICE.address)
  const last = await prekeys.take(ALICE.address)
  assert.ok(last.ok)
  assert.equal(last.value.oneTime, undefined)
  assert.deepEqual(last.value.kyberPrekey, publication.lastResortKyber)
})

test('a publication that the registered key has not signed is refused, and changes nothing', async () => {
  const prekeys = await openPrekeys()
  const publication = ALICE.createPublication()
  await prekeys.publish(ALICE.address, publication)
  const foreign = BOB.createPublication()
  const mixed: PrekeyPublication[] = [
    foreign,
    { ...publication, signedPrekey: foreign.signedPrekey },
    { ...publication, lastResortKyber: foreign.lastResortKyber },
    { ...publication, oneTimeKyber: foreign.oneTimeKyber },
  ]
  for (const one of mixed) {
    assert.deepEqual(await prekeys.publish(ALICE.address, one), {
      ok: false,
      error: { type: 'prekeys-invalid' },
    })
  }
  const taken = await prekeys.take(ALICE.address)
  assert.ok(taken.ok)
  assert.deepEqual(taken.value.signedPrekey, publication.signedPrekey)
})

test('nobody’s prekeys, and those of somebody who has none yet, are told apart', async () => {
  const prekeys = await openPrekeys()
  assert.deepEqual(await prekeys.take(BOB.address), { ok: false, error: { type: 'unknown-recipient' } })
  assert.deepEqual(await prekeys.take({ ...ALICE.address, device: 2 }), {
    ok: false,
    error: { type: 'unknown-recipient' },
  })
  assert.deepEqual(await prekeys.take(ALICE.address), { ok: false, error: { type: 'no-prekeys' } })
  assert.deepEqual(await prekeys.publish(BOB.address, BOB.createPublication()), {
    ok: false,
    error: { type: 'unknown-recipient' },
  })
})
