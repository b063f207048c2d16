import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { CERTIFICATE_BYTES } from '@comrad/protocol'
import { PrivateKey, PublicKey, SenderCertificate, ServerCertificate } from '@signalapp/libsignal-client'
import { deriveIdentity } from './identity.ts'
import { createOperatorSecrets } from './operator-keys.ts'
import { createPhrase, seedOf } from './phrase.ts'
import { issueSenderCertificate, verifySenderCertificate } from './sender-certificate.ts'
import { addressOf, DAY_MS, NOW } from './testing.ts'

const secrets = createOperatorSecrets()
const { identityKey } = deriveIdentity(seedOf(createPhrase()))
const address = addressOf('alice')
const expires = NOW + DAY_MS
const certificate = issueSenderCertificate({ secrets, address, identityKey, expires })
const { trustRoot } = secrets.keys
const verify = (changed: Partial<Parameters<typeof verifySenderCertificate>[0]>) => {
  const verified = verifySenderCertificate({
    certificate,
    trustRoot,
    address,
    identityKey,
    now: NOW,
    ...changed,
  })
  return verified.ok ? verified.value.expires : verified.error.reason
}

test('a certificate holds until it expires', () => {
  assert.equal(verify({}), expires)
  assert.equal(verify({ now: expires }), expires)
  assert.equal(verify({ now: expires + 1 }), 'expired')
})

test('a certificate is small, the longest name included', () => {
  const longest = addressOf('a'.repeat(30))
  const bytes = issueSenderCertificate({ secrets, address: longest, identityKey, expires })
  assert.ok(bytes.length <= CERTIFICATE_BYTES, `${bytes.length}`)
})

test('a certificate of another Operator is foreign, expired or not', () => {
  const other = createOperatorSecrets()
  assert.equal(verify({ trustRoot: other.keys.trustRoot }), 'foreign')
  assert.equal(verify({ trustRoot: other.keys.trustRoot, now: expires + 1 }), 'foreign')
})

test('a certificate for another name, device or key is foreign', () => {
  assert.equal(verify({ address: addressOf('bob') }), 'foreign')
  assert.equal(verify({ address: { ...address, device: 2 } }), 'foreign')
  assert.equal(verify({ identityKey: deriveIdentity(seedOf(createPhrase())).identityKey }), 'foreign')
})

test('what is no certificate is malformed, and no changed byte is accepted', () => {
  assert.equal(verify({ certificate: new Uint8Array(0) }), 'malformed')
  for (let at = 0; at < certificate.length; at++)
    assert.equal(typeof verify({ certificate: certificate.with(at, (certificate[at] ?? 0) ^ 4) }), 'string')
  for (let length = 0; length < certificate.length; length++)
    assert.equal(typeof verify({ certificate: certificate.slice(0, length) }), 'string')
})

describe('a hostile Operator signs for what cannot be an address', () => {
  const [rootKey, serverKey] = [PrivateKey.generate(), PrivateKey.generate()]
  const server = ServerCertificate.new(1, serverKey.getPublicKey(), rootKey)
  const hostileRoot = rootKey.getPublicKey().serialize() as typeof trustRoot
  const key = PublicKey.deserialize(identityKey)
  const cases: readonly (readonly [string, string, string | null, number])[] = [
    ['a name that is too short', 'al', null, 1],
    ['a name in capitals', 'Alice', null, 1],
    ['a name of the cast', 'operator', null, 1],
    ['a name with an escape code', 'ali\u001bce', null, 1],
    ['a device out of range', 'alice', null, 128],
    ['a telephone number', 'alice', '+15550100', 1],
  ]
  for (const [what, name, number, device] of cases) {
    test(what, () => {
      const bytes = makeOrSkip(() =>
        SenderCertificate.new(name, number, device, key, expires, server, serverKey),
      )
      if (bytes) assert.equal(verify({ certificate: bytes, trustRoot: hostileRoot }), 'malformed')
    })
  }

  /** libsignal itself refuses to make some of them. */
  function makeOrSkip(make: () => SenderCertificate): Uint8Array<ArrayBuffer> | undefined {
    try {
      return make().serialize()
    } catch {
      return undefined
    }
  }
})
