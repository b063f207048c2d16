import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { safeLine, safeText, widthOf } from './safe-text.ts'

const ESC = '\x1b'

/** Written out, and not taken from the code under test. */
function isForbidden(code: number): boolean {
  if (code === 0x0a) return false
  return (
    code < 0x20 ||
    (code >= 0x7f && code <= 0x9f) ||
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2066 && code <= 0x2069) ||
    [0x061c, 0x200b, 0x200e, 0x200f, 0x2028, 0x2029, 0x2060, 0xfeff].includes(code) ||
    (code >= 0xd800 && code <= 0xdfff) ||
    (code >= 0xe0000 && code <= 0xe0fff)
  )
}

const hostilePiece = fc.oneof(
  fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code)),
  fc.constantFrom(
    ESC,
    '[',
    ']',
    '\x9b',
    '\x07',
    '\\',
    '31m',
    '2J',
    '\u202e',
    '\u200d',
    '\ufeff',
    '\r',
    '\u0301',
  ),
)
const hostileText = fc.array(hostilePiece, { maxLength: 60 }).map((pieces) => pieces.join(''))

test('no forbidden code is ever left', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      for (const character of safeText(text)) {
        assert.ok(!isForbidden(character.codePointAt(0) ?? 0), `U+${character.codePointAt(0)?.toString(16)}`)
      }
    }),
    { numRuns: 5000 },
  )
})

test('what is safe stays as it is, and a second pass takes nothing more', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const once = safeText(text)
      assert.equal(safeText(once), once)
    }),
    { numRuns: 2000 },
  )
})

describe('people may write as they write', () => {
  const texts = [
    'Tomorrow at eight, by the old mill.',
    'Grüße, żółw, Привет, 你好, こんにちは, 한국어',
    'שלום and مرحبا',
    'می‌خواهم',
    'क्ष and ക്‍',
    '👩‍👩‍👧‍👦 ✊🏽 🇵🇹',
    'Two\nlines',
    'Việt Nam: ế ậ ữ',
  ]
  for (const text of texts) test(text, () => assert.equal(safeText(text), text))
})

describe('nothing that a terminal obeys gets through', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['colours', `${ESC}[31mred${ESC}[0m`, 'red'],
    ['clearing the screen', `a${ESC}[2J${ESC}[Hb`, 'ab'],
    ['the one-byte form of CSI', 'a\x9b31mb', 'ab'],
    ['a window title', `${ESC}]0;owned\x07text`, 'text'],
    ['a link', `${ESC}]8;;https://evil.example${ESC}\\click${ESC}]8;;${ESC}\\`, 'click'],
    ['the clipboard', `${ESC}]52;c;ZXZpbA==\x07x`, 'x'],
    ['a device string', `${ESC}P+q544e${ESC}\\x`, 'x'],
    ['an escape that never ends', `${ESC}]0;text that stays`, '0;text that stays'],
    ['a carriage return over our line', 'bob: hi\rmallory: hi', 'bob: hi\nmallory: hi'],
    ['backspaces', 'abc\b\b\bxyz', 'abcxyz'],
    ['a reversed reading order', 'pay \u202e001\u202c now', 'pay 001 now'],
    ['isolates', '\u2066a\u2069', 'a'],
    ['marks of direction', '\u200ea\u200f\u061c', 'a'],
    ['zero-width spaces', 'al\u200bi\u2060ce\ufeff', 'alice'],
    ['stray joiners', '\u200dalice \u200c\u200d', 'alice '],
    ['invisible tags', 'a\u{e0041}\u{e0042}', 'a'],
    ['a tower of marks', `z${'\u0336'.repeat(40)}`, `z${'\u0336'.repeat(4)}`],
    ['half a character', 'a\ud800b', 'a\ufffdb'],
  ]
  for (const [name, text, expected] of cases) test(name, () => assert.equal(safeText(text), expected))
})

test('one line stays one line', () => {
  assert.equal(safeLine('a \n\n b\u2028c\r\nd'), 'a b c d')
})

test('widths', () => {
  assert.equal(widthOf('alice'), 5)
  assert.equal(widthOf('é'), 1)
  assert.equal(widthOf('e\u0301'), 1)
  assert.equal(widthOf('你好'), 4)
  assert.equal(widthOf('✊'), 2)
})
