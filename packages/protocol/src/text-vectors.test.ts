/**
 * docs/spec/vectors of what is text: names, messages, addresses and checkpoint notes. What is valid means the value that is written there, what is
 * invalid is refused for the reason. All are written by hand.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { formatCheckpoint, formatCheckpointNote, parseCheckpointNote } from './checkpoint.ts'
import { TEXT_CODE_POINTS } from './limits.ts'
import { parseText } from './message-text.ts'
import { parseName } from './name.ts'
import { formatOperatorAddress, parseOperatorAddress } from './operator-address.ts'
import type { Result } from './result.ts'
import { plain } from './testing/vector-values.ts'

type TextVectors = {
  readonly valid: readonly { readonly name: string; readonly text: string; readonly value: unknown }[]
  readonly invalid: readonly { readonly name: string; readonly text: string; readonly reason: string }[]
}

/** The value or the reason, and the text that is written for the value. */
type Reading = { readonly value: unknown; readonly text: string } | { readonly reason: string }

const READERS: Readonly<Record<string, (text: string) => Reading>> = {
  name: (text) => readingOf(parseName(text), (name) => name),
  'message-text': (text) => readingOf(parseText(text, TEXT_CODE_POINTS), (message) => message),
  'operator-address': (text) => readingOf(parseOperatorAddress(text), formatOperatorAddress),
  checkpoint: readNote,
}

for (const [kind, read] of Object.entries(READERS)) {
  const file = new URL(`../../../docs/spec/vectors/protocol-${kind}.json`, import.meta.url)
  const { valid, invalid }: TextVectors = JSON.parse(readFileSync(file, 'utf8'))

  for (const { name, text, value } of valid) {
    test(`${kind}: ${name} is read, and what is written for it is read as the same`, () => {
      const reading = read(text)
      assert.ok('value' in reading)
      assert.deepEqual(reading.value, value)
      assert.deepEqual(read(reading.text), { value, text: reading.text })
    })
  }

  for (const { name, text, reason } of invalid) {
    test(`${kind}: ${name} is refused`, () => assert.deepEqual(read(text), { reason }))
  }
}

function readingOf<T>(result: Result<T, { readonly type: string }>, write: (value: T) => string): Reading {
  if (!result.ok) return { reason: result.error.type }
  return { value: plain(result.value), text: write(result.value) }
}

function readNote(text: string): Reading {
  const parsed = parseCheckpointNote(new TextEncoder().encode(text))
  if (!parsed.ok) return { reason: parsed.error.reason }
  const { checkpoint, body, signatures } = parsed.value
  assert.equal(body, formatCheckpoint(checkpoint))
  assert.equal(new TextDecoder().decode(formatCheckpointNote(body, signatures)), text)
  return { value: plain({ checkpoint, signatures }), text }
}
