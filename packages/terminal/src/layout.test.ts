import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatTime, table, wrap } from './layout.ts'
import { safeText, widthOf } from './safe-text.ts'

test('text is broken at spaces, and every line but the first is indented', () => {
  assert.deepEqual(wrap('one two three four', { columns: 9, first: 'a: ', indent: ' | ' }), [
    'a: one',
    ' | two',
    ' | three',
    ' | four',
  ])
})

test('a word wider than the line is broken too', () => {
  assert.deepEqual(wrap('x'.repeat(25), { columns: 12, indent: '> ' }), [
    'x'.repeat(10),
    `> ${'x'.repeat(10)}`,
    '> xxxxx',
  ])
})

test('no line of a wrapped letter begins without its mark, whatever it says', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const lines = wrap(safeText(text), { columns: 40, first: '12:00  bob: ', indent: '       | ' })
      for (const [index, line] of lines.entries()) {
        const begins = index === 0 ? '12:00  bob:' : '       |'
        assert.ok(line.startsWith(begins), line)
      }
    }),
  )
})

test('no line is wider than the terminal', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
      for (const line of wrap(safeText(text), { columns: 40, first: 'bob: ', indent: '   | ' })) {
        assert.ok(widthOf(line) <= 40, line)
      }
    }),
  )
})

test('columns line up, styles and wide characters included', () => {
  assert.deepEqual(
    table([
      ['a', '你', 'x'],
      ['\x1b[1mbbb\x1b[22m', 'c', 'y'],
    ]),
    ['a    你  x', '\x1b[1mbbb\x1b[22m  c   y'],
  )
})

test('a time of today is an hour, any other has its day', () => {
  const noon = new Date(2031, 4, 3, 12, 5).getTime()
  assert.equal(formatTime(noon, noon + 3_600_000), '12:05')
  assert.equal(formatTime(noon, noon + 86_400_000), '2031-05-03 12:05')
})
