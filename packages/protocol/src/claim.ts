/** The signed request to enter a name in the register. docs/spec/directory.md §Claim. */
import { type Bytes, decode, encode, type Reader, type Writer } from './bytes.ts'
import {
  type DirectoryRecord,
  encodeDirectoryRecord,
  readDirectoryRecord,
  writeDirectoryRecord,
} from './directory-record.ts'
import { readSignature, type Signature } from './keys.ts'
import { type ProofOfWork, readProofOfWork, writeProofOfWork } from './proof-of-work.ts'

export type Claim = {
  readonly record: DirectoryRecord
  /** By the record's identity key over `claimSigningBytes`. */
  readonly signature: Signature
  readonly stamp: ProofOfWork
}

const CONTEXT = new TextEncoder().encode('comrad claim v1\0')

/** What a claim's signature covers. */
export const claimSigningBytes = (record: DirectoryRecord): Bytes =>
  encode((writer) => writer.bytes(CONTEXT).bytes(encodeDirectoryRecord(record)))

export const encodeClaim = (claim: Claim): Bytes => encode((writer) => writeClaim(writer, claim))
export const decodeClaim = (bytes: Uint8Array) => decode(bytes, readClaim)

export const readClaim = (reader: Reader): Claim => ({
  record: readDirectoryRecord(reader),
  signature: readSignature(reader),
  stamp: readProofOfWork(reader),
})

export function writeClaim(writer: Writer, claim: Claim): void {
  writeDirectoryRecord(writer, claim.record)
  writer.bytes(claim.signature)
  writeProofOfWork(writer, claim.stamp)
}
