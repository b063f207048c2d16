/** The largest of everything in the square fits where it must: docs/spec/feed.md §Limits. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Content } from './content.ts'
import { encodeFeedKeys, SEALED_FEED_KEYS_BYTES } from './feed-keys.ts'
import { encodeFrame } from './frame.ts'
import type { IdentityKey } from './keys.ts'
import { encodeLetter, type LetterBody } from './letter.ts'
import * as limits from './limits.ts'
import type { Name } from './name.ts'
import { encodeSignedNote, type NoteBody } from './note.ts'
import { encodeReply, type Reply } from './reply.ts'
import { encodeRequest, type Request } from './request.ts'

const [SMALL, LARGE] = limits.FRAME_SIZES
/** What sealing adds: HPKE (an encapsulated key and a tag), and AES-256-GCM (a nonce and a tag). */
const HPKE_BYTES = 1 + 32 + 16
const AEAD_BYTES = 12 + 16
/** The largest plaintext of the first letter of a session, between the longest names. */
const FIRST_LETTER_BYTES = 5_903

const zeros = <T>(length: number) => new Uint8Array(length) as T
const name = 'a'.repeat(limits.NAME_LENGTH.max) as Name
const recipient = { name, device: limits.DEVICE_MAX }
const key = zeros<IdentityKey>(limits.IDENTITY_KEY_BYTES)
const [id, hash, signature] = [zeros<never>(16), zeros<never>(32), zeros<never>(limits.SIGNATURE_BYTES)]
const proof = { root: hash, nullifier: hash, points: zeros<never>(limits.PROOF_POINTS_BYTES) }
const slot = { day: 20_700, slot: 3 }
const vote = { choice: 'up', counter: Number.MAX_SAFE_INTEGER, proof } as const
const head = { oldestPage: 0xffff_ffff, sequence: Number.MAX_SAFE_INTEGER, hash, signature }
const content: Content = {
  text: '🌹'.repeat(limits.TEXT_CODE_POINTS),
  image: {
    ...{ blob: id, chunks: 5, key: zeros(limits.SEAL_KEY_BYTES), hash },
    ...{ width: limits.IMAGE_SIDE, height: limits.IMAGE_SIDE, placeholder: zeros(limits.PLACEHOLDER_BYTES) },
  },
}
const chunk = zeros<never>(limits.BLOB_CHUNK_BYTES)
const at = Number.MAX_SAFE_INTEGER

const sizeOf = (message: Request | Reply, encodeBody: (message: never) => Uint8Array<ArrayBuffer>): number =>
  encodeFrame({ type: 'request', id: 1, body: encodeBody(message as never) }).length

test('what is done without a name fits the small frame, as everything else that is small', () => {
  const blob = { id, chunks: 5, hash, expiresAt: 0, deletionHash: hash } as const
  const permitted = { type: 'permit', ...slot, nullifier: hash } as const
  const ciphertext = zeros<never>(limits.ENVELOPE_CIPHERTEXT_BYTES)
  const requests: readonly Request[] = [
    { type: 'permit', permit: { ...slot, recipient, id, hash, proof } },
    { type: 'deposit', envelope: { recipient, id, authorization: permitted, ciphertext } },
    { type: 'ticket', ticket: { ...slot, oneTimeKey: key, proof } },
    { type: 'vote', ballot: { post: id, ...vote } },
    { type: 'publish', sealed: zeros(limits.SEALED_NOTE_BYTES) },
    { type: 'open-blob', opening: { ...slot, ...blob, proof } },
  ]
  for (const request of requests) assert.equal(sizeOf(request, encodeRequest), SMALL, request.type)
})

test('what answers it fits the small frame too, but for pages, chunks and ballots', () => {
  const tally = { sequence: at, up: 0xffff_ffff, down: 0xffff_ffff }
  const replies: readonly Reply[] = [
    { type: 'anchor', note: zeros(limits.CHECKPOINT_NOTE_BYTES), minimumMembers: limits.COHORT_SIZE },
    { type: 'feed-keys', sealed: zeros(SEALED_FEED_KEYS_BYTES) },
    { type: 'feed-head', head, latestPage: 0xffff_ffff },
    { type: 'tallies', tallies: Array(limits.PAGE_ENTRIES).fill(tally) },
  ]
  for (const reply of replies) assert.equal(sizeOf(reply, encodeReply), SMALL, reply.type)
})

test('a full page, a chunk and a reply full of ballots fit the large frame', () => {
  const sealed = zeros<never>(limits.PAGE_SEALED_BYTES / limits.PAGE_ENTRIES)
  const items = Array(limits.PAGE_ENTRIES).fill({ type: 'entry', day: 20_700, sealed })
  const counted = { position: at, size: at, cohort: 0xffff_ffff, ...vote }
  const replies: readonly Reply[] = [
    { type: 'page', page: { number: 0xffff_ffff, firstSequence: at, headBefore: hash, items } },
    { type: 'chunk', bytes: chunk },
    { type: 'ballots', ballots: Array(limits.BALLOTS_PER_REPLY).fill(counted), more: true },
  ]
  for (const reply of replies) assert.equal(sizeOf(reply, encodeReply), LARGE, reply.type)
  const up: Request = { type: 'put-chunk', chunk: { id, index: 4, bytes: chunk } }
  assert.equal(sizeOf(up, encodeRequest), LARGE)
})

test('the largest note is within its limit, and sealed within the limit of what is sealed', () => {
  const body: NoteBody = { kind: 'post', content, replyTo: id }
  const note = { author: name, nonce: zeros<never>(limits.NONCE_BYTES), writtenAt: at, expiresAt: at, body }
  const signed = encodeSignedNote({ note, signature }).length
  assert.ok(signed <= limits.SIGNED_NOTE_BYTES)
  assert.ok(limits.SIGNED_NOTE_BYTES + Math.max(HPKE_BYTES, AEAD_BYTES) <= limits.SEALED_NOTE_BYTES)
  assert.ok(limits.SEALED_NOTE_BYTES <= limits.PAGE_SEALED_BYTES, 'each page has room for one')
})

test('the keys of all days fit what a ticket is answered with', () => {
  const keys = Array(limits.FEED_KEYS).fill({ day: 20_700, key: zeros(limits.SEAL_KEY_BYTES) })
  assert.ok(encodeFeedKeys(keys).length + HPKE_BYTES <= SEALED_FEED_KEYS_BYTES)
  // The days of what lives, and some around midnight.
  assert.ok(limits.FEED_KEYS > limits.EXPIRY_DAYS.max + 2)
})

test('the largest image fits the largest class', () => {
  const padded = 4 + limits.IMAGE_BYTES + AEAD_BYTES
  assert.ok(padded <= Math.max(...limits.BLOB_CHUNKS) * limits.BLOB_CHUNK_BYTES)
})

test('the largest letter has the size that the specification says, and is not too large to be the first', () => {
  const bodies: readonly LetterBody[] = [
    { kind: 'post', post: { id, content, expiresAt: at, replyTo: id } },
    { kind: 'text', content, timer: limits.TIMER_SECONDS.max },
    { kind: 'profile', face: content },
    { kind: 'receipt', letters: Array(limits.LETTER_IDS_PER_RECEIPT).fill(id) },
    { kind: 'meet-request', deliveryToken: id, greeting: '🌹'.repeat(limits.GREETING_CODE_POINTS) },
  ]
  const checkpoint = zeros<never>(limits.CHECKPOINT_NOTE_BYTES)
  const sizes = bodies.map((body) => {
    return encodeLetter({ id, sequence: at, sentAt: at, checkpoint, feedHead: head, body }).length
  })
  assert.equal(Math.max(...sizes), 4_908)
  assert.ok(Math.max(...sizes) < FIRST_LETTER_BYTES)
})
