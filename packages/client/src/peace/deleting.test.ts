import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { type BareComrad, carry, createBareComrad, hand, haveMet, PREPARED } from '../testing/bare-comrad.ts'

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

const page = (of: BareComrad, other: BareComrad) => of.device.rows.entries.page(other.name, 100, 0)
const shown = (of: BareComrad, other: BareComrad) =>
  page(of, other).flatMap(({ type, content }) => (type === 'silent' ? [] : [content]))
const imagesAt = ({ device }: BareComrad) =>
  device.sql.get<{ n: number }>('select count(*) as n from images')?.n

test('a conversation is forgotten here, and stays with the other side', async () => {
  await alice.writing.send('bob', 'one')
  carry(alice, bob)
  await bob.writing.send('alice', 'two')
  carry(bob, alice)
  assert.ok((await bob.peace.deleteConversation('alice')).ok)
  assert.deepEqual(shown(bob, alice), [])
  assert.deepEqual(shown(alice, bob), ['one', 'two'])
  assert.equal(bob.device.rows.contacts.find(alice.name)?.phase, 'met')
  const left = bob.device.sql.all<{ content: string }>(`select content from entries where content <> ''`)
  assert.deepEqual(left, [])
})

test('what was forgotten does not come back, and nothing is missing before what comes next', async () => {
  await alice.writing.send('bob', 'one')
  const [carried] = carry(alice, bob)
  await bob.peace.deleteConversation('alice')
  assert.ok(carried)
  hand(bob, alice.name, carried.letter)
  assert.deepEqual(shown(bob, alice), [])
  await alice.writing.send('bob', 'two')
  carry(alice, bob)
  assert.deepEqual(shown(bob, alice), ['two'])
  const next = page(bob, alice).at(-1)
  assert.equal((next?.sequence ?? 0) - (next?.previous ?? 0), 1)
})

test('letters that have not left never leave, and what is deposited is not kept for another try', async () => {
  await bob.writing.send('alice', 'first')
  carry(bob, alice, { receipts: false })
  await bob.writing.send('alice', 'second', new Uint8Array([0]))
  const blob = bob.device.rows.outgoing.ofContact(alice.name).at(-1)?.blob
  assert.ok(blob)
  assert.equal(imagesAt(bob), 1)
  await bob.peace.deleteConversation('alice')
  assert.deepEqual(bob.device.rows.outgoing.ofContact(alice.name), [])
  assert.equal(imagesAt(bob), 0)
  assert.ok(bob.isRemoved(blob))
  await bob.writing.send('alice', 'third')
  carry(bob, alice)
  assert.deepEqual(shown(alice, bob), ['first', 'third'])
})

test('an image goes with its letter once it is at the Operator, and is here at once', async () => {
  const sent = await bob.writing.send('alice', '', new Uint8Array([0]))
  assert.ok(sent.ok)
  assert.deepEqual(carry(bob, alice), [])
  bob.finishUploads()
  const [carried] = carry(bob, alice)
  const body = carried?.letter.body
  assert.ok(body?.kind === 'text' && body.content.image)
  assert.deepEqual(bob.device.rows.images.bytes(body.content.image), PREPARED.bytes)
  assert.ok(page(alice, bob)[0]?.image)
})

test('an image that is none is refused, and nothing is kept', async () => {
  const carol = await createBareComrad('carol', {
    prepare: async () => ({ ok: false, error: { type: 'not-an-image' } }),
  })
  haveMet(carol, alice)
  const refused = await carol.writing.send('alice', 'look', new Uint8Array([0]))
  assert.deepEqual(!refused.ok && refused.error, { type: 'image-refused', reason: 'not-an-image' })
  assert.deepEqual(shown(carol, alice), [])
  carol.device.close()
  const nothing = await bob.writing.send('alice', '')
  assert.deepEqual(!nothing.ok && nothing.error, { type: 'text-invalid', reason: 'empty' })
})

test('somebody whom one does not know has no conversation', async () => {
  const refused = await alice.peace.deleteConversation('carol')
  assert.deepEqual(!refused.ok && refused.error, { type: 'unknown-contact' })
})
