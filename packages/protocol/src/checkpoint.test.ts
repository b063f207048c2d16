import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatCheckpoint, formatCheckpointNote, parseCheckpointNote } from './checkpoint.ts'
import { upTo } from './testing/arbitraries.ts'

const checkpoint = { origin: 'comrad.operator/abc', size: 12, root: new Uint8Array(32).fill(1) as never }
const signature = {
  name: 'comrad.operator/abc',
  keyId: new Uint8Array([1, 2, 3, 4]),
  signature: new Uint8Array(64).fill(9),
}
const note = formatCheckpointNote(formatCheckpoint(checkpoint), [signature])
const text = new TextDecoder().decode(note)
const bytes = (changed: string) => new TextEncoder().encode(changed)
const refused = (reason: string) => ({ ok: false, error: { type: 'malformed', reason } })

test('a note is read back as it was written', () => {
  const body = formatCheckpoint(checkpoint)
  assert.deepEqual(parseCheckpointNote(note), {
    ok: true,
    value: { checkpoint, body, signatures: [signature] },
  })
})

test('each way of not being a checkpoint note is refused with its reason', () => {
  const cases: readonly (readonly [string, string])[] = [
    [text.replace('\n12\n', '\n012\n'), 'not a checkpoint'],
    [text.replace('\n12\n', '\n-1\n'), 'not a checkpoint'],
    [text.replace('\n12\n', '\n99999999999999999\n'), 'not a checkpoint'],
    [text.replace('AQEB', 'AQE'), 'not a checkpoint'],
    [text.replace('\n\n', '\nextension\n\n'), 'not a checkpoint'],
    [text.replace('\n\n', '\n'), 'no signatures'],
    [text.trimEnd(), 'no signatures'],
    [text.replace('\u2014 ', '- '), 'not a signature line'],
    [text.replace('\u2014 comrad', '\u2014  comrad'), 'not a signature line'],
    [`${text}\u2014 x AQ==\n`, 'not a signature line'],
    [text + '\u2014 x AQIDBAU=\n'.repeat(4), 'too many signatures'],
    [text + ' '.repeat(600), 'too long'],
  ]
  for (const [changed, reason] of cases)
    assert.deepEqual(parseCheckpointNote(bytes(changed)), refused(reason), changed)
  assert.deepEqual(parseCheckpointNote(new Uint8Array([0xff])), refused('not UTF-8'))
})

test('a note changed anywhere is refused or means something else', () => {
  fc.assert(
    fc.property(fc.nat(note.length - 1), fc.integer({ min: 1, max: 255 }), (index, change) => {
      const changed = note.slice()
      changed[index] = (changed[index] ?? 0) ^ change
      const parsed = parseCheckpointNote(changed)
      if (!parsed.ok) return
      assert.deepEqual(formatCheckpointNote(parsed.value.body, parsed.value.signatures), changed)
      assert.equal(formatCheckpoint(parsed.value.checkpoint), parsed.value.body)
    }),
    { numRuns: 1_000 },
  )
})

test('random bytes never make it throw', () => {
  fc.assert(fc.property(upTo(700), (random) => void parseCheckpointNote(random)))
})
