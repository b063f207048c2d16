import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TEXT_CODE_POINTS } from './limits.ts'
import { parseText } from './message-text.ts'

const parse = (text: string) => parseText(text, TEXT_CODE_POINTS)
const refused = (type: string) => ({ ok: false, error: { type } })

test('a text has at most 1,000 code points, however many bytes they take', () => {
  assert.ok(parse('🌹'.repeat(1_000)).ok)
  assert.deepEqual(parse('🌹'.repeat(1_001)), refused('too-long'))
  assert.deepEqual(parse('a'.repeat(1_001)), refused('too-long'))
})

test('a text is kept in NFC, and counted in it', () => {
  assert.deepEqual(parse('e\u0301'), { ok: true, value: 'é' })
  assert.ok(parse('e\u0301'.repeat(1_000)).ok)
})

test('half a character is refused', () => {
  assert.deepEqual(parse('a\ud800'), refused('lone-surrogate'))
})

test('newlines and tabs pass, other controls do not', () => {
  assert.ok(parse('a\n\tb').ok)
  for (const control of ['\0', '\r', '\u001b[2J', '\u007f', '\u009b']) {
    assert.deepEqual(parse(`a${control}`), refused('control-character'), JSON.stringify(control))
  }
})

test('a text may be empty: what else must be said is another’s to know', () => {
  assert.deepEqual(parse(''), { ok: true, value: '' })
})
