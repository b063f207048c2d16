import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseMessageText, parseText } from './message-text.ts'

const refused = (type: string) => ({ ok: false, error: { type } })

test('a text has 1 to 1,000 code points, however many bytes they take', () => {
  assert.deepEqual(parseMessageText(''), refused('empty'))
  assert.ok(parseMessageText('🌹'.repeat(1_000)).ok)
  assert.deepEqual(parseMessageText('🌹'.repeat(1_001)), refused('too-long'))
  assert.deepEqual(parseMessageText('a'.repeat(1_001)), refused('too-long'))
})

test('a text is kept in NFC, and counted in it', () => {
  assert.deepEqual(parseMessageText('e\u0301'), { ok: true, value: 'é' })
  assert.ok(parseMessageText('e\u0301'.repeat(1_000)).ok)
})

test('half a character is refused', () => {
  assert.deepEqual(parseMessageText('a\ud800'), refused('lone-surrogate'))
})

test('newlines and tabs pass, other controls do not', () => {
  assert.ok(parseMessageText('a\n\tb').ok)
  for (const control of ['\0', '\r', '\u001b[2J', '\u007f', '\u009b']) {
    assert.deepEqual(parseMessageText(`a${control}`), refused('control-character'), JSON.stringify(control))
  }
})

test('a greeting may be empty', () => {
  assert.deepEqual(parseText('', 200), { ok: true, value: '' })
})
