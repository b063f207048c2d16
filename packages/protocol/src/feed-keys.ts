/** The keys under which the living notes of the feed are sealed, one a day. docs/spec/feed.md §Tickets. */
import { type Bytes, decode, encode, type Reader } from './bytes.ts'
import type { Day } from './day.ts'
import { FEED_KEYS, SEAL_KEY_BYTES } from './limits.ts'

export type DayKey = { readonly day: Day; readonly key: Bytes }

export const encodeFeedKeys = (keys: readonly DayKey[]): Bytes =>
  encode((writer) => writer.list(keys, (to, { day, key }) => to.uint32(day).bytes(key)), 2_048)
export const decodeFeedKeys = (bytes: Uint8Array) => decode(bytes, readFeedKeys)

const readFeedKeys = (reader: Reader): readonly DayKey[] =>
  reader.list({ min: 0, max: FEED_KEYS }, (from) => ({
    day: from.uint32(),
    key: from.bytes(SEAL_KEY_BYTES),
  }))

/** HPKE and the list's own length around them. */
export const SEALED_FEED_KEYS_BYTES = 64 + FEED_KEYS * (4 + SEAL_KEY_BYTES)
