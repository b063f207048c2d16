import assert from 'node:assert/strict'
import { test } from 'node:test'
import { meetCodeOf, nameInMeetCode } from './meet-code.ts'

test('a code says a name, and what is no code of ours says none', () => {
  assert.equal(nameInMeetCode(meetCodeOf('alice')), 'alice')
  for (const text of ['', 'alice', 'https://example.org', 'COMRAD-MEET:alice']) {
    assert.equal(nameInMeetCode(text), undefined, text)
  }
})

test('no more is taken from a code than a name may be long', () => {
  assert.equal(nameInMeetCode(meetCodeOf('a'.repeat(5_000)))?.length, 40)
})
