/**
 * Writes docs/spec/vectors/keymaker-*.json. Run by hand, after a format and its spec have changed:
 * `node packages/keymaker/src/testing-vectors.ts NAME…`, with the names of those that have. What is random (signatures, letters,
 * salts, proofs) is new in every run.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Challenge,
  checkpointOrigin,
  type DeliveryToken,
  encodeClaim,
  type Hash,
} from '@comrad/protocol'
import { signChallenge } from './challenge.ts'
import { signCheckpoint } from './checkpoint.ts'
import { signClaim } from './claim.ts'
import { createCompactRange } from './compact-range.ts'
import { deliveryTokenHash, deriveDeliveryToken, deriveIdentity } from './identity.ts'
import { leafHash } from './merkle.ts'
import { consistencyProof, inclusionProof, treeRoot } from './merkle-proofs.ts'
import { createOperatorSecrets, encodeOperatorSecrets, fingerprintOf } from './operator-keys.ts'
import { phraseOf, type Seed } from './phrase.ts'
import { randomBytes } from './primitives.ts'
import { claimSubject, solveProofOfWork } from './proof-of-work.ts'
import { safetyNumber } from './safety-number.ts'
import { issueSenderCertificate } from './sender-certificate.ts'
import { createStoreLock } from './store-lock.ts'
import { addressOf, createTreeOf, DAY_MS, NOW, nameOf, TODAY } from './testing.ts'
import { letterVectors } from './testing-letter-vectors.ts'
import { actVectors, feedVectors } from './testing-square-vectors.ts'

const DIRECTORY = join(import.meta.dirname, '../../../docs/spec/vectors')

/** Sizes 1 to 8 of the leaves that the reference implementation of RFC 6962 tests itself with. */
const REFERENCE_LEAVES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
]

const bytes = (length: number, first: number) =>
  Uint8Array.from({ length }, (_, index) => (first + index) % 256)
const hex = (value: Uint8Array) => Buffer.from(value).toString('hex')
const seedOfByte = (byte: number) => new Uint8Array(32).fill(byte) as Seed

const alice = deriveIdentity(seedOfByte(0xa1))
const bob = deriveIdentity(seedOfByte(0xb0))
const operator = createOperatorSecrets()
const fingerprint = fingerprintOf(operator.keys.logKey)

write('identity', {
  description:
    'A phrase, the seed behind it, and what is derived from that. Reasons of the invalid ones are those of parsePhrase.',
  valid: [bytes(32, 0), seedOfByte(0), seedOfByte(0xff)].map((seed) => identityVector(seed as Seed)),
  invalid: [
    { name: '23 words', phrase: `${'abandon '.repeat(22)}art`, reason: 'word-count' },
    { name: 'a word of another list', phrase: `${'abandon '.repeat(23)}kolkhoz`, reason: 'unknown-word' },
    { name: 'the words of no seed', phrase: `${'abandon '.repeat(23)}abandon`, reason: 'checksum' },
  ],
})

const claimed = signClaim(alice, nameOf('alice'))
const stampless = { day: TODAY, nonce: new Uint8Array(8) }
const challenge = bytes(32, 64) as Challenge
const { logKey } = operator.keys
const answer = signChallenge(alice, { challenge, address: addressOf('alice'), logKey })
write('signatures', {
  description:
    'XEdDSA signatures by an identity key: of a claim (hex: the claim as it is on the wire; its stamp is not judged), and of a challenge.',
  claims: [{ name: 'alice', hex: hex(encodeClaim({ ...claimed, stamp: stampless })) }],
  challenges: [
    {
      name: 'alice/1',
      identityKey: hex(alice.identityKey),
      logKey: hex(logKey),
      challenge: hex(challenge),
      address: 'alice/1',
      signature: hex(answer),
    },
  ],
})

const tree = createTreeOf(REFERENCE_LEAVES.map((leaf) => new Uint8Array(Buffer.from(leaf, 'hex'))))
const sizes = [1, 2, 3, 4, 5, 6, 7, 8]
const pairs = sizes.flatMap((size) => sizes.filter((first) => first <= size).map((first) => [first, size]))
write('log', {
  description:
    'RFC 9162 over the eight leaves of the RFC 6962 reference implementation: hashes, roots by size, every proof; an edge to go on from.',
  leaves: REFERENCE_LEAVES,
  leafHashes: REFERENCE_LEAVES.map((leaf) => hex(leafHash(new Uint8Array(Buffer.from(leaf, 'hex'))))),
  roots: await Promise.all([0, ...sizes].map(async (size) => hex(await treeRoot(tree.node, size)))),
  inclusion: await Promise.all(
    pairs.map(async ([first = 0, size = 0]) => ({
      index: first - 1,
      size,
      proof: (await inclusionProof(tree.node, first - 1, size)).map(hex),
    })),
  ),
  consistency: await Promise.all(
    pairs.map(async ([first = 0, second = 0]) => ({
      first,
      second,
      proof: (await consistencyProof(tree.node, first, second)).map(hex),
    })),
  ),
  compactRange: sizes.map((size) => {
    const range = createCompactRange()
    for (let index = 0; index < size; index++) range.append(tree.node(0, index))
    return hex(range.encode())
  }),
})

const origin = checkpointOrigin(fingerprint)
const root = (await treeRoot(tree.node, 8)) as Hash
const expires = NOW + DAY_MS
write('operator', {
  description:
    'An Operator from its stored secrets: its public keys, a checkpoint note, a sender certificate for alice/1 with the key below.',
  secrets: hex(encodeOperatorSecrets(operator)),
  fingerprint,
  logKey: hex(logKey),
  trustRoot: hex(operator.keys.trustRoot),
  feedKey: hex(operator.keys.feedKey),
  signature: hex(operator.keys.signature),
  checkpoint: {
    origin,
    size: 8,
    root: hex(root),
    note: new TextDecoder().decode(signCheckpoint(operator, { origin, size: 8, root })),
  },
  certificate: {
    address: 'alice/1',
    identityKey: hex(alice.identityKey),
    expires,
    hex: hex(
      issueSenderCertificate({
        secrets: operator,
        address: addressOf('alice'),
        identityKey: alice.identityKey,
        expires,
      }),
    ),
  },
})

const params = { memoryKib: 64, passes: 2, difficultyBits: 8 }
const subjects = [['a claim', claimSubject(claimed.record, fingerprint)]] as const
write('proof-of-work', {
  description: 'Solutions that hold on their day, and ones that do not.',
  fingerprint,
  record: hex(encodeClaim({ ...claimed, stamp: stampless })).slice(0, -2 * (64 + 4 + 8)),
  params,
  valid: await Promise.all(
    subjects.map(async ([name, subject]) => ({ name, subject: hex(subject), ...(await solved(subject)) })),
  ),
  invalid: [
    {
      name: 'a nonce that solves nothing',
      subject: '00',
      day: TODAY,
      nonce: '00'.repeat(8),
      today: TODAY,
      reason: 'difficulty',
    },
    {
      name: 'two days later',
      subject: '00',
      ...(await solved(new Uint8Array(1))),
      today: TODAY + 2,
      reason: 'day',
    },
  ],
})

const lock = await createStoreLock('\u041f\u0430\u0440\u043e\u043b\u044c caf\u00e9', {
  memoryKib: 64,
  passes: 2,
})
write('store-lock', {
  description:
    'A header and a passphrase give a key. The second passphrase is the first with its accent composed otherwise.',
  valid: [
    ['composed', '\u041f\u0430\u0440\u043e\u043b\u044c caf\u00e9'],
    ['decomposed', '\u041f\u0430\u0440\u043e\u043b\u044c cafe\u0301'],
  ].map(([name, passphrase]) => ({ name, passphrase, header: hex(lock.header), key: hex(lock.key) })),
  invalid: [
    { name: 'empty', header: '', reason: 'malformed' },
    { name: 'cut off', header: hex(lock.header).slice(0, -2), reason: 'malformed' },
    { name: 'a trailing byte', header: `${hex(lock.header)}00`, reason: 'malformed' },
    { name: 'a later version', header: hex(lock.header.with(2, 2)), reason: 'unsupported' },
    { name: '4 TiB of memory', header: hex(lock.header.fill(0xff, 3, 7)), reason: 'unsupported' },
  ],
})

const number = safetyNumber({
  self: { name: nameOf('alice'), key: alice.identityKey },
  other: { name: nameOf('bob'), key: bob.identityKey },
})
write('safety-number', {
  description:
    'What alice sees of bob: the digits that he sees too, and the code that she shows to be scanned.',
  valid: [
    {
      name: 'alice and bob',
      self: { name: 'alice', key: hex(alice.identityKey) },
      other: { name: 'bob', key: hex(bob.identityKey) },
      digits: number.digits,
      scannable: hex(number.scannable),
    },
  ],
})

write('letter', await letterVectors(operator))
write('acts', await actVectors(fingerprint))
write('feed', feedVectors(operator))

function identityVector(seed: Seed) {
  const { identityKey, commitment } = deriveIdentity(seed)
  const tokens = [0, 1, 2 ** 32 - 1].map((epoch) => tokenVector(epoch, deriveDeliveryToken(seed, epoch)))
  return {
    phrase: phraseOf(seed),
    seed: hex(seed),
    identityKey: hex(identityKey),
    commitment: hex(commitment),
    tokens,
  }
}

function tokenVector(epoch: number, token: DeliveryToken) {
  return { epoch, token: hex(token), hash: hex(deliveryTokenHash(token)) }
}

async function solved(subject: Uint8Array<ArrayBuffer>) {
  const proof = await solveProofOfWork({ params, subject, day: TODAY, random: randomBytes })
  if (!proof) throw new Error('no solution')
  return { day: proof.day, nonce: hex(proof.nonce) }
}

function write(name: string, vectors: object): void {
  const wanted = process.argv.slice(2)
  if (wanted.length > 0 && !wanted.includes(name)) return
  writeFileSync(join(DIRECTORY, `keymaker-${name}.json`), `${JSON.stringify(vectors, null, 2)}\n`)
}
