import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createWorld, meet, screen, send, settle, statesOf, until } from './world.ts'

test('two comrads meet, compare safety numbers and write both ways', async (t) => {
  const world = await createWorld(t)
  const [alice, bob] = [await world.comrad('alice'), await world.comrad('bob')]
  await meet(world, alice, bob)

  await send(alice, bob, 'Bread and roses')
  await until('bob has it', () => bob.comrad.inbox().letters.length === 1)
  await send(bob, alice, 'and time to eat the bread')
  await until('alice has it', () => alice.comrad.inbox().letters.length === 1)
  await settle(alice, bob)

  assert.deepEqual(screen(alice, bob), ['! met', '> Bread and roses', '< and time to eat the bread'])
  assert.deepEqual(screen(bob, alice), ['! met', '< Bread and roses', '> and time to eat the bread'])
  assert.deepEqual(statesOf(alice, bob), ['delivered'])
  assert.deepEqual(statesOf(bob, alice), ['delivered'])

  const [hers, his] = [alice.comrad.verify('bob'), bob.comrad.verify('alice')]
  assert.ok(hers.ok && his.ok)
  assert.equal(hers.value.groups.length, 12)
  assert.deepEqual(hers.value.groups, his.value.groups)
  assert.equal(hers.value.verified, false)
  assert.ok((await alice.comrad.markVerified('bob')).ok)
  assert.equal(alice.comrad.contacts().met[0]?.verified, true)
  assert.equal(bob.comrad.contacts().met[0]?.verified, false)
})
