/** The chain over everything that was ever appended to the feed, and the Operator's signature on where it is. docs/spec/feed.md §Head. */
import {
  type Bytes,
  type FeedHead,
  feedHeadSigningBytes,
  HASH_BYTES,
  type Hash,
  type LogKey,
} from '@comrad/protocol'
import { signEd25519, verifyEd25519 } from './ed25519.ts'
import { type OperatorSecrets, operatorSecretsOf } from './operator-keys.ts'
import { concat, sha256, utf8 } from './primitives.ts'

const CONTEXT = utf8('comrad feed v1\0')

export const EMPTY_FEED_HEAD: Hash = new Uint8Array(HASH_BYTES) as Bytes as Hash

/** What stays of an entry when it is gone. */
export const feedEntryHash = (sealed: Bytes): Hash => sha256(sealed)

export const feedHeadAfter = (head: Hash, entryHash: Hash): Hash => sha256(concat(CONTEXT, head, entryHash))

export function signFeedHead(secrets: OperatorSecrets, said: Omit<FeedHead, 'signature'>): FeedHead {
  const { logKey } = operatorSecretsOf(secrets)
  return { ...said, signature: signEd25519(logKey, feedHeadSigningBytes(said)) }
}

export const verifyFeedHead = (logKey: LogKey, head: FeedHead): boolean =>
  verifyEd25519(logKey, feedHeadSigningBytes(head), head.signature)
