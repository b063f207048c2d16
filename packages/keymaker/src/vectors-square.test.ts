/** docs/spec/vectors/keymaker-{acts,feed}.json: what anonymous acts and the feed were when they were recorded. */
import assert from 'node:assert/strict'
import { createCipheriv } from 'node:crypto'
import { after, describe, test } from 'node:test'
import {
  type ActProof,
  BLOB_CHUNK_BYTES,
  type Commitment,
  type Day,
  decodeSignedNote,
  encodeNote,
  type Fingerprint,
  type Hash,
  type IdentityKey,
  type Signature,
} from '@comrad/protocol'
import { createCohortTree } from './acts/cohort-tree.ts'
import { createProofPool } from './acts/proof-pool.ts'
import { actMessage, actScope, nullifierOf } from './acts/scope.ts'
import { AEAD_BYTES } from './aead.ts'
import { blobDeletionHash, openBlob } from './blob-seal.ts'
import { EMPTY_FEED_HEAD, feedEntryHash, feedHeadAfter, verifyFeedHead } from './feed-head.ts'
import { openFeedEntry, openFeedKeys } from './feed-seal.ts'
import { deriveIdentity } from './identity.ts'
import { noteId, openAsComrades, verifyNote } from './note.ts'
import { decodeOperatorSecrets, fingerprintOf, operatorKeys } from './operator-keys.ts'
import type { Seed } from './phrase.ts'
import { concat } from './primitives.ts'
import { must } from './testing.ts'
import { bytesOf, hashOf, hex, readVectors } from './testing-vector-files.ts'

describe('anonymous acts', () => {
  type Act = { readonly scope: string; readonly payload: string } & Readonly<
    Record<'root' | 'nullifier' | 'points', string>
  >
  const vectors = readVectors<{
    readonly fingerprint: Fingerprint
    readonly scopes: readonly { readonly scope: string; readonly element: string }[]
    readonly messages: readonly Readonly<Record<'scope' | 'payload' | 'element', string>>[]
    readonly nullifiers: readonly Readonly<Record<'seed' | 'scope' | 'nullifier', string>>[]
    readonly cohorts: readonly {
      readonly name: string
      readonly commitments: readonly string[]
      readonly root: string
    }[]
    readonly proof: Act
    readonly invalid: readonly (Partial<Act> & { readonly name: string; readonly reason: string })[]
  }>('acts')
  const { fingerprint } = vectors
  const pool = createProofPool({ processes: 1 })
  after(() => pool.close())

  test('scopes and messages are these field elements', () => {
    for (const { scope, element } of vectors.scopes)
      assert.equal(hex(actScope({ fingerprint, scope })), element, scope)
    for (const { scope, payload, element } of vectors.messages)
      assert.equal(hex(actMessage({ fingerprint, scope, payload: bytesOf(payload) })), element, payload)
  })

  test('a seed has these nullifiers', () => {
    for (const { seed, scope, nullifier } of vectors.nullifiers)
      assert.equal(
        hex(nullifierOf(deriveIdentity(bytesOf(seed) as Seed), actScope({ fingerprint, scope }))),
        nullifier,
        scope,
      )
  })

  for (const { name, commitments, root } of vectors.cohorts)
    test(`the root of a cohort ${name}`, () => {
      const tree = createCohortTree(commitments.map((one) => bytesOf(one) as Uint8Array as Commitment))
      assert.equal(hex(tree.root ?? new Uint8Array(0)), root)
    })

  test('the proof holds', async () => assert.equal(await judge(vectors.proof), 'holds'))

  for (const { name, reason, ...changed } of vectors.invalid)
    test(`refused: ${name}`, async () => assert.equal(await judge({ ...vectors.proof, ...changed }), reason))

  async function judge({ scope, payload, root, nullifier, points }: Act): Promise<string> {
    const proof: ActProof = { root: hashOf(root), nullifier: hashOf(nullifier), points: bytesOf(points) }
    const message = actMessage({ fingerprint, scope, payload: bytesOf(payload) })
    const holds = must(await pool.verify({ proof, scope: actScope({ fingerprint, scope }), message }))
    return holds ? 'holds' : 'the proof does not hold'
  }
})

describe('feed', () => {
  const vectors = readVectors<{
    readonly secrets: string
    readonly fingerprint: Fingerprint
    readonly identityKey: string
    readonly day: Day
    readonly feedKey: string
    readonly notes: readonly ({ readonly sequence: number } & Readonly<
      Record<'name' | 'note' | 'id' | 'signed' | 'toComrades' | 'entry' | 'head', string>
    >)[]
    readonly headSignature: string
    readonly oldestPage: number
    readonly ticket: Readonly<Record<'publicKey' | 'privateKey' | 'sealed', string>> & {
      readonly keys: readonly { readonly day: Day; readonly key: string }[]
    }
    readonly image: Readonly<Record<'key' | 'nonce' | 'content' | 'hash', string>>
    readonly blobDeletion: { readonly secret: string; readonly hash: string }
  }>('feed')
  const { fingerprint, day, notes } = vectors
  const secrets = must(decodeOperatorSecrets(bytesOf(vectors.secrets)))
  const { logKey } = operatorKeys(secrets)
  const identityKey = bytesOf(vectors.identityKey) as IdentityKey

  for (const vector of notes)
    test(`${vector.name}: signed by its author, opened by @Comrades, sealed in its place of the feed`, () => {
      const signed = must(decodeSignedNote(bytesOf(vector.signed)))
      assert.equal(hex(encodeNote(signed.note)), vector.note)
      assert.equal(hex(noteId(signed.note)), vector.id)
      assert.equal(fingerprintOf(logKey), fingerprint)
      assert.ok(verifyNote({ identityKey, fingerprint, signed }))
      assert.equal(
        hex(openAsComrades(secrets, bytesOf(vector.toComrades)) ?? new Uint8Array(0)),
        vector.signed,
      )
      const place = { sequence: vector.sequence, day }
      const opened = openFeedEntry(bytesOf(vectors.feedKey), place, bytesOf(vector.entry))
      assert.equal(hex(opened ?? new Uint8Array(0)), vector.signed)
    })

  test('the entries lead to these heads, and the Operator signed the last', () => {
    let head: Hash = EMPTY_FEED_HEAD
    for (const vector of notes) {
      head = feedHeadAfter(head, feedEntryHash(bytesOf(vector.entry)))
      assert.equal(hex(head), vector.head, vector.name)
    }
    const signature = bytesOf(vectors.headSignature) as Signature
    assert.ok(
      verifyFeedHead(logKey, {
        sequence: notes.length,
        hash: head,
        oldestPage: vectors.oldestPage,
        signature,
      }),
    )
  })

  test('a ticket opens the keys of the days', () => {
    const { publicKey, privateKey, sealed, keys } = vectors.ticket
    const ticket = { publicKey: bytesOf(publicKey) as IdentityKey, privateKey: bytesOf(privateKey) }
    const opened = openFeedKeys(ticket, bytesOf(sealed))
    assert.deepEqual(
      opened?.map((one) => ({ day: one.day, key: hex(one.key) })),
      keys,
    )
  })

  test('an image that was sealed by hand opens', () => {
    const { key, nonce, content, hash } = vectors.image
    const length = bytesOf((content.length / 2).toString(16).padStart(8, '0'))
    const zeros = new Uint8Array(BLOB_CHUNK_BYTES - AEAD_BYTES - length.length - content.length / 2)
    const cipher = createCipheriv('aes-256-gcm', bytesOf(key), bytesOf(nonce))
    cipher.setAAD(Buffer.from('comrad image v1'))
    const padded = cipher.update(concat(length, bytesOf(content), zeros))
    const chunk = concat(bytesOf(nonce), padded, cipher.final(), cipher.getAuthTag())
    const opened = openBlob({ key: bytesOf(key), chunks: [chunk], hash: hashOf(hash) })
    assert.equal(hex(opened ?? new Uint8Array(0)), content)
  })

  test('a secret has this deletion hash', () => {
    const { secret, hash } = vectors.blobDeletion
    assert.equal(hex(blobDeletionHash(bytesOf(secret))), hash)
  })
})
