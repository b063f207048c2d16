/** Prekeys as rows and as they are published: making them, reading them again, erasing them. */
import {
  type Bytes,
  dayOf,
  type IdentityKey,
  type KyberPrekey,
  type Prekey,
  type PrekeyPublication,
  type Signature,
  type SignedPrekey,
} from '@comrad/protocol'
import {
  KEMKeyPair,
  KyberPreKeyRecord,
  PreKeyRecord,
  PrivateKey,
  SignedPreKeyRecord,
} from '@signalapp/libsignal-client'
import { signWithIdentity } from './curve-signature.ts'
import type { Identity } from './identity.ts'
import type { LastingPrekeys, PrekeyBatch } from './prekey-ring.ts'
import type { RatchetKind, RatchetReader, RatchetWrite } from './ratchet.ts'

type Lasting = {
  readonly ids: LastingPrekeys
  readonly published: Pick<PrekeyPublication, 'signedPrekey' | 'lastResortKyber'>
  readonly writes: readonly RatchetWrite[]
}

export function createLasting(identity: Identity, firstId: number, now: number): Lasting {
  const signed = createSignedPrekey(identity, firstId, now)
  const lastResort = createKyberPrekey(identity, firstId + 1, now)
  return {
    ids: { signedId: firstId, lastResortId: firstId + 1, day: dayOf(now) },
    published: { signedPrekey: signed.published, lastResortKyber: lastResort.published },
    writes: [
      rowOf('signed-prekey', firstId, signed.record),
      rowOf('last-resort-kyber', firstId + 1, lastResort.record),
    ],
  }
}

export function publishedLasting(ratchet: RatchetReader, ids: LastingPrekeys): Lasting {
  const signed = ratchet.get('signed-prekey', `${ids.signedId}`)
  const lastResort = ratchet.get('last-resort-kyber', `${ids.lastResortId}`)
  if (!signed || !lastResort) throw new Error('prekey rows are damaged')
  const signedRecord = SignedPreKeyRecord.deserialize(signed)
  const kyberRecord = KyberPreKeyRecord.deserialize(lastResort)
  return {
    ids,
    published: {
      signedPrekey: {
        id: ids.signedId,
        key: signedRecord.publicKey().serialize() as IdentityKey,
        signature: signedRecord.signature() as Signature,
      },
      lastResortKyber: {
        id: ids.lastResortId,
        key: kyberRecord.publicKey().serialize(),
        signature: kyberRecord.signature() as Signature,
      },
    },
    writes: [],
  }
}

type Batch = {
  readonly published: Pick<PrekeyPublication, 'oneTime' | 'oneTimeKyber'>
  readonly writes: readonly RatchetWrite[]
}

export function createBatch(identity: Identity, batch: PrekeyBatch, now: number): Batch {
  const oneTime = idsOf(batch).map(createPrekey)
  const kyber = kyberIdsOf(batch).map((id) => createKyberPrekey(identity, id, now))
  return {
    published: {
      oneTime: oneTime.map(({ published }) => published),
      oneTimeKyber: kyber.map(({ published }) => published),
    },
    writes: [
      ...oneTime.map(({ published, record }) => rowOf('prekey', published.id, record)),
      ...kyber.map(({ published, record }) => rowOf('kyber-prekey', published.id, record)),
    ],
  }
}

type Made<T> = { readonly published: T; readonly record: Bytes }

function createPrekey(id: number): Made<Prekey> {
  const privateKey = PrivateKey.generate()
  const publicKey = privateKey.getPublicKey()
  const record = PreKeyRecord.new(id, publicKey, privateKey).serialize()
  return { published: { id, key: publicKey.serialize() as IdentityKey }, record }
}

function createSignedPrekey(identity: Identity, id: number, now: number): Made<SignedPrekey> {
  const privateKey = PrivateKey.generate()
  const publicKey = privateKey.getPublicKey()
  const key = publicKey.serialize() as IdentityKey
  const signature = signWithIdentity(identity, key)
  const record = SignedPreKeyRecord.new(id, now, publicKey, privateKey, signature).serialize()
  return { published: { id, key, signature }, record }
}

function createKyberPrekey(identity: Identity, id: number, now: number): Made<KyberPrekey> {
  const keyPair = KEMKeyPair.generate()
  const key = keyPair.getPublicKey().serialize()
  const signature = signWithIdentity(identity, key)
  const record = KyberPreKeyRecord.new(id, now, keyPair, signature).serialize()
  return { published: { id, key, signature }, record }
}

const rowOf = (kind: RatchetKind, id: number, value: Bytes | undefined): RatchetWrite => ({
  kind,
  key: `${id}`,
  value,
})

export const eraseLasting = ({ signedId, lastResortId }: LastingPrekeys): RatchetWrite[] => [
  rowOf('signed-prekey', signedId, undefined),
  rowOf('last-resort-kyber', lastResortId, undefined),
  rowOf('kyber-used', lastResortId, undefined),
]

export const eraseBatch = (batch: PrekeyBatch): RatchetWrite[] => [
  ...idsOf(batch).map((id) => rowOf('prekey', id, undefined)),
  ...kyberIdsOf(batch).map((id) => rowOf('kyber-prekey', id, undefined)),
]

const idsOf = ({ firstId, oneTime }: PrekeyBatch): number[] =>
  Array.from({ length: oneTime }, (_, index) => firstId + index)
const kyberIdsOf = ({ firstId, oneTime, oneTimeKyber }: PrekeyBatch): number[] =>
  Array.from({ length: oneTimeKyber }, (_, index) => firstId + oneTime + index)
export const endOf = ({ firstId, oneTime, oneTimeKyber }: PrekeyBatch): number =>
  firstId + oneTime + oneTimeKyber
