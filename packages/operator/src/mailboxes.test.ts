import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { deliveryTokenHash } from '@comrad/keymaker'
import {
  type Authorization,
  type DeliveryToken,
  dayOf,
  type Envelope,
  type Hash,
  LETTERS_PER_REPLY,
  MAILBOX_LETTERS,
} from '@comrad/protocol'
import { createMailboxes } from './mailboxes.ts'
import { addressOf, ciphertextOf, idOf, recordOf } from './storage-fixture.ts'
import { createMemoryStore } from './store/memory-store.ts'
import { type CollectedLetters, type OperatorStore, StorageUnavailableError } from './store/store.ts'

const ALICE = addressOf('alice')
const BOB = addressOf('bobby')
const NOW = Date.UTC(2026, 4, 1, 23, 59)
const TOKEN = new Uint8Array(16).fill(7) as DeliveryToken
const BY_TOKEN: Authorization = { type: 'token', token: TOKEN }
const BY_PERMIT: Authorization = {
  type: 'permit',
  day: 0,
  slot: 0,
  nullifier: new Uint8Array(32) as Hash,
}

const envelopeFor = (
  recipient: typeof ALICE,
  index: number,
  authorization: Authorization = BY_TOKEN,
): Envelope => ({
  recipient,
  id: idOf(index),
  authorization,
  ciphertext: ciphertextOf(index),
})

async function openMailboxes(wrap = (store: OperatorStore) => store) {
  const store = wrap(createMemoryStore())
  for (const name of ['alice', 'bobby']) {
    await store.claim(recordOf(name))
    await store.setTokenHash(addressOf(name), deliveryTokenHash(TOKEN))
  }
  return createMailboxes({ store, clock: { now: () => NOW } })
}

/** What a promise has come to when everything that can happen has happened. */
async function settledOf<T>(promise: Promise<T>): Promise<T | 'waiting'> {
  const turns = new Promise<'waiting'>((resolve) => setImmediate(() => setImmediate(resolve, 'waiting')))
  return Promise.race([promise, turns])
}

const idsOf = ({ letters }: CollectedLetters) => letters.map(({ id }) => id)

describe('a deposit', () => {
  test('is dated with the day, and nothing finer', async () => {
    const mailboxes = await openMailboxes()
    await mailboxes.deposit(envelopeFor(ALICE, 1))
    const { letters } = await mailboxes.collect(ALICE, 0)
    assert.deepEqual(letters, [
      { position: 1, id: idOf(1), depositedOn: dayOf(NOW), ciphertext: ciphertextOf(1) },
    ])
  })

  test('that is repeated is answered as before, and is there once', async () => {
    const mailboxes = await openMailboxes()
    assert.ok((await mailboxes.deposit(envelopeFor(ALICE, 1))).ok)
    assert.ok((await mailboxes.deposit(envelopeFor(ALICE, 1))).ok)
    assert.equal((await mailboxes.status(ALICE))?.waiting, 1)
  })

  test('is refused with its reason', async () => {
    const mailboxes = await openMailboxes()
    const wrong: Authorization = { type: 'token', token: new Uint8Array(16) as DeliveryToken }
    const refusals = [
      await mailboxes.deposit(envelopeFor(addressOf('carol'), 1)),
      await mailboxes.deposit(envelopeFor(ALICE, 1, wrong)),
    ]
    assert.deepEqual(refusals, [
      { ok: false, error: { type: 'unknown-recipient' } },
      { ok: false, error: { type: 'token-refused' } },
    ])
    for (let index = 0; index < MAILBOX_LETTERS; index++) await mailboxes.deposit(envelopeFor(BOB, index))
    assert.deepEqual(await mailboxes.deposit(envelopeFor(BOB, MAILBOX_LETTERS)), {
      ok: false,
      error: { type: 'mailbox-full' },
    })
  })

  test('by permit needs no token', async () => {
    const mailboxes = await openMailboxes()
    assert.ok((await mailboxes.deposit(envelopeFor(ALICE, 1, BY_PERMIT))).ok)
  })
})

describe('a collect that does not wait', () => {
  test('answers at once with what a reply holds', async () => {
    const mailboxes = await openMailboxes()
    assert.deepEqual(await mailboxes.collect(ALICE, 0), { letters: [], more: false })
    for (let index = 0; index <= LETTERS_PER_REPLY; index++)
      await mailboxes.deposit(envelopeFor(ALICE, index))
    const first = await mailboxes.collect(ALICE, 0)
    assert.deepEqual([first.letters.length, first.more], [LETTERS_PER_REPLY, true])
  })
})

describe('a collect that waits', () => {
  test('answers at once where letters are', async () => {
    const mailboxes = await openMailboxes()
    await mailboxes.deposit(envelopeFor(ALICE, 1))
    const collected = await mailboxes.collect(ALICE, 0, new AbortController().signal)
    assert.deepEqual(idsOf(collected), [idOf(1)])
  })

  test('answers with the letter once it is there, and not before', async () => {
    const mailboxes = await openMailboxes()
    await mailboxes.deposit(envelopeFor(ALICE, 1))
    const waiting = mailboxes.collect(ALICE, 1, new AbortController().signal)
    assert.equal(await settledOf(waiting), 'waiting')
    await mailboxes.deposit(envelopeFor(BOB, 2))
    assert.equal(await settledOf(waiting), 'waiting')
    await mailboxes.deposit(envelopeFor(ALICE, 3))
    assert.deepEqual(idsOf(await waiting), [idOf(3)])
  })

  test('sees a letter that is committed while it looks', async () => {
    let depositBetween = async () => {}
    const mailboxes = await openMailboxes((store) => ({
      ...store,
      collect: async (...asked) => {
        const collected = await store.collect(...asked)
        await depositBetween()
        return collected
      },
    }))
    depositBetween = async () => {
      depositBetween = async () => {}
      await mailboxes.deposit(envelopeFor(ALICE, 1))
    }
    const collected = await settledOf(mailboxes.collect(ALICE, 0, new AbortController().signal))
    assert.ok(collected !== 'waiting')
    assert.deepEqual(idsOf(collected), [idOf(1)])
  })

  test('ends without letters when it is given up, before or after it has begun', async () => {
    const mailboxes = await openMailboxes()
    const giveUp = new AbortController()
    const waiting = mailboxes.collect(ALICE, 0, giveUp.signal)
    assert.equal(await settledOf(waiting), 'waiting')
    giveUp.abort()
    assert.deepEqual(await waiting, { letters: [], more: false })
    await mailboxes.deposit(envelopeFor(ALICE, 1))
    assert.deepEqual(await mailboxes.collect(ALICE, 0, giveUp.signal), { letters: [], more: false })
  })

  test('answers each of two that wait for the same mailbox', async () => {
    const mailboxes = await openMailboxes()
    const { signal } = new AbortController()
    const both = [mailboxes.collect(ALICE, 0, signal), mailboxes.collect(ALICE, 0, signal)]
    await settledOf(Promise.all(both))
    await mailboxes.deposit(envelopeFor(ALICE, 1))
    for (const collected of await Promise.all(both)) assert.deepEqual(idsOf(collected), [idOf(1)])
  })

  test('fails when the store does, and can be asked again', async () => {
    let isBroken = true
    const mailboxes = await openMailboxes((store) => ({
      ...store,
      collect: (...asked) =>
        isBroken ? Promise.reject(new StorageUnavailableError('io')) : store.collect(...asked),
    }))
    await assert.rejects(mailboxes.collect(ALICE, 0, new AbortController().signal), { reason: 'io' })
    isBroken = false
    await mailboxes.deposit(envelopeFor(ALICE, 1))
    assert.deepEqual(idsOf(await mailboxes.collect(ALICE, 0, new AbortController().signal)), [idOf(1)])
  })
})

test('an acknowledged letter is not collected again', async () => {
  const mailboxes = await openMailboxes()
  for (const index of [1, 2]) await mailboxes.deposit(envelopeFor(ALICE, index))
  await mailboxes.acknowledge(ALICE, [idOf(1)])
  assert.deepEqual(idsOf(await mailboxes.collect(ALICE, 0)), [idOf(2)])
})
