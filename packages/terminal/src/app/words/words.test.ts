import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { EN } from './en.ts'
import { WORDS } from './words.ts'

/** Told with numbers and names that stand in no catalogue by themselves. */
const FACTS = [7011, 7012, 7013]
const NAMED = ['zoraida', 'yolanda', 'xenia']

type Leaf = { readonly key: string; readonly text: string }

function leaves(value: unknown, facts: readonly unknown[], key = ''): readonly Leaf[] {
  if (value === undefined) return []
  if (typeof value === 'function') return leaves(value(...facts), facts, key)
  if (typeof value === 'string') return [{ key, text: value }]
  return Object.entries(value as object).flatMap(([name, one]) => leaves(one, facts, `${key}.${name}`))
}

/** What is the same in every language: names of the cast, numbers alone, and what is no sentence. */
const ALIKE = /^\.(cast\.\d+\.0|torPercent|span|votesOf|no|myVote\.none)$/

/** By the name of a room, of an audience; by the client's own view. */
const NOT_BY_NAME = [
  'contacts',
  'feed',
  'messages',
  'profile',
  'settings',
  'status',
  'trusted',
  'world',
  'reach',
  'waitingToConnect',
]

const plain = (text: string) => text.replaceAll(/(?<=\d)\D(?=\d{3}\b)/g, '')
const factsIn = (text: string) => [...FACTS.map(String), ...NAMED].filter((one) => plain(text).includes(one))

for (const [language, catalogue] of Object.entries(WORDS)) {
  test(`${language} has every word of the terminal, and no other`, () => {
    const keys = (value: unknown) => leaves(value, FACTS).map(({ key }) => key)
    assert.deepEqual(keys(catalogue).sort(), keys(EN).sort())
  })

  test(`${language} puts into each sentence what English puts into it`, () => {
    for (const facts of [FACTS, NAMED, [1, 1, 1], [0, 0, 0], [-5, 0, 0]]) {
      const { span: _span, ...said } = catalogue
      const theirs = new Map(leaves(said, facts).map(({ key, text }) => [key, text]))
      for (const { key, text } of leaves({ ...EN, span: '' }, facts)) {
        if (text === '') continue
        const other = theirs.get(key) ?? ''
        assert.match(other, /\S/, key)
        assert.doesNotMatch(other, /undefined|null|\[object/, key)
        if (facts === FACTS || facts === NAMED) assert.deepEqual(factsIn(other), factsIn(text), key)
      }
    }
  })

  if (language !== 'en') {
    test(`${language} has no sentence of English left`, () => {
      const english = new Map(leaves(EN, FACTS).map(({ key, text }) => [key, text]))
      for (const { key, text } of leaves(catalogue, FACTS)) {
        if (ALIKE.test(key)) continue
        // One word may be the same in two languages.
        if (text.replaceAll(/\d+|NaN/g, '').includes(' ')) assert.notEqual(text, english.get(key), key)
        assert.doesNotMatch(text, /\b(the|your|with|and|of|to|you|are)\b/i, key)
      }
    })
  }
}

test('every word of the catalogue is said somewhere', () => {
  const app = join(import.meta.dirname, '..')
  const sources = globSync('**/*.ts', { cwd: app }).filter(
    (path) => !/^(words|testing)|\.test\.ts$/.test(path),
  )
  const code = sources.map((path) => readFileSync(join(app, path), 'utf8')).join('\n')
  const unsaid = Object.keys(EN).filter((key) => !new RegExp(`\\bsay\\.${key}\\b`).test(code))
  assert.deepEqual(unsaid.sort(), [...NOT_BY_NAME].sort())
})

test('a number takes the form that its language has for it', () => {
  assert.equal(EN.characters(1), '1 character left')
  assert.equal(EN.characters(-2), '2 characters too many')
  assert.equal(WORDS.es.characters(1), 'queda 1 carácter')
  assert.equal(EN.cut(1), '… 1 line more: Enter shows all')
  assert.equal(WORDS.es.replies(2), '2 respuestas')
})

test('a length of time is said in the largest unit that says something', () => {
  const minute = 60_000
  assert.deepEqual(
    [5, 90, 47 * 60, 7 * 24 * 60].map((minutes) => EN.span(minutes * minute)),
    ['5 min', '2 hr', '47 hr', '7 days'],
  )
  assert.equal(WORDS.es.span(7 * 24 * 60 * minute), '7 d')
  assert.equal(EN.span(-minute), '0 min')
})
