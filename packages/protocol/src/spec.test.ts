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
import { encodeReply, LEAVES_PER_REPLY, REFUSAL_CODES } from './reply.ts'
import { encodeRequest, LANE_OF, type Request } from './request.ts'
import { SAMPLES } from './testing/samples.ts'
import { hex } from './testing/vector-values.ts'

const SPECIFICATIONS = new URL('../../../docs/spec/', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, SPECIFICATIONS), 'utf8')
const WIRE = read('wire.md')
const DELIVERY = read('delivery.md')
const DIRECTORY = read('directory.md')
const FEED = read('feed.md')
const ACTS = read('anonymous-acts.md')
/** By the name that stands in a table: `SLOTS.meet`. */
const LIMITS = new Map<string, unknown>(
  Object.entries(limits).flatMap(([name, value]) =>
    typeof value === 'object' && !Array.isArray(value)
      ? Object.entries(value).map(([part, one]) => [`${name}.${part}`, one] as const)
      : [[name, value] as const],
  ),
)

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
  const pages = readdirSync(SPECIFICATIONS).filter((name) => name.endsWith('.md'))
  assert.equal(pages.length, 8)
  for (const page of pages) {
    assert.match(read(page), /^# .+\n\nStatus: version \d/, page)
    for (const section of SECTIONS) assert.ok(read(page).includes(`\n## ${section}\n`), `${page}: ${section}`)
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

test('the limits of a delivery and of the feed are those of the code', () => {
  for (const [page, least] of [
    [DELIVERY, 10],
    [FEED, 13],
  ] as const) {
    const rows = rowsOf(page, /^\| [^|]+ \| [\d,]+[^|]* \| `[A-Z_]+(\.[a-z]+)?` \|$/)
    assert.ok(rows.length >= least)
    for (const [, value = '', name = ''] of rows) {
      const limit = LIMITS.get(name.replaceAll('`', ''))
      assert.equal(value.split(';')[0], Number(limit).toLocaleString('en'), name)
    }
  }
})

test('a body is as long as the largest frame has room for', () => {
  const most = Math.max(...limits.FRAME_SIZES) - limits.FRAME_HEADER_BYTES
  assert.ok(WIRE.includes(`A body has at most ${most.toLocaleString('en')} bytes.`))
})

test('a reply of the register holds as many records, a proof as many hashes', () => {
  assert.ok(DIRECTORY.includes(`as many as surely fit (${LEAVES_PER_REPLY})`))
  assert.ok(DIRECTORY.includes(`Proofs have at most ${limits.PROOF_HASHES} hashes.`))
})

test('the limits of anonymous acts are named as the code names them', () => {
  const section = ACTS.split('\n## Limits\n')[1]?.split('\n## ')[0] ?? ''
  const names = [...section.matchAll(/`([A-Z_]+)`/g)].map(([, name = '']) => name)
  assert.ok(names.length >= 5)
  for (const name of names) assert.ok(Object.hasOwn(limits, name), name)
  assert.ok(section.includes(`The least number of members is ${limits.MINIMUM_MEMBERS} unless`))
})

test('the pages of the other rooms name the limits that are everybody’s', () => {
  const figure = (value: number) => value.toLocaleString('en')
  const storage = read('operator-storage.md')
  const waiting = `${figure(limits.MAILBOX_LETTERS)}; ${limits.MEET_REQUESTS_WAITING}`
  assert.ok(storage.includes(`| letters that wait in a mailbox; of these by permit | ${waiting} |`))
  assert.ok(storage.includes(`| notes of one author and day | ${limits.NOTES_PER_DAY} |`))
  const page = `${limits.PAGE_ENTRIES}; ${figure(limits.PAGE_SEALED_BYTES)}`
  assert.ok(storage.includes(`| entries of a page, and their sealed bytes together | ${page} |`))
  const prekeys = `${limits.PREKEYS_ONE_TIME}; ${limits.KYBER_PREKEYS_ONE_TIME}`
  assert.ok(read('keys.md').includes(`| one-time prekeys a device publishes; Kyber ones | ${prekeys} |`))
})

test('the sizes of an image, and how often and how long something may be, are those of the code', () => {
  const overhead = 12 + 16 + 4
  const sizes = (chunks: number) => [
    chunks * limits.BLOB_CHUNK_BYTES,
    chunks * limits.BLOB_CHUNK_BYTES - overhead,
  ]
  assert.deepEqual(
    rowsOf(FEED, /^\| \d \| [\d,]+ \| [\d,]+ \|$/),
    limits.BLOB_CHUNKS.map((chunks) => [chunks, ...sizes(chunks)].map((size) => size.toLocaleString('en'))),
  )
  assert.ok(FEED.includes(`(a photo of a face: square, ${limits.PHOTO_SIDE})`))
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
