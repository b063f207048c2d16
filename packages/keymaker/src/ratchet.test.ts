import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createOverlay } from './ratchet.ts'
import { bytesOf, createMemoryRatchet } from './testing.ts'

function createRatchet() {
  const ratchet = createMemoryRatchet()
  ratchet.write([{ kind: 'session', key: 'bob/1', value: bytesOf('old') }])
  return ratchet
}

test('what is put is read again, and the rows below stay as they were', () => {
  const ratchet = createRatchet()
  const overlay = createOverlay(ratchet)
  overlay.put('session', 'bob/1', bytesOf('new'))
  overlay.put('prekey', '1', bytesOf('key'))
  overlay.put('prekey', '1', undefined)
  assert.deepEqual(overlay.get('session', 'bob/1'), bytesOf('new'))
  assert.equal(overlay.get('prekey', '1'), undefined)
  assert.deepEqual(ratchet.get('session', 'bob/1'), bytesOf('old'))
})

test('only what differs is to be written', () => {
  const overlay = createOverlay(createRatchet())
  overlay.put('session', 'bob/1', bytesOf('old'))
  overlay.put('prekey', '1', undefined)
  assert.deepEqual(overlay.writes(), [])
  overlay.put('session', 'bob/1', undefined)
  assert.deepEqual(overlay.writes(), [{ kind: 'session', key: 'bob/1', value: undefined }])
})

test('rows of two kinds with one key are two rows', () => {
  const overlay = createOverlay(createMemoryRatchet())
  overlay.put('prekey', '1', bytesOf('one'))
  overlay.put('kyber-prekey', '1', bytesOf('two'))
  assert.deepEqual(overlay.get('prekey', '1'), bytesOf('one'))
  assert.equal(overlay.writes().length, 2)
})

test('a reader that throws is remembered', () => {
  const broken = new Error('disk')
  const overlay = createOverlay({
    get() {
      throw broken
    },
  })
  overlay.throwIfBroken()
  assert.throws(() => overlay.get('session', 'bob/1'), broken)
  assert.throws(() => overlay.throwIfBroken(), broken)
})
