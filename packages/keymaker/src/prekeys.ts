/** Making, topping up, rotating and judging prekeys. docs/spec/keys.md §Prekeys. */
import {
  type Bytes,
  dayOf,
  type IdentityKey,
  type PrekeyPublication,
  REGISTRATION_ID_MAX,
  RETENTION_DAYS,
} from '@comrad/protocol'
import { KEMPublicKey } from '@signalapp/libsignal-client'
import { verifyWithIdentityKey } from './curve-signature.ts'
import type { Identity } from './identity.ts'
import {
  createBatch,
  createLasting,
  endOf,
  eraseBatch,
  eraseLasting,
  publishedLasting,
} from './prekey-records.ts'
import { decodePrekeyRing, encodePrekeyRing, type PrekeyRing } from './prekey-ring.ts'
import { randomBytes } from './primitives.ts'
import type { RatchetReader, RatchetWrite } from './ratchet.ts'
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

  const due = prekeysDue(ratchet, now)
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
  // A clock that was set back counts as due: better a rotation too many than none for years.
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

const ringWrite = (ring: PrekeyRing): RatchetWrite => ({
  kind: 'prekey-ring',
  key: 'current',
  value: encodePrekeyRing(ring),
})

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
