/** One entry of the register: a name and its keys, for ever. Its bytes are the log's leaf. docs/spec/directory.md. */
import { type Bytes, decode, encode, MalformedError, type Reader, type Writer } from './bytes.ts'
import { type Commitment, type IdentityKey, readCommitment, readIdentityKey } from './keys.ts'
import { type Name, readName, writeName } from './name.ts'

const DIRECTORY_RECORD_VERSION = 1

export type DirectoryRecord = {
  readonly name: Name
  readonly identityKey: IdentityKey
  readonly commitment: Commitment
}

export const encodeDirectoryRecord = (record: DirectoryRecord): Bytes =>
  encode((writer) => writeDirectoryRecord(writer, record), 128)
export const decodeDirectoryRecord = (bytes: Uint8Array) => decode(bytes, readDirectoryRecord)

export function readDirectoryRecord(reader: Reader): DirectoryRecord {
  if (reader.uint8() !== DIRECTORY_RECORD_VERSION) throw new MalformedError('unknown version')
  return { name: readName(reader), identityKey: readIdentityKey(reader), commitment: readCommitment(reader) }
}

export function writeDirectoryRecord(writer: Writer, record: DirectoryRecord): void {
  writer.uint8(DIRECTORY_RECORD_VERSION)
  writeName(writer, record.name)
  writer.bytes(record.identityKey).bytes(record.commitment)
}
