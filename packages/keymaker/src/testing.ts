/** People with keys and a ratchet in memory, for this room's tests; and proofs that cost nothing, for those of all rooms. */
import {
  type Address,
  type Bytes,
  type Day,
  DEVICE,
  dayOf,
  type EnvelopeId,
  type Hash,
  type IdentityKey,
  type Name,
  type PrekeyBundle,
  type PrekeyPublication,
  parseName,
  type Result,
  startOfDay,
} from '@comrad/protocol'
import { deriveIdentity, type Identity } from './identity.ts'
import { leafHash } from './merkle.ts'
import { nodesAfterAppend } from './merkle-proofs.ts'
import { type OpenOptions, openLetter } from './open-letter.ts'
import { createOperatorSecrets, type OperatorSecrets } from './operator-keys.ts'
import { createPhrase, seedOf } from './phrase.ts'
import { createPrekeys, createRegistrationId } from './prekeys.ts'
import type { RatchetKind, RatchetReader, RatchetWrite } from './ratchet.ts'
import { type SealOptions, sealLetter } from './seal-letter.ts'
import { issueSenderCertificate } from './sender-certificate.ts'

export { createStandInProofs } from './testing-stand-in-proofs.ts'

export const NOW = Date.UTC(2026, 4, 1, 12)
export const TODAY: Day = dayOf(NOW)
/** Tests that are not about the id use one for all. */
export const ENVELOPE = new Uint8Array(16).fill(0xe1) as EnvelopeId
export const DAY_MS = 86_400_000

export function must<T, E>(result: Result<T, E>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

export const nameOf = (text: string): Name => must(parseName(text))
export const addressOf = (text: string): Address => ({ name: nameOf(text), device: DEVICE })

export type MemoryRatchet = RatchetReader & {
  write(writes: readonly RatchetWrite[]): void
  rows(): ReadonlyMap<string, Bytes>
  keysOf(kind: RatchetKind): readonly string[]
}

export function createMemoryRatchet(): MemoryRatchet {
  const rows = new Map<string, Bytes>()
  return {
    get: (kind, key) => rows.get(`${kind} ${key}`),
    write(writes) {
      for (const { kind, key, value } of writes) {
        if (value) rows.set(`${kind} ${key}`, value)
        else rows.delete(`${kind} ${key}`)
      }
    },
    rows: () => new Map(rows),
    keysOf: (kind) =>
      [...rows.keys()].filter((row) => row.startsWith(`${kind} `)).map((row) => row.slice(kind.length + 1)),
  }
}

type PersonOptions = {
  readonly oneTime?: number
  readonly identity?: Identity
  readonly firstId?: number
}

export type Comrad = ReturnType<typeof createPerson>

/** Somebody registered with `operator`. Every answer of `seal` and `open` is committed, as a device does it. */
export function createPerson(name: string, operator: OperatorSecrets, options: PersonOptions = {}) {
  const identity = options.identity ?? deriveIdentity(seedOf(createPhrase()))
  const address = addressOf(name)
  const registrationId = createRegistrationId()
  const ratchet = createMemoryRatchet()
  const counts = { oneTime: options.oneTime ?? 2, oneTimeKyber: options.oneTime ?? 2 }
  const { publication, writes } = createPrekeys({
    identity,
    registrationId,
    now: NOW,
    firstId: options.firstId ?? 1,
    ...counts,
  })
  ratchet.write(writes)
  let taken = 0

  function bundle(): PrekeyBundle {
    return bundleOf(identity, publication, taken++)
  }

  async function trySeal(to: Recipient, plaintext: Bytes, extra: Partial<SealOptions> = {}) {
    const sealed = await sealLetter({
      identity,
      registrationId,
      self: address,
      recipient: to.address,
      envelope: ENVELOPE,
      recipientKey: to.identity.identityKey,
      certificate: certificateFor(operator, address, identity.identityKey),
      plaintext,
      ratchet,
      now: NOW,
      ...extra,
    })
    if (sealed.ok) ratchet.write(sealed.value.writes)
    return sealed
  }

  /** Opens without committing. */
  const peek = (ciphertext: Bytes, extra: Partial<OpenOptions> = {}) =>
    openLetter({
      identity,
      registrationId,
      self: address,
      trustRoot: operator.keys.trustRoot,
      depositedOn: TODAY,
      envelope: ENVELOPE,
      ciphertext,
      ratchet,
      ...extra,
    })

  async function tryOpen(ciphertext: Bytes, extra: Partial<OpenOptions> = {}) {
    const opened = await peek(ciphertext, extra)
    if (opened.ok) ratchet.write(opened.value.writes)
    return opened
  }

  return {
    identity,
    address,
    registrationId,
    ratchet,
    publication,
    bundle,
    trySeal,
    peek,
    tryOpen,
    /** A first letter, with a bundle. */
    begin: async (to: Recipient & { bundle(): PrekeyBundle }, text: string) =>
      must(await trySeal(to, bytesOf(text), { bundle: to.bundle() })).ciphertext,
    seal: async (to: Recipient, text: string) => must(await trySeal(to, bytesOf(text))).ciphertext,
    open: async (ciphertext: Bytes) => textOf(must(await tryOpen(ciphertext)).plaintext),
  }
}

type Recipient = { readonly address: Address; readonly identity: Pick<Identity, 'identityKey'> }

export const createCast = () => {
  const operator = createOperatorSecrets()
  return { operator, alice: createPerson('alice', operator), bob: createPerson('bob', operator) }
}

/** As the Operator gives it out: the `taken`th one-time keys, then the last-resort key alone. */
export function bundleOf(identity: Identity, publication: PrekeyPublication, taken: number): PrekeyBundle {
  const { registrationId, signedPrekey, lastResortKyber } = publication
  const oneTime = publication.oneTime[taken]
  const bundle = {
    registrationId,
    identityKey: identity.identityKey,
    signedPrekey,
    kyberPrekey: publication.oneTimeKyber[taken] ?? lastResortKyber,
  }
  return oneTime ? { ...bundle, oneTime } : bundle
}

/** Until the end of tomorrow. */
export const certificateFor = (secrets: OperatorSecrets, address: Address, identityKey: IdentityKey): Bytes =>
  issueSenderCertificate({ secrets, address, identityKey, expires: startOfDay(TODAY) + 2 * DAY_MS - 1 })

export const bytesOf = (text: string): Bytes => new TextEncoder().encode(text)
export const textOf = (bytes: Bytes): string => new TextDecoder().decode(bytes)

/** A log in memory: leaf `index` says its index. `changed` says something else. */
export const createTree = (size: number, { changed }: { changed?: number } = {}) =>
  createTreeOf(
    Array.from({ length: size }, (_, index) => bytesOf(index === changed ? 'changed' : `leaf ${index}`)),
  )

export function createTreeOf(leaves: readonly Bytes[]) {
  const nodes = new Map<string, Hash>()
  function node(level: number, index: number): Hash {
    const hash = nodes.get(`${level}/${index}`)
    if (!hash) throw new Error(`node ${level}/${index} is not whole`)
    return hash
  }
  for (const [index, leaf] of leaves.entries()) {
    for (const { level, index: at, hash } of nodesAfterAppend(index, leafHash(leaf), node))
      nodes.set(`${level}/${at}`, hash)
  }
  return { node }
}
