/** The guided parts that need no account, as transcripts. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Bytes } from '@comrad/protocol'
import { askNewPassphrase } from './guide-account.ts'
import { confirmPhrase, drawPhrase } from './guide-phrase.ts'
import { parseTalkLine } from './talk-line.ts'
import { createScriptedTerminal } from './testing.ts'

const PHRASE = Array.from({ length: 24 }, (_, index) => `word${index + 1}`).join(' ')

test('a passphrase is asked for twice, and again until both are the same and long enough', async () => {
  const terminal = createScriptedTerminal([
    'short',
    'long enough',
    'long enoufh',
    'long enough',
    'long enough',
  ])
  assert.equal(await askNewPassphrase(terminal), 'long enough')
  assert.deepEqual(terminal.transcript, [
    'A new passphrase (nothing is shown): (hidden)',
    'A passphrase has at least 8 characters; four or more words are better.',
    'A new passphrase (nothing is shown): (hidden)',
    'The same again: (hidden)',
    'They were not the same. Once more.',
    'A new passphrase (nothing is shown): (hidden)',
    'The same again: (hidden)',
  ])
})

test('an input that ends is no passphrase', async () => {
  assert.equal(await askNewPassphrase(createScriptedTerminal(['long enough'])), undefined)
})

describe('the 24 words', () => {
  test('stand in columns, to be read downward', () => {
    assert.deepEqual(drawPhrase(PHRASE), [
      '   1 word1   7 word7   13 word13  19 word19',
      '   2 word2   8 word8   14 word14  20 word20',
      '   3 word3   9 word9   15 word15  21 word21',
      '   4 word4  10 word10  16 word16  22 word22',
      '   5 word5  11 word11  17 word17  23 word23',
      '   6 word6  12 word12  18 word18  24 word24',
    ])
  })

  test('are confirmed by two of them, from places drawn at random', async () => {
    const terminal = createScriptedTerminal(['word5', 'nonsense', ' Word20 '])
    assert.equal(await confirmPhrase({ terminal, random: bytesOf(19, 19, 4) }, PHRASE), true)
    assert.deepEqual(terminal.transcript.slice(-6), [
      'Word 5, from the paper (/later skips this): word5',
      'Word 20, from the paper (/later skips this): nonsense',
      'That is not word 20.',
      'Word 20, from the paper (/later skips this):  Word20 ',
      'Right. Nothing more is needed.',
      '',
    ])
  })

  test('can be put off', async () => {
    const terminal = createScriptedTerminal(['/later'])
    assert.equal(await confirmPhrase({ terminal, random: bytesOf(0, 1) }, PHRASE), true)
  })

  test('an input that ends confirms nothing', async () => {
    assert.equal(
      await confirmPhrase({ terminal: createScriptedTerminal(), random: bytesOf(0, 1) }, PHRASE),
      false,
    )
  })
})

describe('a typed line', () => {
  const cases: readonly (readonly [string, string | undefined, ReturnType<typeof parseTalkLine>])[] = [
    ['  ', 'bob', { type: 'nothing' }],
    ['hello there', 'bob', { type: 'letter', text: 'hello there' }],
    ['bob', undefined, { type: 'open', name: 'bob' }],
    ['//etc is a directory', 'bob', { type: 'letter', text: '/etc is a directory' }],
    ['/meet carol It is me', 'bob', { type: 'meet', name: 'carol', greeting: 'It is me' }],
    ['/meet', 'bob', { type: 'name-missing', command: 'meet' }],
    ['/verify', 'bob', { type: 'verify', name: 'bob' }],
    ['/verify', undefined, { type: 'name-missing', command: 'verify' }],
    ['/same carol', 'bob', { type: 'same', name: 'carol' }],
    ['/decline', 'bob', { type: 'name-missing', command: 'decline' }],
    ['/back', 'bob', { type: 'back' }],
    ['/qiut', 'bob', { type: 'unknown', command: 'qiut' }],
  ]
  for (const [line, open, expected] of cases) {
    test(`“${line}”${open === undefined ? '' : ` to ${open}`}`, () => {
      assert.deepEqual(parseTalkLine(line, open), expected)
    })
  }
})

function bytesOf(...values: number[]): (length: number) => Bytes {
  const left = [...values]
  return (length) => Uint8Array.from({ length }, () => left.shift() ?? 0) as Bytes
}
