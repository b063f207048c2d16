/**
 * Curve25519 public keys that are worth using. docs/spec/keys.md §Sound keys.
 *
 * libsignal reads any 32 bytes as a key. A key of small order makes every secret known and every signature easy to forge, and
 * sealing to one ends in a panic; a coordinate with a second spelling would be the same key under other bytes.
 */
import { IDENTITY_KEY_BYTES } from '@comrad/protocol'
import { PrivateKey, PublicKey } from '@signalapp/libsignal-client'

const KEY_TYPE = 0x05
const PROBE = PrivateKey.generate()

export function isSoundKey(bytes: Uint8Array<ArrayBuffer>): boolean {
  if (bytes.length !== IDENTITY_KEY_BYTES || bytes[0] !== KEY_TYPE || !isCanonical(bytes.subarray(1)))
    return false
  try {
    // libsignal refuses to agree with a key of small order. Any private key of ours shows it.
    PROBE.agree(PublicKey.deserialize(bytes))
    return true
  } catch {
    return false
  }
}

/** Little endian and below 2^255 − 19. */
function isCanonical(coordinate: Uint8Array): boolean {
  const [lowest = 0, ...rest] = coordinate
  const highest = rest.pop() ?? 0
  if (highest !== 0x7f) return highest < 0x7f
  return lowest < 0xed || rest.some((byte) => byte !== 0xff)
}
