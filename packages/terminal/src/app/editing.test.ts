import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { widthOf } from '../safe-text.ts'
import { atEnd, edited, editorRows, rowMoved } from './editing.ts'

const key = (name: string) => ({ key: name, text: '' })
const typed = (text: string) => ({ key: 'paste', text })

describe('what is being written', () => {
  const cases = [
    ['a character in the middle', { text: 'ac', cursor: 1 }, typed('b'), { text: 'abc', cursor: 2 }],
    ['an emoji is one character', atEnd('x👩‍🌾'), key('backspace'), atEnd('x')],
    ['a word is cut', atEnd('one two '), key('ctrl+w'), atEnd('one ')],
    ['all before is cut', { text: 'one two', cursor: 4 }, key('ctrl+u'), { text: 'two', cursor: 0 }],
    ['all behind is cut', { text: 'one two', cursor: 4 }, key('ctrl+k'), atEnd('one ')],
    ['to the begin of the line', atEnd('one\ntwo'), key('home'), { text: 'one\ntwo', cursor: 4 }],
    ['over a whole character', { text: 'é😀', cursor: 1 }, key('right'), atEnd('é😀')],
  ] as const
  for (const [name, before, pressed, after] of cases) {
    test(name, () => assert.deepEqual(edited(before, pressed, true), after))
  }

  test('one line stays one, whatever is pasted', () => {
    assert.deepEqual(edited(atEnd(''), typed('a\n\nb'), false), atEnd('a b'))
  })

  test('a key that does not write is for somebody else', () => {
    assert.equal(edited(atEnd('a'), key('pagedown'), true), undefined)
  })

  test('a row up keeps its column as far as there is one', () => {
    assert.equal(rowMoved(atEnd('ab\nlonger'), -1, 80)?.cursor, 2)
    assert.equal(rowMoved(atEnd('ab'), -1, 80), undefined)
  })
})

test('the rows of a text hold all of it, in order, each at its place and within its width', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 200 }),
      fc.integer({ min: 8, max: 80 }),
      (given, columns) => {
        const text = given.replaceAll(/[^\P{C}\n]/gu, '')
        const rows = editorRows(text, columns)
        for (const row of rows) {
          assert.equal(text.slice(row.start, row.start + row.text.length), row.text)
          assert.ok(widthOf(row.text) <= columns)
        }
        assert.equal(rows.map((row) => row.text).join(''), text.replaceAll('\n', ''))
      },
    ),
  )
})
