/** The Operator's public keys, bound to the key whose fingerprint is in its address. docs/spec/keys.md §Operator. */
import { type Bytes, encode, type Reader, type Writer } from './bytes.ts'
import {
  type IdentityKey,
  type LogKey,
  readIdentityKey,
  readLogKey,
  readSignature,
  type Signature,
} from './keys.ts'

export type OperatorKeys = {
  /** Ed25519; signs checkpoints and these keys. */
  readonly logKey: LogKey
  /** The root under which sender certificates are issued. */
  readonly trustRoot: IdentityKey
  /** @Comrades': what is said to the world is sealed to it. */
  readonly feedKey: IdentityKey
  /** By `logKey` over `operatorKeysSigningBytes`. */
  readonly signature: Signature
}

const CONTEXT = new TextEncoder().encode('comrad operator keys v2\0')

export const operatorKeysSigningBytes = ({
  trustRoot,
  feedKey,
}: Pick<OperatorKeys, 'trustRoot' | 'feedKey'>): Bytes =>
  encode((writer) => writer.bytes(CONTEXT).bytes(trustRoot).bytes(feedKey))

export const encodeOperatorKeys = (keys: OperatorKeys): Bytes =>
  encode((writer) => writeOperatorKeys(writer, keys))

export const readOperatorKeys = (reader: Reader): OperatorKeys => ({
  logKey: readLogKey(reader),
  trustRoot: readIdentityKey(reader),
  feedKey: readIdentityKey(reader),
  signature: readSignature(reader),
})

export function writeOperatorKeys(writer: Writer, keys: OperatorKeys): void {
  writer.bytes(keys.logKey).bytes(keys.trustRoot).bytes(keys.feedKey).bytes(keys.signature)
}
