import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connectInMemory } from '@comrad/operator/testing'
import { DEVICE, type PrekeyPublication, type Request } from '@comrad/protocol'
import { createPuppet } from './puppet.ts'
import { createWorld, meet, type Person, screen, send, settle, until, type World } from './world.ts'

const DAY_MS = 86_400_000

type BundleRequest = Extract<Request, { type: 'bundle' }>

function publicationsOf({ transport }: Person): PrekeyPublication[] {
  const seen: PrekeyPublication[] = []
  transport.intercept({
    onRequest: ({ request }) => {
      if (request.type === 'publish-prekeys') seen.push(request.publication)
      return 'pass'
    },
  })
  return seen
}

/** Takes so many bundles, as strangers would. */
async function takeBundles(world: World, person: Person, count: number): Promise<void> {
  const account = person.comrad.account()
  assert.ok(account.phase === 'registered')
  const lane = connectInMemory(world.operator())
  for (let index = 0; index < count; index++) {
    const request: BundleRequest = { type: 'bundle', address: { name: account.name, device: DEVICE } }
    assert.equal((await lane.request(request)).type, 'bundle')
  }
  lane.close()
}

test('prekeys are topped up when few are left, and not before', async (t) => {
  const world = await createWorld(t)
  const alice = await world.comrad('alice')
  const publications = publicationsOf(alice)
  await takeBundles(world, alice, 10)
  await alice.comrad.sync()
  assert.equal(publications.length, 0)
  await takeBundles(world, alice, 80)
  await alice.comrad.sync()
  assert.equal(publications.length, 1)
  assert.equal(publications[0]?.oneTime.length, 100)
})

test('the signed prekey changes after a week, and a letter sealed to the old one still opens', async (t) => {
  const world = await createWorld(t)
  const alice = await world.comrad('alice')
  const publications = publicationsOf(alice)
  const mallory = await createPuppet(world, 'mallory')
  const request = { kind: 'meet-request', deliveryToken: mallory.token, greeting: 'sealed early' } as const
  await takeBundles(world, alice, 101)
  await alice.comrad.stop()
  await mallory.deposit('alice', mallory.letter(request))
  await world.clock.advance(8 * DAY_MS)
  await settle(alice)
  assert.equal(publications.length, 1)
  await until('the request is there', () => alice.comrad.inbox().requests.length === 1)
  await world.clock.advance(8 * DAY_MS)
  await settle(alice)
  assert.equal(publications.length, 2)
  assert.notEqual(publications[0]?.signedPrekey.id, publications[1]?.signedPrekey.id)
})

test('a publication whose answer was lost is published again, not made again', async (t) => {
  const world = await createWorld(t)
  const alice = await world.comrad('alice')
  await takeBundles(world, alice, 90)
  const seen: PrekeyPublication[] = []
  alice.transport.intercept({
    onRequest: ({ request }) => {
      if (request.type !== 'publish-prekeys') return 'pass'
      seen.push(request.publication)
      return seen.length === 1 ? 'cut' : 'pass'
    },
  })
  void alice.comrad.sync()
  await until('the connection dies', () => seen.length === 1)
  await world.clock.advance(10_000)
  await settle(alice)
  assert.equal(seen.length, 2)
  assert.deepEqual(seen[0], seen[1])
})

test('letters go on for weeks: the certificate of the day is renewed', async (t) => {
  const world = await createWorld(t)
  const [alice, bob] = [await world.comrad('alice'), await world.comrad('bob')]
  await meet(alice, bob)
  const days = [1, 2, 3, 4, 5]
  for (const day of days) {
    await world.clock.advance(3 * DAY_MS)
    await send(alice, bob, `${day}`)
    await settle(alice, bob)
  }
  assert.deepEqual(screen(bob, alice), ['! met', ...days.map((day) => `< ${day}`)])
  assert.equal(bob.comrad.status().mail.badCertificates, 0)
})
