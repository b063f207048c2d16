import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { type BareComrad, carry, createBareComrad, hand, haveMet } from '../testing/bare-comrad.ts'

let alice: BareComrad
let bob: BareComrad

beforeEach(async () => {
  alice = await createBareComrad('alice')
  bob = await createBareComrad('bob')
  haveMet(alice, bob)
})
afterEach(() => {
  alice.device.close()
  bob.device.close()
})

const announced = (carried: ReturnType<typeof carry>) =>
  carried.flatMap(({ received }) =>
    received.type === 'taken' ? received.announce.map(([event]) => event) : [],
  )

test('a muted contact’s messages come, make no noise and count as nothing', async () => {
  assert.ok((await bob.peace.mute('alice')).ok)
  await alice.writing.send('bob', 'psst')
  const carried = carry(alice, bob)
  assert.deepEqual(announced(carried), [])
  assert.ok(carried.every(({ received }) => received.type === 'taken' && received.confirm))
  assert.equal(bob.device.rows.entries.page(alice.name, 1, 0)[0]?.content, 'psst')
  assert.equal(bob.device.rows.entries.countUnread(), 0)
  assert.deepEqual(bob.device.rows.entries.unread(), [])

  assert.ok((await bob.peace.unmute('alice')).ok)
  assert.equal(bob.device.rows.entries.countUnread(), 1)
  await alice.writing.send('bob', 'aloud')
  assert.deepEqual(announced(carry(alice, bob)), ['letter'])
})

test('a muted contact’s posts come without a word', async () => {
  await alice.peace.trust('bob')
  await bob.peace.mute('alice')
  const expiresAt = alice.device.clock.now() + 86_400_000
  await alice.trusted.posts.post({ text: 'quiet', expiresAt })
  assert.deepEqual(announced(carry(alice, bob)), [])
  await bob.peace.unmute('alice')
  await alice.trusted.posts.post({ text: 'aloud', expiresAt })
  assert.deepEqual(announced(carry(alice, bob)), ['post'])
})

test('anybody can be muted, met or not; what is no name cannot', async () => {
  assert.ok((await alice.peace.mute('stranger')).ok)
  assert.deepEqual(alice.peace.muted(), ['stranger'])
  const refused = await alice.peace.mute('No Name')
  assert.equal(!refused.ok && refused.error.type, 'name-invalid')
})

test('a request of somebody who is muted waits, without a word', () => {
  const { clock } = alice.device
  const letter = {
    id: new Uint8Array(16).fill(1) as never,
    sequence: 1,
    sentAt: clock.now(),
    checkpoint: new Uint8Array(0),
    body: { kind: 'meet-request', deliveryToken: new Uint8Array(16) as never, greeting: 'hi' } as const,
  }
  alice.device.rows.quiet.muted.add('carol' as never)
  const received = hand(alice, 'carol' as never, letter)
  assert.ok(received.type === 'taken' && received.announce.length === 0)
  assert.equal(alice.device.rows.contacts.count('incoming'), 1)
})
