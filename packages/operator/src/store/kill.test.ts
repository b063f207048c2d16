/**
 * SIGKILL at random moments: what was acknowledged is there, once; what was deleted is gone, from the files too; names stay
 * where they are. Two stores side by side, each killed again and again.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createCompactRange, leafHash, randomBytes, treeRoot } from '@comrad/keymaker'
import { encodeDirectoryRecord, type Hash } from '@comrad/protocol'
import { addressOf, ciphertextOf, nameOf, publicationOf, recordOf, tokenHashOf } from '../storage-fixture.ts'
import { type KillLine, MAILBOXES } from './kill-fixture.ts'
import { killAndLook } from './killed-process.ts'
import { createTestDirectory, mustOpen, readFiles } from './sqlite-fixture.ts'
import type { OperatorStore } from './store.ts'

const STORES = 2
const ROUNDS = 16

describe('SIGKILL', { concurrency: true }, () => {
  for (let store = 0; store < STORES; store++) {
    const seed = new DataView(randomBytes(4).buffer).getUint32(0) % 1_000_000
    test(`${ROUNDS} times over, seed ${seed}`, async (t) => {
      const acts = await lookBehindKills(seed)
      t.diagnostic(`${acts} acts were acknowledged`)
    })
  }
})

async function lookBehindKills(seed: number): Promise<number> {
  const directory = createTestDirectory()
  await furnish(directory)
  const killing = { seed, directory, rounds: ROUNDS, longestLifeMs: 150, told: createTold() }
  return killAndLook<KillLine>({ script: './kill-fixture.ts', ...killing })
}

async function furnish(directory: string) {
  const store = mustOpen({ directory })
  for (const name of MAILBOXES) {
    await store.claim(recordOf(name))
    await store.setTokenHash(addressOf(name), tokenHashOf(1))
  }
  await store.publishPrekeys(addressOf('alice'), publicationOf({ firstId: 1, oneTime: 20, oneTimeKyber: 20 }))
  await store.close()
}

/** What the killed processes had been promised, and whether it holds. */
function createTold() {
  /** Letters that must be there, and letters of which only the acknowledgement's answer is missing. */
  const waiting = new Map<string, Set<number>>(MAILBOXES.map((name) => [name, new Set()]))
  const unsure = new Set<number>()
  const deleted = new Set<number>()
  const claimed = new Map<string, number>()
  const taken = new Set<string>()
  const positions = new Map<string, number>()
  let freshlyDeleted: number[] = []
  let leaves: Hash[] = []
  let acts = 0

  return { hear, check, acts: () => acts }

  function hear(line: KillLine) {
    acts++
    switch (line[0]) {
      case 'stored':
        waiting.get(line[1])?.add(line[2])
        break
      case 'will-acknowledge':
        for (const index of line[2]) {
          waiting.get(line[1])?.delete(index)
          unsure.add(index)
        }
        break
      case 'acknowledged':
        for (const index of line[2]) {
          unsure.delete(index)
          deleted.add(index)
          freshlyDeleted.push(index)
        }
        break
      case 'claimed':
        claimed.set(line[1], line[2])
        break
      case 'taken':
        for (const prekey of line[1]) {
          assert.ok(!taken.has(prekey), `prekey ${prekey} was given out twice`)
          taken.add(prekey)
        }
        break
      case 'ready':
        break
    }
  }

  async function check(store: OperatorStore, directory: string) {
    for (const name of MAILBOXES) await checkMailbox(store, name)
    await checkRegister(store)
    while (await store.scrub());
    checkFiles(directory)
  }

  async function checkMailbox(store: OperatorStore, name: string) {
    const expected = waiting.get(name) ?? new Set()
    const { letters } = await store.collect(addressOf(name), 0, 10_000)
    assert.equal((await store.mailbox(addressOf(name)))?.waiting, letters.length)
    const found = new Set<number>()
    for (const { id, ciphertext, position } of letters) {
      const index = new DataView(id.buffer).getUint32(0)
      assert.ok(!found.has(index), 'a letter is there twice')
      assert.ok(!deleted.has(index), 'an acknowledged letter came back')
      assert.deepEqual(ciphertext, ciphertextOf(index))
      const place = `${name} ${position}`
      assert.equal(positions.get(place) ?? index, index, 'a position was used twice')
      positions.set(place, index)
      found.add(index)
    }
    for (const index of expected) assert.ok(found.has(index), 'a deposited letter is lost')
    // What nobody heard of may be there or not; from now on it is.
    for (const index of found) {
      unsure.delete(index)
      expected.add(index)
    }
  }

  async function checkRegister(store: OperatorStore) {
    const size = await store.size()
    const records = await store.records(0, 100_000)
    assert.equal(records.length, size)
    for (const [name, index] of claimed) {
      assert.deepEqual(await store.find(nameOf(name)), { index, record: recordOf(name) })
      assert.deepEqual(records[index], recordOf(name))
    }
    const hashes = records.map((record) => leafHash(encodeDirectoryRecord(record)))
    assert.deepEqual(hashes.slice(0, leaves.length), leaves, 'the log was rewritten')
    leaves = hashes
    const range = createCompactRange()
    for (const hash of hashes) range.append(hash)
    assert.deepEqual(await treeRoot(store.node, size), range.root())
  }

  function checkFiles(directory: string) {
    const files = readFiles(directory)
    for (const index of freshlyDeleted.slice(-30)) {
      const piece = ciphertextOf(index).slice(4096, 4128)
      assert.ok(!files.some((file) => file.includes(piece)), 'a deleted letter lies in a file')
    }
    freshlyDeleted = []
  }
}
