/** Who this device is: the phrase is saved first, everything else follows from it. */
import {
  createPhrase,
  createRegistrationId,
  deriveDeliveryToken,
  deriveIdentity,
  type Identity,
  type Phrase,
  type Seed,
  seedOf,
} from '@comrad/keymaker'
import { type Address, DEVICE, type DeliveryToken } from '@comrad/protocol'
import type { Device } from '../device.ts'
import type { StoredAccount } from '../store/account-rows.ts'
import type { AccountView } from '../views/account-view.ts'

/** A registered account, able to act. */
export type Self = {
  readonly identity: Identity
  readonly address: Address
  readonly registrationId: number
  readonly position: number
}

export type Account = {
  view(): AccountView
  stored(): StoredAccount | undefined
  identity(): Identity | undefined
  /** Only once the name is registered. */
  self(): Self | undefined
  token(): DeliveryToken | undefined
  /** Saves the key; there is no account before that and there is one after. */
  create(phrase?: Phrase): Phrase
  /** Another key, in the place of one that has no name. */
  replace(phrase: Phrase): void
}

export function createAccount(device: Device): Account {
  const { rows, sql } = device
  let derived: { readonly phrase: Phrase; readonly seed: Seed; readonly identity: Identity } | undefined

  return {
    view() {
      const account = rows.account.read()
      if (!account) return { phase: 'none' }
      if (account.name === undefined) return { phase: 'unnamed' }
      if (account.position === undefined) return { phase: 'claiming', name: account.name }
      return { phase: 'registered', name: account.name, index: account.position }
    },
    stored: () => rows.account.read(),
    identity() {
      const account = rows.account.read()
      return account && derive(account).identity
    },
    self() {
      const account = rows.account.read()
      if (account?.name === undefined || account.position === undefined) return undefined
      return {
        identity: derive(account).identity,
        address: { name: account.name, device: DEVICE },
        registrationId: account.registrationId,
        position: account.position,
      }
    },
    token() {
      const account = rows.account.read()
      return account && deriveDeliveryToken(derive(account).seed, account.tokenEpoch)
    },
    create(phrase = createPhrase()) {
      sql.transaction(() => rows.account.create(phrase, createRegistrationId()))
      return phrase
    },
    replace(phrase) {
      sql.transaction(() => rows.account.replace(phrase, createRegistrationId()))
    },
  }

  /** Once: it takes milliseconds, and everything asks who this is. */
  function derive({ phrase }: StoredAccount) {
    if (derived?.phrase === phrase) return derived
    const seed = seedOf(phrase)
    derived = { phrase, seed, identity: deriveIdentity(seed) }
    return derived
  }
}
