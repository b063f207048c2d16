/** The Operator's word on what the feed is up to one sequence. docs/spec/feed.md §Head. */
import { type Bytes, decode, encode, type Reader, type Writer } from './bytes.ts'
import { type Hash, readHash, readSignature, type Signature } from './keys.ts'

export type FeedHead = {
  /** Of the last entry; 0 while there is none. */
  readonly sequence: number
  readonly hash: Hash
  /** Of the pages that are still there. */
  readonly oldestPage: number
  /** By the log's key over `feedHeadSigningBytes`. */
  readonly signature: Signature
}

const CONTEXT = new TextEncoder().encode('comrad feed head v2\0')

export const feedHeadSigningBytes = ({ sequence, hash, oldestPage }: Omit<FeedHead, 'signature'>): Bytes =>
  encode((writer) => writer.bytes(CONTEXT).uint64(sequence).bytes(hash).uint32(oldestPage))

export const encodeFeedHead = (head: FeedHead): Bytes => encode((writer) => writeFeedHead(writer, head))
export const decodeFeedHead = (bytes: Uint8Array) => decode(bytes, readFeedHead)

export const readFeedHead = (reader: Reader): FeedHead => ({
  sequence: reader.uint64(),
  hash: readHash(reader),
  oldestPage: reader.uint32(),
  signature: readSignature(reader),
})

export function writeFeedHead(writer: Writer, head: FeedHead): void {
  writer.uint64(head.sequence).bytes(head.hash).uint32(head.oldestPage).bytes(head.signature)
}
