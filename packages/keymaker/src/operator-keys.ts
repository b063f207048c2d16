/** The Operator's own keys: the log's, the root under which sender certificates are issued, and @Comrades'. docs/spec/keys.md §Operator. */
import type { KeyObject } from 'node:crypto'
import {
  type Bytes,
  type DecodeError,
  decode,
  encode,
  encodeBase32,
  type Fingerprint,
  type IdentityKey,
  type LogKey,
  MalformedError,
  type OperatorKeys,
  operatorKeysSigningBytes,
  type Reader,
  type Result,
} from '@comrad/protocol'
import { PrivateKey, ServerCertificate } from '@signalapp/libsignal-client'
import { ed25519PrivateKey, ed25519PublicBytes, signEd25519, verifyEd25519 } from './ed25519.ts'
import { equalBytes, randomBytes, sha256 } from './primitives.ts'
import { isSoundKey } from './sound-key.ts'

/** Live. Its private keys are in no field; `encodeOperatorSecrets` is the one way to see them. */
export type OperatorSecrets = { readonly keys: OperatorKeys }

type Parts = {
  readonly logSeed: Bytes
  readonly trustRoot: Bytes
  readonly feedKey: Bytes
  readonly serverKey: Bytes
  /** Fixed once made, so that every sender certificate of this Operator names the same server certificate. */
  readonly serverCertificate: Bytes
}
type Live = {
  readonly parts: Parts
  readonly logKey: KeyObject
  readonly serverKey: PrivateKey
  /** @Comrades'. */
  readonly feedKey: PrivateKey
  readonly serverCertificate: ServerCertificate
}

const LIVE = new WeakMap<OperatorSecrets, Live>()
const VERSION = 2
const KEY_BYTES = 32
const SERVER_CERTIFICATE_BYTES = 512
const SERVER_KEY_ID = 1

export function createOperatorSecrets(): OperatorSecrets {
  const trustRoot = PrivateKey.generate()
  const serverKey = PrivateKey.generate()
  const certificate = ServerCertificate.new(SERVER_KEY_ID, serverKey.getPublicKey(), trustRoot)
  return liveOf({
    logSeed: randomBytes(KEY_BYTES),
    trustRoot: trustRoot.serialize(),
    feedKey: PrivateKey.generate().serialize(),
    serverKey: serverKey.serialize(),
    serverCertificate: certificate.serialize(),
  })
}

export const encodeOperatorSecrets = (secrets: OperatorSecrets): Bytes =>
  encode((writer) => {
    const { logSeed, trustRoot, feedKey, serverKey, serverCertificate } = operatorSecretsOf(secrets).parts
    writer.uint8(VERSION).bytes(logSeed).bytes(trustRoot).bytes(feedKey)
    writer.bytes(serverKey).opaque(serverCertificate)
  })

export const decodeOperatorSecrets = (bytes: Uint8Array): Result<OperatorSecrets, DecodeError> =>
  decode(bytes, readOperatorSecrets)

export const operatorKeys = (secrets: OperatorSecrets): OperatorKeys => secrets.keys

/** Within this room only: not exported by index.ts. */
export function operatorSecretsOf(secrets: OperatorSecrets): Live {
  const live = LIVE.get(secrets)
  if (!live) throw new TypeError('not secrets of createOperatorSecrets')
  return live
}

/** Whether these keys belong to the Operator whose address has this fingerprint. */
export function verifyOperatorKeys(keys: OperatorKeys, fingerprint: Fingerprint): boolean {
  if (!equalBytes(Buffer.from(fingerprintOf(keys.logKey)), Buffer.from(fingerprint))) return false
  return (
    verifyEd25519(keys.logKey, operatorKeysSigningBytes(keys), keys.signature) &&
    isSoundKey(keys.trustRoot) &&
    isSoundKey(keys.feedKey)
  )
}

export const fingerprintOf = (logKey: LogKey): Fingerprint => encodeBase32(sha256(logKey)) as Fingerprint

function readOperatorSecrets(reader: Reader): OperatorSecrets {
  if (reader.uint8() !== VERSION) throw new MalformedError('unknown version')
  const parts = {
    logSeed: reader.bytes(KEY_BYTES),
    trustRoot: reader.bytes(KEY_BYTES),
    feedKey: reader.bytes(KEY_BYTES),
    serverKey: reader.bytes(KEY_BYTES),
    serverCertificate: reader.opaque(SERVER_CERTIFICATE_BYTES),
  }
  try {
    return liveOf(parts)
  } catch {
    throw new MalformedError('keys')
  }
}

function liveOf(parts: Parts): OperatorSecrets {
  const logKey = ed25519PrivateKey(parts.logSeed)
  const trustRoot = PrivateKey.deserialize(parts.trustRoot).getPublicKey().serialize() as IdentityKey
  const ofFeed = PrivateKey.deserialize(parts.feedKey)
  const feedKey = ofFeed.getPublicKey().serialize() as IdentityKey
  const signature = signEd25519(logKey, operatorKeysSigningBytes({ trustRoot, feedKey }))
  const secrets = { keys: { logKey: ed25519PublicBytes(logKey), trustRoot, feedKey, signature } }
  LIVE.set(secrets, {
    parts,
    logKey,
    serverKey: PrivateKey.deserialize(parts.serverKey),
    feedKey: ofFeed,
    serverCertificate: ServerCertificate.deserialize(parts.serverCertificate),
  })
  return secrets
}
