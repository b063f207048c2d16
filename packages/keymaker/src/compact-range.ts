/** A Merkle tree of which only the right edge is kept: enough to go on appending and to know the root. */
import {
  type Bytes,
  type DecodeError,
  decode,
  encode,
  type Hash,
  MalformedError,
  type Reader,
  type Result,
  readHash,
} from '@comrad/protocol'
import { EMPTY_ROOT, nodeHash } from './merkle.ts'

/** For a device that replays the log: 100,000 names need 17 hashes. */
export type CompactRange = {
  readonly size: number
  append(leafHash: Hash): void
  root(): Hash
  encode(): Bytes
}

const VERSION = 1
const MAX_HASHES = 53

export const createCompactRange = (): CompactRange => liveOf(0, [])

export const decodeCompactRange = (bytes: Uint8Array): Result<CompactRange, DecodeError> =>
  decode(bytes, readCompactRange)

/** `edge`: the roots of the whole subtrees, one for each bit that is set in `size`, the largest first. */
function liveOf(startSize: number, startEdge: readonly Hash[]): CompactRange {
  const edge = [...startEdge]
  let size = startSize

  return {
    get size() {
      return size
    },
    append(leafHash) {
      let hash = leafHash
      for (let rest = size; rest % 2 === 1; rest = Math.floor(rest / 2)) {
        const left = edge.pop()
        if (left) hash = nodeHash(left, hash)
      }
      edge.push(hash)
      size++
    },
    root: () => (edge.length === 0 ? EMPTY_ROOT : edge.reduceRight((right, left) => nodeHash(left, right))),
    encode: () =>
      encode((writer) => {
        writer.uint8(VERSION).uint64(size)
        for (const hash of edge) writer.bytes(hash)
      }),
  }
}

function readCompactRange(reader: Reader): CompactRange {
  if (reader.uint8() !== VERSION) throw new MalformedError('unknown version')
  const size = reader.uint64()
  const edge: Hash[] = []
  for (let count = bitsSet(size); edge.length < Math.min(count, MAX_HASHES); ) edge.push(readHash(reader))
  return liveOf(size, edge)
}

const bitsSet = (value: number): number => value.toString(2).replaceAll('0', '').length
