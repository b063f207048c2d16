/** AES-256-GCM with a random nonce in front. NIST SP 800-38D; at most 2^32 messages a key, which no key of ours comes near. */
import { createCipheriv, createDecipheriv } from 'node:crypto'
import type { Bytes } from '@comrad/protocol'
import { concat, randomBytes } from './primitives.ts'

const NONCE_BYTES = 12
const TAG_BYTES = 16
export const AEAD_BYTES = NONCE_BYTES + TAG_BYTES
export const AEAD_KEY_BYTES = 32

export function sealAead(key: Bytes, aad: Bytes, content: Bytes): Bytes {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(aad)
  return concat(nonce, cipher.update(content), cipher.final(), cipher.getAuthTag())
}

/** `undefined`: another key, another place, or changed on the way. */
export function openAead(key: Bytes, aad: Bytes, sealed: Bytes): Bytes | undefined {
  if (key.length !== AEAD_KEY_BYTES || sealed.length < AEAD_BYTES) return undefined
  const end = sealed.length - TAG_BYTES
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  })
  decipher.setAAD(aad).setAuthTag(sealed.subarray(end))
  try {
    return concat(decipher.update(sealed.subarray(NONCE_BYTES, end)), decipher.final())
  } catch {
    return undefined
  }
}
