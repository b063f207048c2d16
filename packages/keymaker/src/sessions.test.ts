import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCast } from './testing.ts'

test('a conversation goes both ways', async () => {
  const { alice, bob } = createCast()
  assert.equal(await bob.open(await alice.begin(bob, 'hello bob')), 'hello bob')
  assert.equal(await alice.open(await bob.seal(alice, 'hello alice')), 'hello alice')
  for (let round = 0; round < 20; round++) {
    assert.equal(await bob.open(await alice.seal(bob, `to ${round}`)), `to ${round}`)
    assert.equal(await alice.open(await bob.seal(alice, `fro ${round}`)), `fro ${round}`)
  }
})
