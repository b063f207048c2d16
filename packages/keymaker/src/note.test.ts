import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Bytes,
  encodeNote,
  encodeSignedNote,
  type Fingerprint,
  type IdentityKey,
  type Note,
  SEALED_NOTE_BYTES,
  SIGNED_NOTE_BYTES,
  type Signature,
} from '@comrad/protocol'
import fc from 'fast-check'
import { deriveIdentity } from './identity.ts'
import { noteId, openAsComrades, sealToComrades, signNote, verifyNote } from './note.ts'
import { createOperatorSecrets, fingerprintOf } from './operator-keys.ts'
import { createPhrase, seedOf } from './phrase.ts'
import { sha256 } from './primitives.ts'
import { DAY_MS, NOW, nameOf } from './testing.ts'

const operator = createOperatorSecrets()
const fingerprint = fingerprintOf(operator.keys.logKey)
const alice = deriveIdentity(seedOf(createPhrase()))
const { identityKey } = alice
const note: Note = {
  author: nameOf('alice'),
  nonce: new Uint8Array(8),
  writtenAt: NOW,
  expiresAt: NOW + 7 * DAY_MS,
  body: { kind: 'post', content: { text: 'Bread and roses' } },
}
const signed = signNote(alice, fingerprint, note)

test('a note is by whoever holds the key that signed it', () => {
  assert.equal(verifyNote({ identityKey, fingerprint, signed }), true)
  const mallory = deriveIdentity(seedOf(createPhrase()))
  assert.equal(verifyNote({ identityKey: mallory.identityKey, fingerprint, signed }), false)
  assert.equal(
    verifyNote({ identityKey, fingerprint, signed: signNote(mallory, fingerprint, note) }),
    false,
    'another signed it in her name',
  )
})

test('what is said to one world is not said to another', () => {
  const elsewhere = 'b'.repeat(52) as Fingerprint
  assert.equal(verifyNote({ identityKey, fingerprint: elsewhere, signed }), false)
})

test('nobody can change an author, a time, a kind or a word of it', () => {
  const changes: readonly Note[] = [
    { ...note, author: nameOf('bob') },
    { ...note, nonce: note.nonce.with(0, 1) },
    { ...note, writtenAt: NOW + 1 },
    { ...note, expiresAt: NOW + 8 * DAY_MS },
    { ...note, body: { kind: 'post', content: { text: 'Bread' } } },
    { ...note, body: { kind: 'post', content: { text: 'Bread and roses' }, replyTo: noteId(note) } },
    { ...note, body: { kind: 'profile', face: { text: 'Bread and roses' } } },
    { ...note, body: { kind: 'deletion', post: noteId(note) } },
  ]
  for (const changed of changes) {
    assert.equal(verifyNote({ identityKey, fingerprint, signed: { ...signed, note: changed } }), false)
    assert.notDeepEqual(noteId(changed), noteId(note), 'and it is another post')
  }
})

test('a key that is none, or a signature that is none, proves nothing', () => {
  const small = new Uint8Array(33).with(0, 5) as IdentityKey
  assert.equal(verifyNote({ identityKey: small, fingerprint, signed }), false)
  for (const signature of [new Uint8Array(64), new Uint8Array(0), signed.signature.with(63, 0xff)])
    assert.equal(
      verifyNote({ identityKey, fingerprint, signed: { note, signature: signature as Signature } }),
      false,
    )
})

test('a post’s id is the beginning of its note’s hash, however often it was signed', () => {
  assert.deepEqual(noteId(note), sha256(encodeNote(note)).slice(0, 16))
  assert.notDeepEqual(signNote(alice, fingerprint, note).signature, signed.signature)
})

test('only @Comrades opens what is sealed to them', () => {
  const sealed = sealToComrades(operator.keys, signed)
  assert.deepEqual(openAsComrades(operator, sealed), encodeSignedNote(signed))
  assert.equal(openAsComrades(createOperatorSecrets(), sealed), undefined)
  assert.notDeepEqual(sealToComrades(operator.keys, signed), sealed, 'twice the same is not seen as such')
})

test('a seal adds no more than the limit on sealed notes allows for', () => {
  const sealed = sealToComrades(operator.keys, signed)
  const added = sealed.length - encodeSignedNote(signed).length
  assert.ok(added <= SEALED_NOTE_BYTES - SIGNED_NOTE_BYTES, `${added}`)
})

test('what was changed on the way, cut off or never sealed does not open', () => {
  const sealed = sealToComrades(operator.keys, signed)
  for (let at = 0; at < sealed.length; at++) {
    assert.equal(
      openAsComrades(operator, sealed.with(at, (sealed[at] ?? 0) ^ 1) as Bytes),
      undefined,
      `${at}`,
    )
    assert.equal(openAsComrades(operator, sealed.slice(0, at)), undefined, `cut at ${at}`)
  }
  const opens = (bytes: Uint8Array) => openAsComrades(operator, new Uint8Array(bytes)) !== undefined
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => !opens(bytes)))
})
