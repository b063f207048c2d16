import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createScriptedTerminal } from '@comrad/terminal/testing'
import fc from 'fast-check'
import { createReport, toJson } from './report.ts'

test('JSON is the same value, and holds nothing that a terminal obeys', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const json = toJson({ text })
      assert.deepEqual(JSON.parse(json), { text })
      assert.doesNotMatch(json, /[\p{Cc}\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]/u)
    }),
  )
})

test('bytes are base64', () => {
  assert.equal(toJson({ bytes: Uint8Array.of(1, 2, 255) }), '{"bytes":"AQL/"}')
})

test('a failure is words for a person, a typed object for a program', () => {
  const people = createScriptedTerminal()
  createReport(people, { json: false }).failure({ type: 'wrong-passphrase' })
  assert.equal(people.transcript[0], 'That is not the passphrase.')

  const programs = createScriptedTerminal()
  createReport(programs, { json: true }).failure({ type: 'wrong-passphrase' })
  assert.equal(JSON.parse(programs.transcript[0] ?? '').error.type, 'wrong-passphrase')
  assert.equal(programs.transcript.length, 1)
})
