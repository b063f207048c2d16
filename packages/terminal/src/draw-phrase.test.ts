import assert from 'node:assert/strict'
import { test } from 'node:test'
import { drawPhrase } from './draw-phrase.ts'

test('the 24 words stand in columns, to be read downward', () => {
  const phrase = Array.from({ length: 24 }, (_, index) => `word${index + 1}`).join(' ')
  assert.deepEqual(drawPhrase(phrase), [
    '   1 word1   7 word7   13 word13  19 word19',
    '   2 word2   8 word8   14 word14  20 word20',
    '   3 word3   9 word9   15 word15  21 word21',
    '   4 word4  10 word10  16 word16  22 word22',
    '   5 word5  11 word11  17 word17  23 word23',
    '   6 word6  12 word12  18 word18  24 word24',
  ])
})
