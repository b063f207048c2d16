/** Deleted bytes leave the files: what is read here is the files, not the store. */
import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { randomBytes } from '@comrad/keymaker'
import type { EnvelopeId, Hash } from '@comrad/protocol'
import {
  addressOf,
  ciphertextOf,
  depositFor,
  idOf,
  publicationOf,
  recordOf,
  TODAY,
  tokenHashOf,
} from '../storage-fixture.ts'
import { STORE_FILE } from './sqlite/database.ts'
import { openTestStore, readFiles } from './sqlite-fixture.ts'
import { LETTERS_FILE } from './sqlite-store.ts'
import { messageOf, nullifierOf } from './square-fixture.ts'
import type { OperatorStore } from './store.ts'

const ALICE = addressOf('alice')
/** Enough that the log is not overwritten by what a scrub itself writes into it. */
const LETTERS = Array.from({ length: 400 }, (_, index) => index)
const LOOKED_FOR = LETTERS.filter((index) => index % 20 === 0)

/** In how many places of the files lie the first, a middle and the last piece of each of these letters. */
function tracesOf(directory: string, indexes: readonly number[]): number[] {
  const files = readFiles(directory)
  return indexes.map((index) => {
    const pieces = [0, 4096, 8032].map((offset) => ciphertextOf(index).slice(offset, offset + 32))
    return pieces.reduce((sum, piece) => sum + files.filter((file) => file.includes(piece)).length, 0)
  })
}

const none = (indexes: readonly number[]) => indexes.map(() => 0)

async function openWithLetters() {
  const opened = openTestStore()
  await opened.store.claim(recordOf('alice'))
  await opened.store.setTokenHash(ALICE, tokenHashOf(1))
  await Promise.all(LETTERS.map((index) => opened.store.deposit(depositFor(ALICE, index))))
  return opened
}

async function scrubAll(store: OperatorStore) {
  while (await store.scrub());
}

test('after a scrub no file holds an acknowledged letter, and every other one is there', async () => {
  const { store, directory } = await openWithLetters()
  assert.ok(
    tracesOf(directory, LOOKED_FOR).every((count) => count >= 3),
    'before, they can be found',
  )
  const isKept = (index: number) => index % 40 === 0
  await store.acknowledge(ALICE, LETTERS.filter((index) => !isKept(index)).map(idOf))
  await scrubAll(store)
  assert.deepEqual(
    tracesOf(directory, LOOKED_FOR),
    LOOKED_FOR.map((index) => (isKept(index) ? 3 : 0)),
  )
})

test('after a scrub no file holds the id of an acknowledged letter, nor a token hash that was replaced', async () => {
  const { store, directory } = await openWithLetters()
  const id = randomBytes(16) as EnvelopeId
  const tokenHash = randomBytes(32) as Hash
  await store.setTokenHash(ALICE, tokenHash)
  await store.deposit(depositFor(ALICE, 5000, { id, tokenHash }))
  const files = () =>
    [id, tokenHash].map((bytes) => readFiles(directory).some((file) => file.includes(bytes)))
  assert.deepEqual(files(), [true, true])
  await store.acknowledge(ALICE, [id])
  await store.setTokenHash(ALICE, tokenHashOf(1))
  await scrubAll(store)
  assert.deepEqual(files(), [false, false])
})

test('after a scrub no file holds a letter that was too old', async () => {
  const { store, directory } = await openWithLetters()
  while (await store.expire(TODAY + 1));
  await scrubAll(store)
  assert.deepEqual(tracesOf(directory, LOOKED_FOR), none(LOOKED_FOR))
})

test('a scrub cuts the log also when nothing was deleted: it tells who came after whom', async () => {
  const { store, directory } = await openWithLetters()
  await store.claim(recordOf('bobby'))
  await scrubAll(store)
  const logged = () => statSync(join(directory, `${STORE_FILE}-wal`)).size
  const acts: readonly (() => Promise<unknown>)[] = [
    () => store.deposit(depositFor(ALICE, 5000)),
    () => store.spend({ nullifier: nullifierOf(1), message: messageOf(1), until: TODAY + 2 }),
    () => store.claim(recordOf('carol')),
  ]
  for (const act of acts) {
    assert.equal(logged(), 0)
    await act()
    assert.ok(logged() > 0)
    await scrubAll(store)
  }
  assert.equal(logged(), 0)
})

test('a close leaves nothing that was deleted behind', async () => {
  const { store, directory } = await openWithLetters()
  await store.acknowledge(ALICE, LETTERS.map(idOf))
  await store.close()
  assert.deepEqual(tracesOf(directory, LOOKED_FOR), none(LOOKED_FOR))
})

test('what is deleted while a scrub runs is erased by the next one', async () => {
  const { store, directory } = await openWithLetters()
  await store.acknowledge(ALICE, LETTERS.slice(0, 200).map(idOf))
  await store.scrub()
  await store.acknowledge(ALICE, LETTERS.slice(200).map(idOf))
  await scrubAll(store)
  const early = LOOKED_FOR.filter((index) => index < 200)
  assert.deepEqual(tracesOf(directory, early), none(early))
  await scrubAll(store)
  assert.deepEqual(tracesOf(directory, LOOKED_FOR), none(LOOKED_FOR))
})

test('the file shrinks when a flood is over, and letters that still wait survive it', async () => {
  const { store, directory } = openTestStore()
  const names = ['alice', 'bobby', 'carol']
  for (const name of names) {
    await store.claim(recordOf(name))
    await store.setTokenHash(addressOf(name), tokenHashOf(1))
  }
  const flood = Array.from({ length: 2000 }, (_, index) => index)
  for (const name of names) {
    await Promise.all(flood.map((index) => store.deposit(depositFor(addressOf(name), index))))
  }
  const sizeOf = () => statSync(join(directory, LETTERS_FILE)).size
  const flooded = sizeOf()
  for (const name of names) await store.acknowledge(addressOf(name), flood.slice(50).map(idOf))
  for (const name of ['bobby', 'carol']) await store.acknowledge(addressOf(name), flood.map(idOf))
  await scrubAll(store)
  assert.ok(sizeOf() < flooded / 2, `${sizeOf()} of ${flooded}`)
  const { letters } = await store.collect(ALICE, 0, 100)
  assert.deepEqual(
    letters.map(({ ciphertext }) => ciphertext),
    flood.slice(0, 50).map(ciphertextOf),
  )
})

test('the tables shrink when what filled them was replaced', async () => {
  const { store, directory } = openTestStore()
  const names = Array.from({ length: 40 }, (_, index) => `name${index}`)
  const publish = async (firstId: number, oneTimeKyber: number) => {
    for (const name of names) {
      await store.publishPrekeys(addressOf(name), publicationOf({ firstId, oneTime: 0, oneTimeKyber }))
    }
    for (let pass = 0; pass < 2; pass++) await scrubAll(store)
    return statSync(join(directory, STORE_FILE)).size
  }
  for (const name of names) await store.claim(recordOf(name))
  const full = await publish(1, 20)
  const replaced = await publish(100, 0)
  assert.ok(replaced < full / 2, `${replaced} of ${full}`)
})
