import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  createCompactRange,
  createOperatorSecrets,
  fingerprintOf,
  leafHash,
  verifyCheckpoint,
  verifyConsistency,
  verifyInclusion,
} from '@comrad/keymaker'
import { checkpointOrigin, encodeDirectoryRecord, type Hash, LEAVES_PER_REPLY } from '@comrad/protocol'
import { createDirectory } from './directory.ts'
import { nameOf, recordOf } from './storage-fixture.ts'
import { createMemoryStore } from './store/memory-store.ts'
import type { OperatorStore } from './store/store.ts'

const SECRETS = createOperatorSecrets()
const { logKey } = SECRETS.keys
const ORIGIN = checkpointOrigin(fingerprintOf(logKey))

function openDirectory(wrap = (store: OperatorStore) => store) {
  const directory = createDirectory({ store: wrap(createMemoryStore()), secrets: SECRETS })
  return {
    ...directory,
    async enter(...names: string[]) {
      for (const name of names) await directory.claim(recordOf(name))
    },
    async verified() {
      const checkpoint = verifyCheckpoint(await directory.checkpoint(), logKey, ORIGIN)
      assert.ok(checkpoint.ok)
      return checkpoint.value
    },
  }
}

const hashOf = (name: string) => leafHash(encodeDirectoryRecord(recordOf(name)))

function rootOf(names: readonly string[]): Hash {
  const range = createCompactRange()
  for (const name of names) range.append(hashOf(name))
  return range.root()
}

const NAMES = ['alice', 'bobby', 'carol', 'david', 'erica', 'frank', 'grace']

describe('a checkpoint', () => {
  test('of an empty register is signed too', async () => {
    const { verified } = openDirectory()
    assert.deepEqual(await verified(), { origin: ORIGIN, size: 0, root: rootOf([]) })
  })

  test('states size and root of all that is entered', async () => {
    const { enter, verified } = openDirectory()
    for (const [index, name] of NAMES.entries()) {
      await enter(name)
      const root = rootOf(NAMES.slice(0, index + 1))
      assert.deepEqual(await verified(), { origin: ORIGIN, size: index + 1, root })
    }
  })

  test('is the same bytes for everybody while nothing is entered', async () => {
    let signed = 0
    const { enter, checkpoint, claim } = openDirectory((store) => ({
      ...store,
      node: (level, index) => {
        signed++
        return store.node(level, index)
      },
    }))
    await enter('alice')
    const notes = await Promise.all([checkpoint(), checkpoint(), checkpoint()])
    await claim(recordOf('alice', { key: 2 }))
    notes.push(await checkpoint())
    for (const note of notes) assert.equal(note, notes[0])
    assert.equal(signed, 1)
  })

  test('that could not be made is made the next time', async () => {
    let isBroken = true
    const { enter, checkpoint, verified } = openDirectory((store) => ({
      ...store,
      node: (level, index) => (isBroken ? Promise.reject(new Error('broken')) : store.node(level, index)),
    }))
    await enter('alice')
    await assert.rejects(checkpoint(), /broken/)
    isBroken = false
    assert.equal((await verified()).size, 1)
  })
})

describe('proofs', () => {
  test('hold for every leaf of every size', async () => {
    const { enter, inclusion } = openDirectory()
    await enter(...NAMES)
    for (let size = 1; size <= NAMES.length; size++) {
      const root = rootOf(NAMES.slice(0, size))
      for (const [index, name] of NAMES.slice(0, size).entries()) {
        const proof = await inclusion(index, size)
        assert.ok(proof && verifyInclusion({ leafHash: hashOf(name), index, size, proof, root }))
      }
    }
  })

  test('hold between any two sizes', async () => {
    const { enter, consistency } = openDirectory()
    await enter(...NAMES)
    for (let second = 0; second <= NAMES.length; second++) {
      for (let first = 0; first <= second; first++) {
        const proof = await consistency(first, second)
        const [firstRoot, secondRoot] = [rootOf(NAMES.slice(0, first)), rootOf(NAMES.slice(0, second))]
        assert.ok(proof && verifyConsistency({ first, second, firstRoot, secondRoot, proof }))
      }
    }
  })

  test('of what does not exist are not given', async () => {
    const { enter, inclusion, consistency, leaves } = openDirectory()
    await enter('alice', 'bobby')
    assert.equal(await inclusion(2, 2), undefined)
    assert.equal(await inclusion(0, 3), undefined)
    assert.equal(await inclusion(0, 0), undefined)
    assert.equal(await consistency(1, 3), undefined)
    assert.equal(await consistency(2, 1), undefined)
    assert.equal(await leaves(3), undefined)
  })
})

describe('leaves', () => {
  test('come in order, as many as a reply holds', async () => {
    const { enter, leaves } = openDirectory()
    const names = Array.from({ length: LEAVES_PER_REPLY + 2 }, (_, index) => `name${index}`)
    await enter(...names)
    assert.equal((await leaves(0))?.length, LEAVES_PER_REPLY)
    assert.deepEqual(
      await leaves(LEAVES_PER_REPLY),
      names.slice(LEAVES_PER_REPLY).map((name) => recordOf(name)),
    )
    assert.deepEqual(await leaves(names.length), [])
  })

  test('are found by name', async () => {
    const { enter, find } = openDirectory()
    await enter('alice', 'bobby')
    assert.deepEqual(await find(nameOf('bobby')), { index: 1, record: recordOf('bobby') })
    assert.equal(await find(nameOf('carol')), undefined)
  })
})
