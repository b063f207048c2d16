import assert from 'node:assert/strict'
import { test } from 'node:test'
import { recordOf } from '../testing/log-keeper.ts'
import { emblemOf } from './emblem-view.ts'

test('the same key has the same emblem, another key another one', () => {
  const keys = Array.from({ length: 200 }, () => recordOf('alice').identityKey)
  const emblems = keys.map(emblemOf)
  assert.deepEqual(emblems, keys.map(emblemOf))
  assert.equal(new Set(emblems).size, keys.length)
  for (const emblem of emblems) assert.match(emblem ?? '', /^[0-9a-f]{16}$/)
})

test('where no key is known there is no emblem', () => {
  assert.equal(emblemOf(undefined), undefined)
})
