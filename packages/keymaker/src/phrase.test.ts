import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createPhrase, PHRASE_WORDS, parsePhrase, phraseOf, type Seed, seedOf } from './phrase.ts'

test('a new phrase has 24 words and is never the same', () => {
  assert.equal(createPhrase().split(' ').length, PHRASE_WORDS)
  assert.notEqual(createPhrase(), createPhrase())
})

test('every seed has one phrase and every phrase its seed', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (entropy) => {
      const seed = new Uint8Array(entropy) as Seed
      const phrase = phraseOf(seed)
      assert.deepEqual(seedOf(phrase), seed)
      assert.deepEqual(parsePhrase(phrase), { ok: true, value: phrase })
    }),
    { numRuns: 50 },
  )
})

test('capitals, line ends and more spaces make no difference', () => {
  const phrase = createPhrase()
  const typed = `\n  ${phrase.toUpperCase().split(' ').join(' \n\t')} `
  assert.deepEqual(parsePhrase(typed), { ok: true, value: phrase })
})

test('a missing word is told by the count', () => {
  const short = createPhrase().split(' ').slice(1).join(' ')
  assert.deepEqual(parsePhrase(short), { ok: false, error: { type: 'word-count', count: 23 } })
  assert.deepEqual(parsePhrase(''), { ok: false, error: { type: 'word-count', count: 0 } })
})

test('a word that is none is told by its place', () => {
  const words = createPhrase().split(' ')
  words[7] = 'kolkhoz'
  assert.deepEqual(parsePhrase(words.join(' ')), { ok: false, error: { type: 'unknown-word', index: 7 } })
})

test('two words changed about are told by the checksum', () => {
  const phrase = `${'abandon '.repeat(22)}zoo art`
  assert.deepEqual(parsePhrase(phrase), { ok: false, error: { type: 'checksum' } })
})

test('whatever is typed, parsing answers', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => typeof parsePhrase(text).ok === 'boolean'))
})
