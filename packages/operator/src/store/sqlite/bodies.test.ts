import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { ciphertextOf } from '../../storage-fixture.ts'
import { createTestDirectory } from '../sqlite-fixture.ts'
import { openBodies, SLOT_BYTES } from './bodies.ts'

function open() {
  const path = join(createTestDirectory(), 'letters')
  return { path, bodies: openBodies(path) }
}

test('what is put is in the file after a write, in any order and over old bytes', () => {
  const { bodies } = open()
  const slots = [7, 3, 200, 8, 4, 201, 0]
  for (const slot of slots) bodies.put(slot, ciphertextOf(1000 + slot))
  bodies.write()
  for (const slot of slots) bodies.put(slot, ciphertextOf(slot))
  bodies.write()
  for (const slot of slots) assert.deepEqual(bodies.read(slot), ciphertextOf(slot))
  assert.equal(bodies.length(), 202)
  bodies.close()
})

test('more letters than one write holds are all there', () => {
  const { bodies } = open()
  const slots = Array.from({ length: 150 }, (_, slot) => slot)
  for (const slot of slots) bodies.put(slot, ciphertextOf(slot))
  bodies.write()
  for (const slot of slots) assert.deepEqual(bodies.read(slot), ciphertextOf(slot))
  bodies.close()
})

test('what is discarded is not written', () => {
  const { bodies } = open()
  bodies.put(0, ciphertextOf(1))
  bodies.write()
  bodies.put(0, ciphertextOf(2))
  bodies.discard()
  bodies.write()
  assert.deepEqual(bodies.read(0), ciphertextOf(1))
  bodies.close()
})

test('zeros cover the whole place, and its neighbours stay', async () => {
  const { bodies, path } = open()
  for (const slot of [0, 1, 2, 3]) bodies.put(slot, ciphertextOf(slot))
  bodies.write()
  bodies.zero([1, 2])
  await bodies.sync()
  const file = readFileSync(path)
  assert.ok(file.subarray(SLOT_BYTES, 3 * SLOT_BYTES).every((byte) => byte === 0))
  for (const slot of [0, 3]) assert.deepEqual(bodies.read(slot), ciphertextOf(slot))
  bodies.cut(1)
  assert.equal(bodies.length(), 1)
  assert.throws(() => bodies.read(3), /shorter/)
  bodies.close()
})

test('what is not the size of a letter is not taken', () => {
  const { bodies } = open()
  assert.throws(() => bodies.put(0, ciphertextOf(1).slice(1)), /size of a letter/)
  bodies.close()
})
