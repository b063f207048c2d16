/** The Operator's word on what the feed is up to one sequence. docs/spec/feed.md §Head. */
import { type Bytes, decode, encode, type Reader, type Writer } from './bytes.ts'
import { type Hash, readHash, readSignature, type Signature } from './keys.ts'

export type FeedHead = {
  /** Of the last entry; 0 while there is none. */
  readonly sequence: number
  readonly hash: Hash
  /** By the log's key over `feedHeadSigningBytes`. */
  readonly signature: Signature
}

const CONTEXT = new TextEncoder().encode('comrad feed head v1\0')

export const feedHeadSigningBytes = ({ sequence, hash }: Omit<FeedHead, 'signature'>): Bytes =>
  encode((writer) => writer.bytes(CONTEXT).uint64(sequence).bytes(hash))

export const encodeFeedHead = (head: FeedHead): Bytes => encode((writer) => writeFeedHead(writer, head))
export const decodeFeedHead = (bytes: Uint8Array) => decode(bytes, readFeedHead)

export const readFeedHead = (reader: Reader): FeedHead => ({
  sequence: reader.uint64(),
  hash: readHash(reader),
  signature: readSignature(reader),
})

export function writeFeedHead(writer: Writer, head: FeedHead): void {
  writer.uint64(head.sequence).bytes(head.hash).bytes(head.signature)
}
