import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  type BlobId,
  type Bytes,
  CHECKPOINT_NOTE_BYTES,
  ENVELOPE_CIPHERTEXT_BYTES,
  encodeLetter,
  type Hash,
  type IdentityKey,
  type ImageReference,
  type LetterBody,
  type LetterId,
  type PostId,
  type PrekeyBundle,
  type Signature,
} from '@comrad/protocol'
import { createOperatorSecrets } from './operator-keys.ts'
import { randomBytes } from './primitives.ts'
import { type SealError, sealLetter } from './seal-letter.ts'
import { issueSenderCertificate } from './sender-certificate.ts'
import { bytesOf, certificateFor, createCast, createPerson, ENVELOPE, must, NOW } from './testing.ts'

const letterOf = (body: LetterBody): Bytes =>
  encodeLetter({
    id: randomBytes(16) as LetterId,
    sequence: Number.MAX_SAFE_INTEGER,
    sentAt: NOW,
    checkpoint: new Uint8Array(CHECKPOINT_NOTE_BYTES),
    feedHead: {
      sequence: Number.MAX_SAFE_INTEGER,
      hash: IMAGE.hash,
      oldestPage: 0xffff_ffff,
      signature: randomBytes(64) as Signature,
    },
    body,
  })

const IMAGE: ImageReference = {
  blob: randomBytes(16) as BlobId,
  chunks: 5,
  key: randomBytes(32),
  hash: randomBytes(32) as Hash,
  width: 1280,
  height: 1280,
  placeholder: randomBytes(32),
}

const LARGEST: readonly (readonly [string, LetterBody])[] = [
  [
    '1,000 characters of four bytes',
    { kind: 'text', content: { text: '\u{1f339}'.repeat(1000), image: IMAGE }, timer: 60 },
  ],
  [
    'a trusted post that answers another',
    {
      kind: 'post',
      post: {
        id: randomBytes(16) as PostId,
        content: { text: '\u{1f339}'.repeat(1000), image: IMAGE },
        expiresAt: NOW,
        replyTo: randomBytes(16) as PostId,
      },
    },
  ],
  [
    'a full receipt',
    { kind: 'receipt', letters: Array.from({ length: 64 }, () => randomBytes(16) as LetterId) },
  ],
]

describe('the largest letter fits, under the longest names, as first letter and as later one', () => {
  for (const [what, body] of LARGEST) {
    test(what, async () => {
      const operator = createOperatorSecrets()
      const sender = createPerson('a'.repeat(30), operator)
      const recipient = createPerson('b'.repeat(30), operator)
      const plaintext = letterOf(body)
      for (const bundle of [recipient.bundle(), undefined, undefined]) {
        const { ciphertext } = must(await sender.trySeal(recipient, plaintext, { bundle }))
        assert.equal(ciphertext.length, ENVELOPE_CIPHERTEXT_BYTES)
        assert.deepEqual(must(await recipient.tryOpen(ciphertext)).plaintext, plaintext)
      }
      // Answered letters of many turns carry the post-quantum ratchet's chunks beside the text.
      for (let turn = 0; turn < 40; turn++) {
        const back = must(await recipient.trySeal(sender, plaintext))
        assert.deepEqual(must(await sender.tryOpen(back.ciphertext)).plaintext, plaintext)
        const there = must(await sender.trySeal(recipient, plaintext))
        assert.equal(there.ciphertext.length, ENVELOPE_CIPHERTEXT_BYTES)
        assert.deepEqual(must(await recipient.tryOpen(there.ciphertext)).plaintext, plaintext)
      }
    })
  }
})

describe('sealing is refused, and there is nothing to write', () => {
  test('without a session', async () => {
    const { alice, bob } = createCast()
    assert.deepEqual(await alice.trySeal(bob, bytesOf('x')), refused('no-session'))
  })

  test('when the plaintext is too long', async () => {
    const { alice, bob } = createCast()
    await alice.begin(bob, 'hello')
    const before = alice.ratchet.rows()
    assert.deepEqual(await alice.trySeal(bob, new Uint8Array(8000)), refused('too-long'))
    assert.deepEqual(alice.ratchet.rows(), before)
  })

  test('when the name had another key before', async () => {
    const { operator, alice, bob } = createCast()
    await alice.begin(bob, 'hello')
    const before = alice.ratchet.rows()
    const impostor = createPerson('bob', operator)
    const bundle = impostor.bundle()
    assert.deepEqual(await alice.trySeal(impostor, bytesOf('x'), { bundle }), refused('identity-changed'))
    assert.deepEqual(alice.ratchet.rows(), before)
  })

  test('when the name was pinned to another key', async () => {
    const { operator, alice, bob } = createCast()
    alice.ratchet.write([{ kind: 'identity', key: bob.address.name, value: bob.identity.identityKey }])
    const impostor = createPerson('bob', operator)
    const sealed = await alice.trySeal(impostor, bytesOf('x'), { bundle: impostor.bundle() })
    assert.deepEqual(sealed, refused('identity-changed'))
  })

  test('with a bundle that is not the recipient’s, or not whole', async () => {
    const { operator, alice, bob } = createCast()
    const mallory = createPerson('mallory', operator)
    const bundle = bob.bundle()
    const { signedPrekey, kyberPrekey } = bundle
    const bit = (signature: Signature) => signature.with(9, (signature[9] ?? 0) ^ 1) as Signature
    const lowOrder = new Uint8Array(33).with(0, 5) as IdentityKey
    const broken: Readonly<Record<string, PrekeyBundle>> = {
      'of another identity': mallory.bundle(),
      'of another identity, called ours': { ...mallory.bundle(), identityKey: bob.identity.identityKey },
      'signed prekey': {
        ...bundle,
        signedPrekey: { ...signedPrekey, signature: bit(signedPrekey.signature) },
      },
      'kyber prekey': { ...bundle, kyberPrekey: { ...kyberPrekey, signature: bit(kyberPrekey.signature) } },
      'kyber prekey of a stranger': { ...bundle, kyberPrekey: mallory.bundle().kyberPrekey },
      'no kyber prekey': { ...bundle, kyberPrekey: { ...kyberPrekey, key: new Uint8Array(1569) } },
      'one-time prekey of small order': { ...bundle, oneTime: { id: 1, key: lowOrder } },
      'signed prekey of small order': { ...bundle, signedPrekey: { ...signedPrekey, key: lowOrder } },
    }
    const before = alice.ratchet.rows()
    for (const [what, given] of Object.entries(broken))
      assert.deepEqual(
        await alice.trySeal(bob, bytesOf('x'), { bundle: given }),
        refused('bundle-invalid'),
        what,
      )
    assert.deepEqual(alice.ratchet.rows(), before)
  })

  test('to a key of small order, which libsignal would panic on', async () => {
    const { alice, bob } = createCast()
    const recipientKey = new Uint8Array(33).with(0, 5) as IdentityKey
    const bundle = { ...bob.bundle(), identityKey: recipientKey }
    const sealed = await alice.trySeal(bob, bytesOf('x'), { recipientKey, bundle })
    assert.deepEqual(sealed, refused('bundle-invalid'))
  })

  test('under a certificate that is not ours', async () => {
    const { operator, alice, bob } = createCast()
    const { identityKey } = alice.identity
    const certificates = {
      'for another name': certificateFor(operator, bob.address, identityKey),
      'for another key': certificateFor(operator, alice.address, bob.identity.identityKey),
      'for another device': certificateFor(operator, { ...alice.address, device: 2 }, identityKey),
      nothing: new Uint8Array(0),
      noise: randomBytes(200),
    }
    const bundle = bob.bundle()
    for (const [what, certificate] of Object.entries(certificates)) {
      const sealed = await alice.trySeal(bob, bytesOf('x'), { bundle, certificate })
      assert.deepEqual(sealed, refused('certificate-invalid'), what)
    }
  })

  const refused = (type: SealError['type']) => ({ ok: false, error: { type } })
})

test('sealing reads the ratchet and writes nothing itself', async () => {
  const { operator, alice, bob } = createCast()
  const before = alice.ratchet.rows()
  const sealed = must(
    await sealLetter({
      identity: alice.identity,
      registrationId: alice.registrationId,
      self: alice.address,
      recipient: bob.address,
      envelope: ENVELOPE,
      recipientKey: bob.identity.identityKey,
      certificate: certificateFor(operator, alice.address, alice.identity.identityKey),
      bundle: bob.bundle(),
      plaintext: bytesOf('x'),
      ratchet: alice.ratchet,
      now: NOW,
    }),
  )
  assert.deepEqual(alice.ratchet.rows(), before)
  assert.deepEqual(sealed.writes.map(({ kind, key }) => `${kind} ${key}`).sort(), [
    'identity bob',
    'session bob/1',
  ])
})

test('a damaged session row is no session, and a bundle mends it', async () => {
  const { alice, bob } = createCast()
  await alice.begin(bob, 'hello')
  alice.ratchet.write([{ kind: 'session', key: 'bob/1', value: new Uint8Array([1, 2, 3]) }])
  assert.deepEqual(await alice.trySeal(bob, bytesOf('x')), { ok: false, error: { type: 'no-session' } })
  const mended = await alice.trySeal(bob, bytesOf('x'), { bundle: bob.bundle() })
  assert.equal(mended.ok, true)
})

test('a ratchet that cannot be read throws its own error: a broken disk is no lost session', async () => {
  const { alice, bob } = createCast()
  await alice.begin(bob, 'hello')
  const broken = new Error('disk')
  let reads = 0
  const ratchet = {
    get(kind: 'session', key: string) {
      if (++reads > 3) throw broken
      return alice.ratchet.get(kind, key)
    },
  }
  await assert.rejects(alice.trySeal(bob, bytesOf('x'), { ratchet: ratchet as typeof alice.ratchet }), broken)
})

test('a certificate past its end is for the recipient to judge: clocks differ', async () => {
  const { operator, alice, bob } = createCast()
  const { identityKey } = alice.identity
  const certificate = issueSenderCertificate({
    secrets: operator,
    address: alice.address,
    identityKey,
    expires: 1,
  })
  const sealed = await alice.trySeal(bob, bytesOf('x'), { bundle: bob.bundle(), certificate })
  assert.equal(sealed.ok, true)
})
