/** Making, topping up, rotating and judging prekeys. docs/spec/keys.md §Prekeys. */
import {
  type Bytes,
  dayOf,
  type IdentityKey,
  type KyberPrekey,
  type Prekey,
  type PrekeyPublication,
  REGISTRATION_ID_MAX,
  RETENTION_DAYS,
  type Signature,
  type SignedPrekey,
} from '@comrad/protocol'
import {
  KEMKeyPair,
  KEMPublicKey,
  KyberPreKeyRecord,
  PreKeyRecord,
  PrivateKey,
  SignedPreKeyRecord,
} from '@signalapp/libsignal-client'
import { signWithIdentity, verifyWithIdentityKey } from './curve-signature.ts'
import type { Identity } from './identity.ts'
import {
  decodePrekeyRing,
  encodePrekeyRing,
  type LastingPrekeys,
  type PrekeyBatch,
  type PrekeyRing,
} from './prekey-ring.ts'
import { randomBytes } from './primitives.ts'
import type { RatchetKind, RatchetReader, RatchetWrite } from './ratchet.ts'
import { isSoundKey } from './sound-key.ts'

/** How long a signed prekey and a last-resort Kyber prekey are handed out. */
export const PREKEY_ROTATION_DAYS = 7
/** How long they are kept after that: a letter waits up to `RETENTION_DAYS`, after some days in the sender's outbox. */
export const PREKEY_KEPT_DAYS = RETENTION_DAYS + 7
/** One-time prekeys of older batches are erased, so that an Operator that loses them cannot fill a device. */
export const PREKEY_BATCHES_KEPT = 32

export type NewPrekeys = {
  readonly publication: PrekeyPublication
  readonly writes: readonly RatchetWrite[]
}

type Counts = { readonly oneTime: number; readonly oneTimeKyber: number }
type Owner = { readonly identity: Identity; readonly registrationId: number; readonly now: number }

/** libsignal's number for one installation: another one tells the other side that the sessions are gone. */
export function createRegistrationId(): number {
  const [high = 0, low = 0] = randomBytes(2)
  return 1 + ((high * 256 + low) % REGISTRATION_ID_MAX)
}

/** All prekeys new, numbered from `firstId` (random if none is given). For a new account or a new installation. */
export function createPrekeys(options: Owner & Counts & { readonly firstId?: number }): NewPrekeys {
  const { identity, registrationId, now } = options
  const firstId = options.firstId ?? randomFirstId()
  const lasting = createLasting(identity, firstId, now)
  const batch = { firstId: firstId + 2, oneTime: options.oneTime, oneTimeKyber: options.oneTimeKyber }
  const ring = { nextId: endOf(batch), current: lasting.ids, retired: [], batches: [batch] }
  const oneTime = createBatch(identity, batch, now)
  return {
    publication: { registrationId, ...lasting.published, ...oneTime.published },
    writes: [...lasting.writes, ...oneTime.writes, ringWrite(ring)],
  }
}

/**
 * More one-time prekeys beside the signed and the last-resort one; those are replaced when `PREKEY_ROTATION_DAYS` are over.
 * The writes also erase what was kept long enough. Commit the writes before the publication is sent.
 */
export function topUpPrekeys(options: Owner & Counts & { readonly ratchet: RatchetReader }): NewPrekeys {
  const { identity, registrationId, now, ratchet } = options
  const row = ratchet.get('prekey-ring', 'current')
  if (!row) return createPrekeys(options)
  const old = decodePrekeyRing(row)
  const today = dayOf(now)

  // A clock that was set back counts as due: better a rotation too many than none for years.
  const age = today - old.current.day
  const due = age < 0 || age >= PREKEY_ROTATION_DAYS
  const lasting = due ? createLasting(identity, old.nextId, now) : publishedLasting(ratchet, old.current)
  const firstId = due ? old.nextId + 2 : old.nextId
  const batch = { firstId, oneTime: options.oneTime, oneTimeKyber: options.oneTimeKyber }
  const oneTime = createBatch(identity, batch, now)

  const everyRetired = due ? [...old.retired, { ...old.current, day: today }] : old.retired
  const [kept, erased] = partition(everyRetired, ({ day }) => today - day <= PREKEY_KEPT_DAYS)
  const everyBatch = [...old.batches, batch]
  const ring = {
    nextId: endOf(batch),
    current: lasting.ids,
    retired: kept,
    batches: everyBatch.slice(-PREKEY_BATCHES_KEPT),
  }
  return {
    publication: { registrationId, ...lasting.published, ...oneTime.published },
    writes: [
      ...lasting.writes,
      ...oneTime.writes,
      ...erased.flatMap(eraseLasting),
      ...everyBatch.slice(0, -PREKEY_BATCHES_KEPT).flatMap(eraseBatch),
      ringWrite(ring),
    ],
  }
}

/** Whether a publication is due for its age alone, however many one-time prekeys are left. */
export function prekeysDue(ratchet: RatchetReader, now: number): boolean {
  const row = ratchet.get('prekey-ring', 'current')
  if (!row) return true
  const age = dayOf(now) - decodePrekeyRing(row).current.day
  return age < 0 || age >= PREKEY_ROTATION_DAYS
}

/** Every key sound, every signature by `identityKey`, no id twice among keys of one kind. */
export function verifyPublication(identityKey: IdentityKey, publication: PrekeyPublication): boolean {
  const { signedPrekey, lastResortKyber, oneTime, oneTimeKyber } = publication
  const kyber = [lastResortKyber, ...oneTimeKyber]
  return (
    isDistinct(oneTime) &&
    isDistinct(kyber) &&
    [identityKey, signedPrekey.key, ...oneTime.map(({ key }) => key)].every(isSoundKey) &&
    kyber.every(({ key }) => isKyberKey(key)) &&
    [signedPrekey, ...kyber].every(({ key, signature }) => verifyWithIdentityKey(identityKey, key, signature))
  )
}

type Lasting = {
  readonly ids: LastingPrekeys
  readonly published: Pick<PrekeyPublication, 'signedPrekey' | 'lastResortKyber'>
  readonly writes: readonly RatchetWrite[]
}

function createLasting(identity: Identity, firstId: number, now: number): Lasting {
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

function publishedLasting(ratchet: RatchetReader, ids: LastingPrekeys): Lasting {
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

function createBatch(identity: Identity, batch: PrekeyBatch, now: number): Batch {
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

const ringWrite = (ring: PrekeyRing): RatchetWrite => ({
  kind: 'prekey-ring',
  key: 'current',
  value: encodePrekeyRing(ring),
})

const eraseLasting = ({ signedId, lastResortId }: LastingPrekeys): RatchetWrite[] => [
  rowOf('signed-prekey', signedId, undefined),
  rowOf('last-resort-kyber', lastResortId, undefined),
  rowOf('kyber-used', lastResortId, undefined),
]

const eraseBatch = (batch: PrekeyBatch): RatchetWrite[] => [
  ...idsOf(batch).map((id) => rowOf('prekey', id, undefined)),
  ...kyberIdsOf(batch).map((id) => rowOf('kyber-prekey', id, undefined)),
]

const idsOf = ({ firstId, oneTime }: PrekeyBatch): number[] =>
  Array.from({ length: oneTime }, (_, index) => firstId + index)
const kyberIdsOf = ({ firstId, oneTime, oneTimeKyber }: PrekeyBatch): number[] =>
  Array.from({ length: oneTimeKyber }, (_, index) => firstId + oneTime + index)
const endOf = ({ firstId, oneTime, oneTimeKyber }: PrekeyBatch): number => firstId + oneTime + oneTimeKyber

/** A new installation does not count from 1: its prekeys must not be taken for those of the one before. */
function randomFirstId(): number {
  const [high = 0, middle = 0, low = 0] = randomBytes(3)
  return 1 + (high << 16) + (middle << 8) + low
}

const isDistinct = (keys: readonly { readonly id: number }[]): boolean =>
  new Set(keys.map(({ id }) => id)).size === keys.length

function isKyberKey(key: Bytes): boolean {
  try {
    KEMPublicKey.deserialize(key)
    return true
  } catch {
    return false
  }
}

function partition<T>(items: readonly T[], isFirst: (item: T) => boolean): [T[], T[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))]
}
