import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { backoff } from './backoff.ts'

const BOUNDS = { firstMs: 500, maxMs: 60_000 }
const constant = (byte: number) => (length: number) => new Uint8Array(length).fill(byte)

test('waits grow with each failure up to a ceiling', () => {
  assert.equal(Math.round(backoff(constant(0x80), 3, BOUNDS)), 1004)
  assert.ok(backoff(constant(0xff), 20, BOUNDS) <= BOUNDS.maxMs)
})

test('no wait is so short that it would be a flood, or longer than the ceiling', () => {
  fc.assert(
    fc.property(fc.nat(255), fc.integer({ min: 1, max: 1_000_000 }), (byte, attempt) => {
      const wait = backoff(constant(byte), attempt, BOUNDS)
      assert.ok(wait >= BOUNDS.firstMs / 2 && wait <= BOUNDS.maxMs)
    }),
  )
})
