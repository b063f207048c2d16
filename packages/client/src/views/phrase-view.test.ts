import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answerPhraseCheck, beginPhraseCheck } from './phrase-view.ts'

const PHRASE = Array.from({ length: 24 }, (_, index) => `word${index + 1}`).join(' ')

/** Draws these, one after the other. */
function drawing(...bytes: readonly number[]) {
  const left = [...bytes]
  return () => new Uint8Array([left.shift() ?? 0])
}

test('two words are asked for, in the order of the paper, at places that were drawn', () => {
  const first = beginPhraseCheck(PHRASE, drawing(19, 19, 28))
  assert.deepEqual(first, { phase: 'asked', number: 5, next: [20], isWrong: false })
  const second = answerPhraseCheck(first, PHRASE, 'word5')
  assert.deepEqual(second, { phase: 'asked', number: 20, next: [], isWrong: false })
  assert.deepEqual(answerPhraseCheck(second, PHRASE, ' WORD20\n'), { phase: 'passed' })
})

test('a wrong word is asked for again, until it is right', () => {
  const first = beginPhraseCheck(PHRASE, drawing(0, 1))
  const wrong = answerPhraseCheck(first, PHRASE, 'word2')
  assert.deepEqual(wrong, { phase: 'asked', number: 1, next: [2], isWrong: true })
  assert.deepEqual(answerPhraseCheck(wrong, PHRASE, ''), wrong)
  assert.deepEqual(answerPhraseCheck(wrong, PHRASE, 'word1'), {
    ...{ phase: 'asked', number: 2, next: [], isWrong: false },
  })
})
