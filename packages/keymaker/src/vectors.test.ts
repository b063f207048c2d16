/** docs/spec/vectors/keymaker-*.json: recorded once, so that a library that begins to answer otherwise is noticed. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  type Address,
  type Bytes,
  type Challenge,
  type Day,
  decodeClaim,
  encodeDirectoryRecord,
  encodeOperatorKeys,
  type Fingerprint,
  type IdentityKey,
  type LogKey,
  type Signature,
} from '@comrad/protocol'
import { verifyChallenge } from './challenge.ts'
import { signCheckpoint, verifyCheckpoint } from './checkpoint.ts'
import { verifyClaim } from './claim.ts'
import { decodeCompactRange } from './compact-range.ts'
import { deliveryTokenHash, deriveDeliveryToken, deriveIdentity } from './identity.ts'
import { leafHash, verifyConsistency, verifyInclusion } from './merkle.ts'
import { openLetter } from './open-letter.ts'
import { decodeOperatorSecrets, fingerprintOf, operatorKeys, verifyOperatorKeys } from './operator-keys.ts'
import { parsePhrase, phraseOf, type Seed, seedOf } from './phrase.ts'
import { claimSubject, verifyProofOfWork } from './proof-of-work.ts'
import type { RatchetWrite } from './ratchet.ts'
import { compareScannable, safetyNumber } from './safety-number.ts'
import { verifySenderCertificate } from './sender-certificate.ts'
import { openStoreLock } from './store-lock.ts'
import { createMemoryRatchet, must, nameOf } from './testing.ts'
import { bytesOf, hashOf, hex, readVectors as read } from './testing-vector-files.ts'

describe('identity', () => {
  type Valid = {
    readonly phrase: string
    readonly seed: string
    readonly identityKey: string
    readonly commitment: string
    readonly tokens: readonly { readonly epoch: number; readonly token: string; readonly hash: string }[]
  }
  type Invalid = { readonly name: string; readonly phrase: string; readonly reason: string }
  const { valid, invalid } = read<{ valid: readonly Valid[]; invalid: readonly Invalid[] }>('identity')

  for (const vector of valid)
    test(vector.phrase.slice(0, 40), () => {
      const seed = seedOf(must(parsePhrase(vector.phrase)))
      assert.equal(hex(seed), vector.seed)
      assert.equal(phraseOf(seed), vector.phrase)
      const { identityKey, commitment } = deriveIdentity(seed)
      assert.equal(hex(identityKey), vector.identityKey)
      assert.equal(hex(commitment), vector.commitment)
      for (const { epoch, token, hash } of vector.tokens) {
        assert.equal(hex(deriveDeliveryToken(seed, epoch)), token)
        assert.equal(hex(deliveryTokenHash(deriveDeliveryToken(seed, epoch))), hash)
      }
    })

  for (const { name, phrase, reason } of invalid)
    test(`refused: ${name}`, () => {
      const parsed = parsePhrase(phrase)
      assert.equal(parsed.ok ? undefined : parsed.error.type, reason)
    })
})

describe('signatures', () => {
  const { claims, challenges } = read<{
    claims: readonly { readonly name: string; readonly hex: string }[]
    challenges: readonly Readonly<
      Record<'name' | 'identityKey' | 'logKey' | 'challenge' | 'address' | 'signature', string>
    >[]
  }>('signatures')

  for (const vector of claims)
    test(`claim of ${vector.name}`, () => {
      const claim = must(decodeClaim(bytesOf(vector.hex)))
      assert.equal(claim.record.name, vector.name)
      assert.ok(verifyClaim(claim))
    })

  for (const vector of challenges)
    test(`challenge of ${vector.name}`, () => {
      const subject = {
        challenge: bytesOf(vector.challenge) as Challenge,
        address: parseAddress(vector.address),
        logKey: bytesOf(vector.logKey) as LogKey,
      }
      const key = bytesOf(vector.identityKey) as IdentityKey
      assert.ok(verifyChallenge(key, subject, bytesOf(vector.signature) as Signature))
    })
})

test('log', () => {
  const log = read<{
    leaves: readonly string[]
    leafHashes: readonly string[]
    roots: readonly string[]
    inclusion: readonly { readonly index: number; readonly size: number; readonly proof: readonly string[] }[]
    consistency: readonly {
      readonly first: number
      readonly second: number
      readonly proof: readonly string[]
    }[]
    compactRange: readonly string[]
  }>('log')
  assert.deepEqual(
    log.leaves.map((leaf) => hex(leafHash(bytesOf(leaf)))),
    log.leafHashes,
  )
  const root = (size: number) => hashOf(log.roots[size])
  for (const { index, size, proof } of log.inclusion) {
    const claim = { index, size, proof: proof.map(hashOf), root: root(size) }
    assert.ok(verifyInclusion({ ...claim, leafHash: hashOf(log.leafHashes[index]) }))
  }
  for (const { first, second, proof } of log.consistency) {
    const roots = { firstRoot: root(first), secondRoot: root(second) }
    assert.ok(verifyConsistency({ first, second, ...roots, proof: proof.map(hashOf) }))
  }
  for (const [index, range] of log.compactRange.entries()) {
    const restored = must(decodeCompactRange(bytesOf(range)))
    assert.deepEqual(restored.root(), root(index + 1))
    for (const later of log.leafHashes.slice(index + 1)) restored.append(hashOf(later))
    assert.deepEqual(restored.root(), root(8))
  }
})

test('operator', () => {
  const vector = read<{
    secrets: string
    fingerprint: string
    logKey: string
    trustRoot: string
    feedKey: string
    signature: string
    checkpoint: { origin: string; size: number; root: string; note: string }
    certificate: { address: string; identityKey: string; expires: number; hex: string }
  }>('operator')
  const secrets = must(decodeOperatorSecrets(bytesOf(vector.secrets)))
  const keys = operatorKeys(secrets)
  assert.equal(
    hex(encodeOperatorKeys(keys)),
    [vector.logKey, vector.trustRoot, vector.feedKey, vector.signature].join(''),
  )
  assert.equal(fingerprintOf(keys.logKey), vector.fingerprint)
  assert.ok(verifyOperatorKeys(keys, vector.fingerprint as Fingerprint))

  const { origin, size, root, note } = vector.checkpoint
  const checkpoint = { origin, size, root: hashOf(root) }
  assert.equal(new TextDecoder().decode(signCheckpoint(secrets, checkpoint)), note)
  const noteBytes = new TextEncoder().encode(note)
  assert.deepEqual(verifyCheckpoint(noteBytes, keys.logKey, origin), { ok: true, value: checkpoint })

  const { address, identityKey, expires, hex: certificate } = vector.certificate
  const verified = verifySenderCertificate({
    certificate: bytesOf(certificate),
    trustRoot: keys.trustRoot,
    address: parseAddress(address),
    identityKey: bytesOf(identityKey) as IdentityKey,
    now: expires,
  })
  assert.deepEqual(verified, { ok: true, value: { expires } })
})

describe('proof of work', () => {
  type Proof = { readonly name: string; readonly subject: string; readonly day: Day; readonly nonce: string }
  const { fingerprint, record, params, valid, invalid } = read<{
    fingerprint: string
    record: string
    params: { memoryKib: number; passes: number; difficultyBits: number }
    valid: readonly Proof[]
    invalid: readonly (Proof & { readonly today: Day })[]
  }>('proof-of-work')
  const holds = ({ subject, day, nonce }: Proof, today: Day) =>
    verifyProofOfWork({ params, subject: bytesOf(subject), proof: { day, nonce: bytesOf(nonce) }, today })

  for (const vector of valid) test(vector.name, async () => assert.ok(await holds(vector, vector.day)))
  for (const vector of invalid)
    test(`refused: ${vector.name}`, async () => assert.equal(await holds(vector, vector.today), false))

  test('the subject is that of the claim', () => {
    const claim = must(decodeClaim(bytesOf(record + '00'.repeat(64 + 12))))
    assert.equal(hex(encodeDirectoryRecord(claim.record)), record)
    const subjects = [claimSubject(claim.record, fingerprint as Fingerprint)]
    assert.deepEqual(
      subjects.map(hex),
      valid.map(({ subject }) => subject),
    )
  })
})

describe('store lock', () => {
  type Vector = { readonly name: string; readonly header: string }
  const { valid, invalid } = read<{
    valid: readonly (Vector & { readonly passphrase: string; readonly key: string })[]
    invalid: readonly (Vector & { readonly reason: string })[]
  }>('store-lock')

  for (const { name, header, passphrase, key } of valid)
    test(name, async () => assert.equal(hex(must(await openStoreLock(passphrase, bytesOf(header)))), key))
  for (const { name, header, reason } of invalid)
    test(`refused: ${name}`, async () => {
      const opened = await openStoreLock('p', bytesOf(header))
      assert.equal(opened.ok ? undefined : opened.error.type, reason)
    })
})

describe('safety number', () => {
  type Person = { readonly name: string; readonly key: string }
  type Vector = { readonly name: string; readonly self: Person; readonly other: Person } & {
    readonly digits: string
    readonly scannable: string
  }
  const personOf = ({ name, key }: Person) => ({ name: nameOf(name), key: bytesOf(key) as IdentityKey })
  for (const vector of read<{ valid: readonly Vector[] }>('safety-number').valid)
    test(vector.name, () => {
      const [self, other] = [personOf(vector.self), personOf(vector.other)]
      const number = safetyNumber({ self, other })
      assert.equal(number.digits, vector.digits)
      assert.equal(hex(number.scannable), vector.scannable)
      const theirs = safetyNumber({ self: other, other: self })
      assert.equal(compareScannable(theirs.scannable, bytesOf(vector.scannable)), 'same')
    })
})

describe('letter', () => {
  type Row = { readonly kind: RatchetWrite['kind']; readonly key: string; readonly hex: string }
  type Setting = {
    readonly self: string
    readonly trustRoot: string
    readonly depositedOn: Day
    readonly rows: readonly Row[]
    readonly envelope: string
  }
  type Valid = Pick<Setting, 'rows' | 'envelope'> &
    Readonly<Record<'name' | 'ciphertext' | 'sender' | 'senderKey' | 'plaintext', string>>
  type Invalid = Partial<Setting> & {
    readonly name: string
    readonly of: string
    readonly changedByte?: number
    readonly reason: string
  }
  const vectors = read<
    Pick<Setting, 'self' | 'trustRoot' | 'depositedOn'> & {
      readonly seed: string
      readonly registrationId: number
      readonly valid: readonly Valid[]
      readonly invalid: readonly Invalid[]
    }
  >('letter')
  const identity = deriveIdentity(bytesOf(vectors.seed) as Seed)

  function open(setting: Setting, ciphertext: Bytes) {
    const ratchet = createMemoryRatchet()
    ratchet.write(setting.rows.map(({ kind, key, hex: value }) => ({ kind, key, value: bytesOf(value) })))
    return openLetter({
      identity,
      registrationId: vectors.registrationId,
      self: parseAddress(setting.self),
      trustRoot: bytesOf(setting.trustRoot) as IdentityKey,
      depositedOn: setting.depositedOn,
      envelope: bytesOf(setting.envelope) as Parameters<typeof openLetter>[0]['envelope'],
      ciphertext,
      ratchet,
    })
  }

  for (const vector of vectors.valid)
    test(vector.name, async () => {
      const opened = must(await open({ ...vectors, ...vector }, bytesOf(vector.ciphertext)))
      assert.deepEqual(opened.sender, parseAddress(vector.sender))
      assert.equal(hex(opened.senderKey), vector.senderKey)
      assert.equal(hex(opened.plaintext), vector.plaintext)
      assert.ok(opened.writes.length > 0)
    })

  for (const vector of vectors.invalid)
    test(`refused: ${vector.of}, ${vector.name}`, async () => {
      const valid = vectors.valid.find(({ name }) => name === vector.of)
      assert.ok(valid)
      const ciphertext = bytesOf(valid.ciphertext)
      const at = vector.changedByte
      if (at !== undefined) ciphertext[at] = (ciphertext[at] ?? 0) ^ 1
      const opened = await open({ ...vectors, ...valid, ...vector }, ciphertext)
      assert.equal(reasonOf(opened), vector.reason)
    })

  function reasonOf(opened: Awaited<ReturnType<typeof openLetter>>): string {
    if (opened.ok) return 'opened'
    return opened.error.type === 'certificate' ? opened.error.reason : opened.error.type
  }
})

function parseAddress(text: string): Address {
  const [name = '', device] = text.split('/')
  return { name: nameOf(name), device: Number(device) }
}
