import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { randomBytes } from '@comrad/keymaker'
import { imageOfColumn } from '../store/image-column.ts'
import { type BareComrad, carry, createBareComrad, haveMet, PREPARED } from '../testing/bare-comrad.ts'
import { type LetterKey, letterKeyOf, parseLetterKey } from '../views/conversation-view.ts'

const FILE = new Uint8Array([0])
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

async function written(text: string, file?: typeof FILE): Promise<LetterKey> {
  const sent = await alice.writing.send('bob', text, file)
  assert.ok(sent.ok, JSON.stringify(sent))
  return sent.value.letter
}

async function takenBack(text: string, file?: typeof FILE): Promise<LetterKey> {
  const letter = await written(text, file)
  assert.ok((await alice.writing.cancel(letter)).ok)
  return letter
}

async function refusalOf(letter: LetterKey): Promise<string | undefined> {
  const again = await alice.writing.sendAgain(letter)
  return again.ok ? undefined : again.error.type
}

const waiting = () => alice.device.rows.outgoing.ofContact(bob.name).length

test('what was taken back goes again as a new letter, with its image under a new reference', async () => {
  const letter = await takenBack('look', FILE)
  const before = alice.device.rows.entries.find(parseLetterKey(letter), 0)
  const again = await alice.writing.sendAgain(letter)
  assert.ok(again.ok)
  assert.notEqual(again.value.letter, letter)
  assert.equal(again.value.to, bob.name)
  alice.finishUploads()
  const [carried] = carry(alice, bob)
  assert.ok(carried?.letter.body.kind === 'text')
  const { text, image } = carried.letter.body.content
  assert.equal(text, 'look')
  assert.ok(image)
  assert.notDeepEqual(image.blob, imageOfColumn(before?.image ?? null)?.blob)
  assert.deepEqual([image.width, image.height, image.placeholder.length], [2, 1, 5])
  assert.deepEqual(alice.device.rows.images.bytes(image), PREPARED.bytes)
})

test('an image without words goes again too', async () => {
  const letter = await takenBack('', FILE)
  assert.equal(await refusalOf(letter), undefined)
  alice.finishUploads()
  assert.equal(carry(alice, bob).length, 1)
})

test('what could not be delivered goes again', async () => {
  const letter = await written('are you there?')
  const { rows, clock } = alice.device
  rows.entries.setSent(bob.name, parseLetterKey(letter), 'undelivered', clock.now())
  rows.outgoing.remove(parseLetterKey(letter))
  assert.equal(await refusalOf(letter), undefined)
  assert.equal(carry(alice, bob).length, 1)
})

test('what is on its way, or has arrived, is not sent a second time', async () => {
  const letter = await written('once')
  assert.equal(await refusalOf(letter), 'under-way')
  carry(alice, bob, { receipts: false })
  assert.equal(await refusalOf(letter), 'under-way')
  assert.equal(waiting(), 1)
})

test('a letter whose image is gone is not sent without it', async () => {
  const letter = await takenBack('look', FILE)
  alice.device.sql.run('delete from images')
  assert.equal(await refusalOf(letter), 'own-image-gone')
  assert.equal(waiting(), 0)
})

test('only one’s own letters are sent again, and only to whom one may write', async () => {
  assert.ok((await bob.writing.send('alice', 'hello')).ok)
  const [carried] = carry(bob, alice)
  assert.ok(carried)
  assert.equal(await refusalOf(letterKeyOf(carried.letter.id)), 'unknown-letter')
  assert.equal(await refusalOf(Buffer.from(randomBytes(16)).toString('hex')), 'unknown-letter')
  assert.equal(await refusalOf('no letter'), 'unknown-letter')
  const letter = await takenBack('wait')
  alice.device.rows.quiet.blocked.add(bob.name)
  assert.equal(await refusalOf(letter), 'blocked')
  alice.device.rows.quiet.blocked.remove(bob.name)
  alice.device.rows.contacts.setPhase(bob.name, 'refused', 0)
  assert.equal(await refusalOf(letter), 'not-met')
  assert.equal(waiting(), 0)
})
