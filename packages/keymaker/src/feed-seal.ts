/** The feed's keys of a day, and what is sealed under them. docs/spec/feed.md §Tickets, §Pages. */
import {
  type Bytes,
  type Day,
  type DayKey,
  decodeFeedKeys,
  encode,
  encodeFeedKeys,
  type IdentityKey,
} from '@comrad/protocol'
import { PrivateKey, PublicKey } from '@signalapp/libsignal-client'
import { AEAD_KEY_BYTES, openAead, sealAead } from './aead.ts'
import { randomBytes } from './primitives.ts'
import { isSoundKey } from './sound-key.ts'

/** An entry opens in its own place only: the Operator cannot show it again as another. */
export type FeedPlace = { readonly sequence: number; readonly day: Day }

const INFO = 'comrad feed keys v1'
const NO_AAD = new Uint8Array(0)

export const createFeedKey = (): Bytes => randomBytes(AEAD_KEY_BYTES)

export const sealFeedEntry = (key: Bytes, place: FeedPlace, content: Bytes): Bytes =>
  sealAead(key, aadOf(place), content)

export const openFeedEntry = (key: Bytes, place: FeedPlace, sealed: Bytes): Bytes | undefined =>
  openAead(key, aadOf(place), sealed)

/** Of one use. Its private half can be kept while an answer is awaited, and is told to nobody. */
export type TicketKey = { readonly publicKey: IdentityKey; readonly privateKey: Bytes }

export function createTicketKey(): TicketKey {
  const key = PrivateKey.generate()
  return { publicKey: key.getPublicKey().serialize() as IdentityKey, privateKey: key.serialize() }
}

/** `undefined` for a key that is none: sealing to it would tell the keys to everybody. */
export const sealFeedKeys = (oneTimeKey: IdentityKey, keys: readonly DayKey[]): Bytes | undefined =>
  isSoundKey(oneTimeKey)
    ? PublicKey.deserialize(oneTimeKey).seal(encodeFeedKeys(keys), INFO, NO_AAD)
    : undefined

export function openFeedKeys({ privateKey }: TicketKey, sealed: Bytes): readonly DayKey[] | undefined {
  try {
    const opened = decodeFeedKeys(PrivateKey.deserialize(privateKey).open(sealed, INFO, NO_AAD))
    return opened.ok ? opened.value : undefined
  } catch {
    return undefined
  }
}

const aadOf = ({ sequence, day }: FeedPlace): Bytes => encode((writer) => writer.uint64(sequence).uint32(day))
