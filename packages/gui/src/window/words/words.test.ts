import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { EN } from './en.ts'
import { LANGUAGES } from './use-words.ts'

/** Told with numbers and names that stand in no catalogue by themselves. */
const FACTS = [7011, 7012, 7013]
const NAMED = ['zoraida', 'yolanda', 'xenia']

type Leaf = { readonly key: string; readonly text: string }

function leaves(value: unknown, facts: readonly unknown[], key = ''): readonly Leaf[] {
  if (typeof value === 'function') return leaves(value(...facts), facts, key)
  if (typeof value === 'string') return [{ key, text: value }]
  return Object.entries(value as object).flatMap(([name, one]) => leaves(one, facts, `${key}.${name}`))
}

/** What is the same in every language: its own name and place, names of the cast, of keys and of programs. */
const ALIKE =
  /^\.(language|direction|keymaker|operator|telephone|time|moment|shortcutList\.\d+\.0|titleUnread|torPercent|torVersion|minutes|hours|days)$/

/** By the name of a screen; where there is no component; of another language; by the client's own view. */
const NOT_BY_NAME = ['callTooLong', 'direction', 'language', 'reach']

const plain = (text: string) => text.replaceAll(/(?<=\d)\D(?=\d{3}\b)/g, '')
const factsIn = (text: string) => [...FACTS.map(String), ...NAMED].filter((one) => plain(text).includes(one))

for (const [language, catalogue] of Object.entries(LANGUAGES)) {
  test(`${language} has every word of the window, and no other`, () => {
    const keys = (value: unknown) => leaves(value, FACTS).map(({ key }) => key)
    assert.deepEqual(keys(catalogue).sort(), keys(EN).sort())
  })

  test(`${language} puts into each sentence what English puts into it`, () => {
    for (const facts of [FACTS, NAMED, [1, 1, 1], [0, 0, 0], [-5, 0, 0]]) {
      const theirs = new Map(leaves(withoutMoments(catalogue), facts).map(({ key, text }) => [key, text]))
      for (const { key, text } of leaves(withoutMoments(EN), facts)) {
        const other = theirs.get(key) ?? ''
        assert.match(other, /\S/, key)
        assert.doesNotMatch(other, /undefined|null|\[object/, key)
        if (facts === FACTS || facts === NAMED) assert.deepEqual(factsIn(other), factsIn(text), key)
      }
    }
  })

  test(`${language} has words for every moment that anybody can name`, () => {
    for (const at of [0, Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER]) {
      assert.match(catalogue.moment(at), /\d/)
    }
  })

  if (language !== 'en') {
    test(`${language} has no sentence of English left`, () => {
      const english = new Map(leaves(EN, FACTS).map(({ key, text }) => [key, text]))
      for (const { key, text } of leaves(catalogue, FACTS)) {
        if (ALIKE.test(key)) continue
        // One word may be the same in two languages.
        if (text.includes(' ')) assert.notEqual(text, english.get(key), key)
        assert.doesNotMatch(text, /\b(the|your|with|and|of|to|you|are)\b/i, key)
      }
    })
  }

  test(`${language} says in which direction it is written`, () => {
    assert.match(catalogue.direction, /^(ltr|rtl)$/)
  })
}

test('every word of the catalogue is said somewhere', () => {
  const room = join(import.meta.dirname, '..')
  const sources = globSync('**/*.{ts,tsx}', { cwd: room }).filter((path) => !path.startsWith('words'))
  const code = sources.map((path) => readFileSync(join(room, path), 'utf8')).join('\n')
  const unsaid = Object.keys(EN).filter((key) => !new RegExp(`\\bsay\\.${key}\\b`).test(code))
  assert.deepEqual(unsaid.sort(), [...NOT_BY_NAME].sort())
})

/** They take a number only. */
const withoutMoments = ({ moment: _moment, time: _time, ...words }: typeof EN) => words
