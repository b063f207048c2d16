/** The Merkle tree over this device's copy of the register. Roots of the past are computed here, without asking anyone. */
import { type CompactRange, createCompactRange, decodeCompactRange, leafHash } from '@comrad/keymaker'
import { type DirectoryRecord, encodeDirectoryRecord, type Hash } from '@comrad/protocol'
import type { RegisterRows } from '../store/register-rows.ts'

/** An edge of the tree is kept at each multiple: a root of the past costs at most so many hashes. */
export const RANGE_EVERY = 1024

/** The tree of the first `size` records; staged ones count. */
export function rangeAt(rows: RegisterRows, size: number): CompactRange {
  const stored = rows.rangeUpTo(size)
  const range = stored ? decodeStored(stored.range) : createCompactRange()
  for (const record of rows.records(range.size, size)) range.append(leafOf(record))
  if (range.size !== size) throw new Error('records are missing in the copy of the register')
  return range
}

export function rootAt(rows: RegisterRows, size: number): Hash {
  return rangeAt(rows, size).root()
}

export const leafOf = (record: DirectoryRecord): Hash => leafHash(encodeDirectoryRecord(record))

function decodeStored(bytes: Parameters<typeof decodeCompactRange>[0]): CompactRange {
  const decoded = decodeCompactRange(bytes)
  if (!decoded.ok) throw new Error('a stored range does not decode')
  return decoded.value
}
