import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { randomBytes } from '@comrad/keymaker'
import { decodeLetter, type EnvelopeId, LETTER_IDS_PER_RECEIPT, type LetterId } from '@comrad/protocol'
import { type BareDevice, createBareDevice, nameOf } from '../testing/bare-device.ts'
import { writeReceipts, writeRepairs } from './answers.ts'

const bob = nameOf('bob')
let device: BareDevice

beforeEach(async () => {
  device = await createBareDevice()
  device.rows.contacts.setPhase(bob, 'met', 0)
})
afterEach(() => device.close())

const outbox = () => device.rows.outgoing.ofContact(bob)

test('one letter carries the receipts of many, and no more than it may', () => {
  for (let index = 0; index < LETTER_IDS_PER_RECEIPT + 6; index++) {
    device.rows.due.receipts.owe(bob, randomBytes(16) as LetterId)
  }
  assert.deepEqual(writeReceipts(device), [bob])
  assert.deepEqual(writeReceipts(device), [bob])
  assert.deepEqual(writeReceipts(device), [])
  const counts = outbox().map(({ body }) => {
    const letter = decodeLetter(body)
    return letter.ok && letter.value.body.kind === 'receipt' ? letter.value.body.letters.length : 0
  })
  assert.deepEqual(counts, [LETTER_IDS_PER_RECEIPT, 6])
})

test('a receipt that nobody waits for has its time, or leaves with one that is due sooner', async () => {
  const [post, text] = [randomBytes(16) as LetterId, randomBytes(16) as LetterId]
  const dueAt = device.clock.now() + 600_000
  device.rows.due.receipts.owe(bob, post, dueAt)
  assert.deepEqual(writeReceipts(device), [])
  assert.equal(device.rows.due.receipts.nextDue(device.clock.now()), dueAt)
  device.rows.due.receipts.owe(bob, text)
  assert.deepEqual(writeReceipts(device), [bob])
  const [letter] = outbox().map(({ body }) => decodeLetter(body))
  assert.ok(letter?.ok && letter.value.body.kind === 'receipt')
  assert.equal(letter.value.body.letters.length, 2)
  device.rows.due.receipts.owe(bob, post, dueAt)
  device.rows.due.receipts.owe(bob, post, dueAt + 1)
  await device.clock.advance(600_000)
  assert.deepEqual(writeReceipts(device), [bob])
})

test('a session that stays broken is asked about less and less often, and as often again the next day', async () => {
  const start = device.clock.now()
  const seconds: number[] = []
  while (seconds.length < 8) {
    device.rows.due.repairs.owe(bob, randomBytes(16) as EnvelopeId)
    const { asked, againInMs = 1_000 } = writeRepairs(device)
    if (asked.length > 0) seconds.push((device.clock.now() - start) / 1_000)
    await device.clock.advance(againInMs)
  }
  const pauses = seconds.map((second, index) => second - (seconds[index - 1] ?? 0))
  assert.deepEqual(pauses, [0, 10, 60, 600, 3_600, 21_600, 86_400, 10])
})

test('it says when to look again', async () => {
  device.rows.due.repairs.owe(bob, randomBytes(16) as EnvelopeId)
  assert.deepEqual(writeRepairs(device), { asked: [bob] })
  device.rows.due.repairs.owe(bob, randomBytes(16) as EnvelopeId)
  assert.deepEqual(writeRepairs(device), { asked: [], againInMs: 10_000 })
})

test('nobody is asked whom one has not met', () => {
  const stranger = nameOf('stranger')
  device.rows.due.repairs.owe(stranger, randomBytes(16) as EnvelopeId)
  assert.deepEqual(writeRepairs(device), { asked: [] })
  assert.deepEqual(device.rows.due.repairs.contacts(), [])
})
