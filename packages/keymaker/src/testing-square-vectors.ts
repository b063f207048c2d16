/** The vectors of anonymous acts and of the feed, for testing-vectors.ts. Signatures, seals and proofs are new in every run. */
import { createCipheriv } from 'node:crypto'
import {
  BLOB_CHUNK_BYTES,
  type Bytes,
  type Commitment,
  encodeNote,
  encodeSignedNote,
  type Fingerprint,
  type Hash,
  type Note,
  type PostId,
  slotScope,
  votePayload,
  voteScope,
} from '@comrad/protocol'
import { createCohortTree, DEPTH, merklePathOf } from './acts/cohort-tree.ts'
import { fromElement, SCALAR_FIELD } from './acts/field.ts'
import { createProofPool } from './acts/proof-pool.ts'
import { actMessage, actScope, nullifierOf } from './acts/scope.ts'
import { AEAD_BYTES } from './aead.ts'
import { blobDeletionHash } from './blob-seal.ts'
import { EMPTY_FEED_HEAD, feedEntryHash, feedHeadAfter, signFeedHead } from './feed-head.ts'
import { createTicketKey, sealFeedEntry, sealFeedKeys } from './feed-seal.ts'
import { deriveIdentity, semaphoreSecretOf } from './identity.ts'
import { noteId, sealToComrades, signNote } from './note.ts'
import { encodeOperatorSecrets, fingerprintOf, type OperatorSecrets } from './operator-keys.ts'
import type { Seed } from './phrase.ts'
import { sha256 } from './primitives.ts'
import { DAY_MS, must, NOW, nameOf, TODAY } from './testing.ts'
import { forgeProof, releaseCurve } from './testing-forged-proof.ts'

const bytes = (length: number, first: number): Bytes =>
  Uint8Array.from({ length }, (_, index) => (first + index) % 256)
const hex = (value: Uint8Array) => Buffer.from(value).toString('hex')
const seedOfByte = (byte: number) => new Uint8Array(32).fill(byte) as Seed

const POST = bytes(16, 0x60) as PostId
const OLDEST_PAGE = 0
const SEEDS = [0xa1, 0xb0, 0xca, 0xda, 0xe1].map(seedOfByte)

export async function actVectors(fingerprint: Fingerprint) {
  const people = SEEDS.map(deriveIdentity)
  const commitments = people.map(({ commitment }) => commitment)
  const scopes = [
    voteScope(POST),
    ...(['read', 'meet', 'blob'] as const).map((kind) => slotScope(kind, { day: TODAY, slot: 1 })),
  ]
  const [scope = ''] = scopes
  const payload = votePayload({ post: POST, choice: 'up', counter: 1 })
  const elements = {
    scope: actScope({ fingerprint, scope }),
    message: actMessage({ fingerprint, scope, payload }),
  }
  const [, bob] = people
  if (!bob) throw new Error('nobody')
  const pool = createProofPool({ processes: 1 })
  const proof = must(await pool.prove({ identity: bob, commitments, position: 1, ...elements }))
  await pool.close()
  const path = merklePathOf(createCohortTree(commitments), 1)
  const forged = await forgeProof({
    ...{ secret: semaphoreSecretOf(bob), path, length: DEPTH + 1 },
    ...elements,
  })
  await releaseCurve()
  const noElement = fromElement(SCALAR_FIELD) as Bytes as Commitment
  return {
    description:
      'Elements of scopes and messages, nullifiers of seeds, roots of cohorts, a proof that holds and ones that do not: docs/spec/anonymous-acts.md.',
    fingerprint,
    scopes: scopes.map((name) => ({ scope: name, element: hex(actScope({ fingerprint, scope: name })) })),
    messages: [payload, new Uint8Array(0)].map((said) => ({
      scope,
      payload: hex(said),
      element: hex(actMessage({ fingerprint, scope, payload: said })),
    })),
    nullifiers: SEEDS.slice(0, 2).flatMap((seed) =>
      scopes.map((name) => ({
        seed: hex(seed),
        scope: name,
        nullifier: hex(nullifierOf(deriveIdentity(seed), actScope({ fingerprint, scope: name }))),
      })),
    ),
    cohorts: [
      ...[1, 2, 3, 5].map((size) => cohort(`of ${size}`, commitments.slice(0, size))),
      cohort('one of them zero', [...commitments.slice(0, 2), new Uint8Array(32) as Bytes as Commitment]),
      cohort('one of them the field’s order', [...commitments.slice(0, 2), noElement]),
    ],
    proof: { scope, payload: hex(payload), ...hexOf(proof) },
    invalid: [
      { name: 'another root', root: hex(createCohortTree(commitments.slice(0, 3)).root ?? noElement) },
      { name: 'another’s nullifier', nullifier: hex(nullifierOf(people[0] ?? bob, elements.scope)) },
      { name: 'another scope', scope: scopes[1] },
      { name: 'another choice', payload: hex(votePayload({ post: POST, choice: 'down', counter: 1 })) },
      { name: 'a point changed', points: hex(proof.points.with(0, (proof.points[0] ?? 0) ^ 1)) },
      { name: 'no points', points: '00'.repeat(256) },
      { name: 'a coordinate that is none', points: `${'ff'.repeat(32)}${hex(proof.points.slice(32))}` },
      { name: 'a root that is no element', root: hex(noElement) },
      { name: 'the root zero, by a path that is said to be too long', ...hexOf(forged) },
    ].map((vector) => ({ ...vector, reason: 'the proof does not hold' })),
  }
}

const hexOf = ({ root, nullifier, points }: { root: Hash; nullifier: Hash; points: Bytes }) => ({
  root: hex(root),
  nullifier: hex(nullifier),
  points: hex(points),
})

const cohort = (name: string, commitments: readonly Commitment[]) => ({
  name,
  commitments: commitments.map(hex),
  root: hex(createCohortTree(commitments).root ?? new Uint8Array(0)),
})

export function feedVectors(operator: OperatorSecrets) {
  const fingerprint = fingerprintOf(operator.keys.logKey)
  const seed = seedOfByte(0xa1)
  const author = deriveIdentity(seed)
  const about = { author: nameOf('alice'), writtenAt: NOW, expiresAt: NOW + 7 * DAY_MS }
  const notes: readonly (readonly [string, Note])[] = [
    [
      'post',
      { ...about, nonce: bytes(8, 1), body: { kind: 'post', content: { text: 'Mañana a las ocho 🌹' } } },
    ],
    ['deletion', { ...about, nonce: bytes(8, 2), body: { kind: 'deletion', post: POST } }],
    ['profile', { ...about, nonce: bytes(8, 3), body: { kind: 'profile', face: { text: '' } } }],
  ]
  const signed = notes.map(([name, note]) => ({ name, note, signed: signNote(author, fingerprint, note) }))
  const key = bytes(32, 0x20)
  const entries = signed.map((one, index) => ({
    ...one,
    sealed: sealFeedEntry(key, { sequence: index + 1, day: TODAY }, encodeSignedNote(one.signed)),
  }))
  let head = EMPTY_FEED_HEAD
  const heads = entries.map(({ sealed }) => {
    head = feedHeadAfter(head, feedEntryHash(sealed))
    return head
  })
  const ticket = createTicketKey()
  const keys = [
    { day: TODAY - 1, key: bytes(32, 0x40) },
    { day: TODAY, key },
  ]
  return {
    description:
      'Signed notes on their way to @Comrades and in the feed, the chain over them, the keys that a ticket brings, a sealed image (zeros fill it up; its hash stands for its bytes), the proof of a deletion: docs/spec/feed.md.',
    secrets: hex(encodeOperatorSecrets(operator)),
    fingerprint,
    identityKey: hex(author.identityKey),
    day: TODAY,
    feedKey: hex(key),
    notes: entries.map(({ name, note, signed: whole, sealed }, index) => ({
      name,
      note: hex(encodeNote(note)),
      id: hex(noteId(note)),
      signed: hex(encodeSignedNote(whole)),
      toComrades: hex(sealToComrades(operator.keys, whole)),
      sequence: index + 1,
      entry: hex(sealed),
      head: hex(heads[index] ?? EMPTY_FEED_HEAD),
    })),
    headSignature: hex(
      signFeedHead(operator, { sequence: entries.length, hash: head, oldestPage: OLDEST_PAGE }).signature,
    ),
    oldestPage: OLDEST_PAGE,
    ticket: {
      publicKey: hex(ticket.publicKey),
      privateKey: hex(ticket.privateKey),
      sealed: hex(sealFeedKeys(ticket.publicKey, keys) ?? new Uint8Array(0)),
      keys: keys.map((one) => ({ day: one.day, key: hex(one.key) })),
    },
    image: imageVector(),
    blobDeletion: { secret: hex(bytes(32, 0x80)), hash: hex(blobDeletionHash(bytes(32, 0x80))) },
  }
}

/** Without sealBlob: what a vector says should not be what the code under it says. */
function imageVector() {
  const [key, nonce] = [bytes(32, 0x50), bytes(12, 0x70)]
  const content = bytes(300, 0)
  const padded = new Uint8Array(BLOB_CHUNK_BYTES - AEAD_BYTES)
  padded.set([0, 0, 300 >> 8, 300 & 0xff])
  padded.set(content, 4)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(Buffer.from('comrad image v1'))
  const sealed = Buffer.concat([nonce, cipher.update(padded), cipher.final(), cipher.getAuthTag()])
  return { key: hex(key), nonce: hex(nonce), content: hex(content), chunks: 1, hash: hex(sha256(sealed)) }
}
