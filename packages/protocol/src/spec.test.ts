/** The specification in prose says what the code does: its examples are what is encoded, its tables are ours. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { encodeBallot } from './ballot.ts'
import { encodeDirectoryRecord } from './directory-record.ts'
import { encodeFeedPage } from './feed-page.ts'
import { encodeFrame } from './frame.ts'
import { encodeLetter } from './letter.ts'
import * as limits from './limits.ts'
import { encodeSignedNote } from './note.ts'
import { encodeReply, REFUSAL_CODES } from './reply.ts'
import { encodeRequest, LANE_OF, type Request } from './request.ts'
import { SAMPLES } from './testing/samples.ts'
import { hex } from './testing/vector-values.ts'

const read = (path: string) => readFileSync(new URL(`../../../docs/spec/${path}`, import.meta.url), 'utf8')
const WIRE = read('wire.md')
const DELIVERY = read('delivery.md')
const DIRECTORY = read('directory.md')
const FEED = read('feed.md')
const ACTS = read('anonymous-acts.md')
const LIMITS = new Map<string, unknown>(Object.entries(limits))

const SECTIONS = [
  'Worked example',
  'Terms',
  'Limits',
  'Errors',
  'What each party learns',
  'Known limitations',
  'Changelog',
]

test('each specification has its status, its example and the sections that a reader looks for', () => {
  for (const spec of [WIRE, DELIVERY, DIRECTORY, FEED, ACTS]) {
    assert.match(spec, /^# .+\n\nStatus: version \d/)
    for (const section of SECTIONS) assert.ok(spec.includes(`\n## ${section}\n`), section)
  }
})

test('the example on the wire is the request for a bundle, and its frame', () => {
  const [request, frame] = exampleLines(WIRE)
  const body = encodeRequest(sampleOf(SAMPLES.request, 'bundle'))
  assert.match(hex(body), elided(request))
  assert.match(hex(encodeFrame({ type: 'request', id: 1, body })), elided(frame))
})

test('the example of a delivery is the letter', () => {
  const [letter] = exampleLines(DELIVERY)
  assert.match(hex(encodeLetter(sampleOf(SAMPLES.letter, 'text'))), elided(letter))
})

test('the examples of the feed are a note, a page and a ballot', () => {
  const [note, page, ballot] = exampleLines(FEED)
  assert.match(hex(encodeSignedNote(sampleOf(SAMPLES.note, 'post'))), elided(note))
  assert.match(hex(encodeFeedPage(sampleOf(SAMPLES['feed-page'], 'an entry and a gap'))), elided(page))
  assert.match(hex(encodeBallot(sampleOf(SAMPLES.ballot, 'up'))), elided(ballot))
})

test('the example of the register is the record, and the note that is a vector', () => {
  const fields = exampleLines(DIRECTORY).slice(0, 4)
  const columns = fields.map((line) => line.split('   ')[0]).join('')
  assert.match(hex(encodeDirectoryRecord(sampleOf(SAMPLES.record, 'alice'))), elided(columns))
  const { valid } = JSON.parse(read('vectors/protocol-checkpoint.json'))
  assert.ok(DIRECTORY.includes(`\`\`\`\n${valid[0].text}\`\`\``))
})

test('the table of requests has every tag, lane and answer', () => {
  const rows = rowsOf(WIRE, /^\| \d+ \| `[a-z-]+` \| (?:either|anonymous|named) \|/)
  const samples = Object.entries(SAMPLES.request)
    .filter(([name]) => name in LANE_OF)
    .sort(([, a], [, b]) => tagOf(a) - tagOf(b))
  assert.deepEqual(
    rows.map(([tag, request, lane]) => ({ tag, request, lane })),
    samples.map(([type, sample]) => ({
      tag: `${tagOf(sample)}`,
      request: `\`${type}\``,
      lane: LANE_OF[type as Request['type']],
    })),
  )
  const answers = new Set(rows.map((row) => row[4]?.split(':')[0]?.replaceAll('`', '')))
  const replies = Object.entries(SAMPLES.reply).filter(
    ([name, { type }]) => name === type && name !== 'refused',
  )
  assert.deepEqual(
    [...answers].sort(),
    replies.map(([type, sample]) => `${encodeReply(sample)[0]} ${type}`).sort(),
  )
})

test('the table of refusals has every code', () => {
  const rows = rowsOf(WIRE, /^\| \d+ \| `[a-z-]+` \| [^|]+ \|$/)
  assert.deepEqual(
    rows.map(([code, name]) => `${code} ${name}`),
    REFUSAL_CODES.map((name, index) => `${index + 1} \`${name}\``),
  )
})

test('the table of letters has every kind', () => {
  const rows = rowsOf(DELIVERY, /^\| \d+ \| `[a-z-]+` \|/)
  const kindAt = 1 + 16 + 8 + 8 + 2 + 4 + 1
  const samples = Object.entries(SAMPLES.letter).filter(([name, { body }]) => name === body.kind)
  assert.deepEqual(
    rows.map(([kind, name]) => `${kind} ${name}`),
    samples.map(([name, sample]) => `${encodeLetter(sample)[kindAt]} \`${name}\``),
  )
})

test('the table of notes has every kind', () => {
  const rows = rowsOf(FEED, /^\| \d+ \| `[a-z-]+` \|/)
  const kindAt = 1 + 6 + 8 + 8 + 8
  const samples = Object.entries(SAMPLES.note).filter(([name, { note }]) => name === note.body.kind)
  assert.deepEqual(
    rows.map(([kind, name]) => `${kind} ${name}`),
    samples.map(([name, sample]) => `${encodeSignedNote(sample)[kindAt]} \`${name}\``),
  )
})

test('the limits of the feed, and the sizes of its images, are those of the code', () => {
  for (const [, value, name = ''] of rowsOf(FEED, /^\| [^|]+ \| [\d,]+ \| `[A-Z_]+` \|$/)) {
    const limit = LIMITS.get(name.replaceAll('`', ''))
    assert.equal(value, Number(limit).toLocaleString('en'), name)
  }
  const overhead = 12 + 16 + 4
  const sizes = (chunks: number) => [
    chunks * limits.BLOB_CHUNK_BYTES,
    chunks * limits.BLOB_CHUNK_BYTES - overhead,
  ]
  assert.deepEqual(
    rowsOf(FEED, /^\| \d \| [\d,]+ \| [\d,]+ \|$/),
    limits.BLOB_CHUNKS.map((chunks) => [chunks, ...sizes(chunks)].map((size) => size.toLocaleString('en'))),
  )
  const { read, meet, blob } = limits.SLOTS
  assert.ok(FEED.includes(`Slots a day: ${read} tickets, ${meet} first letters, ${blob} images.`))
  const { min, max } = limits.EXPIRY_DAYS
  assert.ok(FEED.includes(`Days that a note lives: ${min} to ${max}.`))
})

test('what a source file refers to is there', () => {
  const room = new URL('.', import.meta.url)
  for (const file of readdirSync(room).filter((name) => name.endsWith('.ts'))) {
    const source = readFileSync(new URL(file, room), 'utf8')
    for (const [, spec = '', section = ''] of source.matchAll(/docs\/spec\/([a-z-]+\.md) §([^.*]+)/g)) {
      assert.match(read(spec), new RegExp(`^##+ ${section}\\b`, 'm'), `${file}: ${spec} §${section}`)
    }
  }
})

const tagOf = (request: Request): number => encodeRequest(request)[0] ?? 0

function sampleOf<T>(samples: Readonly<Record<string, T>>, name: string): T {
  const sample = samples[name]
  assert.ok(sample)
  return sample
}

/** The lines in the fenced blocks of the worked example that are hex. */
function exampleLines(spec: string): string[] {
  const example = spec.split('## Worked example\n')[1]?.split('\n## ')[0] ?? ''
  return example.split('\n').filter((line) => /^[0-9a-f]{2}[0-9a-f… ]*( {3}|$)/.test(line))
}

/** Hex as people write it, as a pattern: spaces mean nothing, and `…` is what was left out. */
function elided(text: string | undefined): RegExp {
  return new RegExp(`^${(text ?? 'nothing').replaceAll(' ', '').replaceAll('…', '[0-9a-f]*')}$`)
}

function rowsOf(spec: string, pattern: RegExp): string[][] {
  const lines = spec.split('\n').filter((line) => pattern.test(line))
  assert.ok(lines.length > 0)
  return lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}
