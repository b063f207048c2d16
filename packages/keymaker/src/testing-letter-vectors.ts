/**
 * Letters to a fixed recipient with everything that opens them. If a new libsignal cannot open these, it cannot go on with the
 * sessions that people have.
 */
import { type Bytes, type EnvelopeId, formatAddress, type IdentityKey } from '@comrad/protocol'
import { deriveIdentity } from './identity.ts'
import type { OperatorSecrets } from './operator-keys.ts'
import type { Seed } from './phrase.ts'
import type { RatchetKind } from './ratchet.ts'
import { bytesOf, createPerson, type MemoryRatchet, must, TODAY } from './testing.ts'

const KINDS: readonly RatchetKind[] = [
  'session',
  'identity',
  'prekey',
  'kyber-prekey',
  'signed-prekey',
  'last-resort-kyber',
  'kyber-used',
]

export async function letterVectors(operator: OperatorSecrets) {
  const seed = new Uint8Array(32).fill(0xb0) as Seed
  const bob = createPerson('bob', operator, { identity: deriveIdentity(seed), oneTime: 1 })
  const alice = createPerson('alice', operator)
  const carol = createPerson('carol', operator)
  let envelopes = 0
  const letter = async (name: string, from: typeof alice, isFirst = false) => {
    const envelope = new Uint8Array(16).fill(++envelopes) as EnvelopeId
    const plaintext = bytesOf(`${name}: \u00e7a ira`)
    const bundle = isFirst ? bob.bundle() : undefined
    const { ciphertext } = must(await from.trySeal(bob, plaintext, { envelope, bundle }))
    const rows = rowsOf(bob.ratchet)
    must(await bob.tryOpen(ciphertext, { envelope }))
    return {
      name,
      rows,
      envelope: hex(envelope),
      ciphertext: hex(ciphertext),
      sender: formatAddress(from.address),
      senderKey: hex(from.identity.identityKey),
      plaintext: hex(plaintext),
    }
  }
  const valid = [
    await letter('a first letter', alice, true),
    await letter('a first letter by the last resort', carol, true),
  ]
  must(await alice.tryOpen(await bob.seal(alice, 'an answer')))
  const { identity, address } = bob
  valid.push(await letter('a later letter', alice))
  return {
    description:
      'Letters, each with the rows of its recipient before it came. An invalid one is the valid one of the name in `of`, with what stands beside it instead.',
    self: formatAddress(address),
    seed: hex(seed),
    identityKey: hex(identity.identityKey),
    registrationId: bob.registrationId,
    trustRoot: hex(operator.keys.trustRoot),
    depositedOn: TODAY,
    valid,
    invalid: [
      { name: 'under another id', of: 'a first letter', envelope: '00'.repeat(16), reason: 'undecipherable' },
      { name: 'to another device', of: 'a first letter', self: 'bob/2', reason: 'undecipherable' },
      { name: 'with a byte changed', of: 'a later letter', changedByte: 4000, reason: 'undecipherable' },
      { name: 'two days later', of: 'a first letter', depositedOn: TODAY + 2, reason: 'expired' },
      {
        name: 'under another root',
        of: 'a first letter',
        trustRoot: hex(alice.identity.identityKey),
        reason: 'foreign',
      },
      { name: 'after its prekeys are gone', of: 'a first letter', rows: [], reason: 'session' },
      { name: 'after its session is gone', of: 'a later letter', rows: [], reason: 'session' },
      { name: 'again', of: 'a first letter', rows: rowsOf(bob.ratchet), reason: 'duplicate' },
      { name: 'again', of: 'a later letter', rows: rowsOf(bob.ratchet), reason: 'duplicate' },
      {
        name: 'again, after its session is gone',
        of: 'a first letter by the last resort',
        rows: rowsOf(bob.ratchet).filter(({ kind }) => kind !== 'session'),
        reason: 'duplicate',
      },
    ],
  }
}

const rowsOf = (ratchet: MemoryRatchet) =>
  KINDS.flatMap((kind) =>
    ratchet.keysOf(kind).map((key) => ({ kind, key, hex: hex(ratchet.get(kind, key) ?? new Uint8Array(0)) })),
  )

const hex = (value: Bytes | IdentityKey): string => Buffer.from(value).toString('hex')
