/** Ed25519 over raw 32-byte keys. RFC 8032, RFC 8410 for the wrapping that node:crypto wants. */
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import type { Bytes, LogKey, Signature } from '@comrad/protocol'
import { concat, toBytes } from './primitives.ts'

const PKCS8_PREFIX = new Uint8Array(Buffer.from('302e020100300506032b657004220420', 'hex'))
const SPKI_PREFIX = new Uint8Array(Buffer.from('302a300506032b6570032100', 'hex'))

export const ed25519PrivateKey = (seed: Bytes): KeyObject =>
  createPrivateKey({ key: Buffer.from(concat(PKCS8_PREFIX, seed)), format: 'der', type: 'pkcs8' })

export const ed25519PublicBytes = (privateKey: KeyObject): LogKey => {
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' })
  return toBytes(spki.subarray(SPKI_PREFIX.length).slice()) as LogKey
}

export const signEd25519 = (privateKey: KeyObject, message: Bytes): Signature =>
  toBytes(sign(null, message, privateKey)) as Signature

/** A key or a signature that cannot be read is a signature that does not hold. */
export function verifyEd25519(publicKey: LogKey, message: Bytes, signature: Bytes): boolean {
  try {
    const key = Buffer.from(concat(SPKI_PREFIX, publicKey))
    return verify(null, message, createPublicKey({ key, format: 'der', type: 'spki' }), signature)
  } catch {
    return false
  }
}
