import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wordsOfError } from '../views/error-words.ts'
import { createCounting } from './counting.ts'
import { EN } from './en.ts'
import { LANGUAGES, languageOf, SPEECHES } from './languages.ts'
import type { Words } from './speech.ts'

/** A value of each kind that a saying can be told with, none of which stands in a catalogue by itself. */
const FACTS = {
  ...{ name: 'zoraida', from: 'yolanda', reason: 'XREASON', transport: 'xobfs', part: 'header' },
  ...{ missing: 7001, most: 7002, count: 7003, seconds: 7200 * 3600, sequence: 7005, timer: 5 * 86_400 },
  ...{ retryAfterSeconds: 7006, version: 7007, supported: 7008, line: 7009, number: 7010 },
  ...{ members: 7011, minimum: 7012, size: 7013, theirs: true },
  seen: { size: 7014, root: 'a'.repeat(64), note: '' },
  shown: { size: 7015, root: 'b'.repeat(64), note: '', up: 7016, down: 7017 },
  counted: { up: 7018, down: 7019, taken: 7020 },
  least: 7021,
  root: 'c'.repeat(64),
  asks: 'device',
}

type Saying = { readonly key: string; readonly words: Words }

/** Every leaf of a catalogue, told with one and with many of everything. */
function sayings(speech: unknown, facts: object = FACTS, key = ''): readonly Saying[] {
  if (typeof speech === 'function') return sayings(speech(facts), facts, key)
  if (typeof speech === 'string') return [{ key, words: { happened: speech } }]
  if (speech !== null && typeof speech === 'object' && 'happened' in speech)
    return [{ key, words: speech as Words }]
  return Object.entries(speech as object).flatMap(([name, one]) => sayings(one, facts, `${key}.${name}`))
}

const figures = (text: string) => [...text.replaceAll(/\D(?=\d{3}\b)/g, '').matchAll(/\d{4,}/g)].map(String)
const SENTINELS = ['zoraida', 'yolanda', 'XREASON', 'xobfs', 'aaaa', 'bbbb', 'cccc']
const factsIn = (text = '') => [
  ...SENTINELS.filter((one) => text.includes(one)),
  ...new Set(
    figures(text)
      .filter((one) => one.startsWith('70'))
      .sort(),
  ),
]

const others = LANGUAGES.filter((language) => language !== 'en')

for (const language of others) {
  const theirs = sayings(SPEECHES[language]).slice(1)
  const english = sayings(EN).slice(1)

  test(`${language} says everything that English says: happened, kept and to do`, () => {
    const shape = (list: readonly Saying[]) =>
      list.map(({ key, words }) => [key, ...Object.keys(words).sort()].join(' ')).sort()
    assert.deepEqual(shape(theirs), shape(english))
  })

  test(`${language} tells with each saying the facts that English tells`, () => {
    for (const { key, words } of english) {
      const other = theirs.find((one) => one.key === key)?.words
      for (const part of ['happened', 'kept', 'todo'] as const) {
        assert.deepEqual(factsIn(other?.[part]), factsIn(words[part]), `${key}.${part}`)
      }
    }
  })

  test(`${language} has no sentence of English left`, () => {
    for (const { key, words } of english) {
      const other = theirs.find((one) => one.key === key)?.words
      for (const part of ['happened', 'kept', 'todo'] as const) {
        // A command to be typed is the same in every language.
        if (words[part]?.startsWith('comrad ')) continue
        if (words[part] !== undefined) assert.notEqual(other?.[part], words[part], `${key}.${part}`)
        assert.doesNotMatch(other?.[part] ?? '', /\b(the|your|is|are|was|not|with|and|of|to)\b/i, key)
      }
    }
  })
}

test('nothing is said empty, and nothing with a hole in it', () => {
  for (const language of LANGUAGES) {
    for (const facts of [FACTS, { ...FACTS, count: 1, missing: 1, members: 1, size: 1, theirs: false }]) {
      for (const { key, words } of sayings(SPEECHES[language], facts)) {
        for (const text of Object.values(words)) {
          assert.match(text, /\S/, key)
          assert.doesNotMatch(text, /undefined|null|NaN|\[object/, `${language}${key}: ${text}`)
        }
      }
    }
  }
})

test('one letter is told as one, and many as many', () => {
  const { gap, mail } = SPEECHES.es
  assert.equal(gap({ missing: 1 }).happened, 'Aquí falta una carta.')
  assert.equal(gap({ missing: 3 }).happened, 'Aquí faltan 3 cartas.')
  assert.equal(
    mail.strangers({ count: 1 }).happened,
    '1 carta de gente que no conoces en este dispositivo se rechazó.',
  )
  assert.equal(EN.gap({ missing: 1 }).happened, 'A letter is missing here.')
  assert.equal(EN.gap({ missing: 1200 }).happened, '1,200 letters are missing here.')
})

test('a length of time is told in its greatest whole unit, as each language has it', () => {
  assert.deepEqual([300, 3_600, 604_800, 90].map(createCounting('es-419').time), [
    '5 minutos',
    '1 hora',
    '1 semana',
    '90 segundos',
  ])
  assert.deepEqual([7_300, 86_400 * 3.2].map(createCounting('en').roughly), ['2 hours', '3 days'])
})

test('a language with more plurals than English has its own', () => {
  const { count } = createCounting('pl')
  const forms = { one: 'list', few: 'listy', other: 'listów' }
  assert.deepEqual(
    [1, 3, 5].map((n) => count(n, forms)),
    ['1 list', '3 listy', '5 listów'],
  )
})

test('the language of a machine is found in what its system says of it', () => {
  for (const [locale, language] of [
    ['es_MX.UTF-8', 'es'],
    ['es-419', 'es'],
    ['ES', 'es'],
    ['en_GB', 'en'],
    ['est_EE', undefined],
    ['C', undefined],
    ['', undefined],
    [undefined, undefined],
  ] as const) {
    assert.equal(languageOf(locale), language, String(locale))
  }
})

test('an error is told in English unless a speech is given', () => {
  const error = { type: 'phrase-invalid', reason: 'unknown-word', word: 4 } as const
  assert.equal(wordsOfError(error).happened, 'Word 5 is not a word of any recovery phrase.')
  assert.equal(
    wordsOfError(error, SPEECHES.es).happened,
    'La palabra 5 no es de ninguna frase de recuperación.',
  )
})
