import assert from 'node:assert/strict'
import { test } from 'node:test'
import { askNewPassphrase } from './ask-passphrase.ts'
import { createScriptedTerminal } from './testing.ts'

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
