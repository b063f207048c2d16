/** RFC 4648 base32, lower case, without padding: for fingerprints in addresses. */
import type { Bytes } from './bytes.ts'

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'

export function encodeBase32(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    held = (held << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += ALPHABET[(held >> bits) & 31]
    }
    held &= (1 << bits) - 1
  }
  return bits > 0 ? text + ALPHABET[(held << (5 - bits)) & 31] : text
}

/** `undefined` if a letter is foreign or the last bits are not zero: one value has one spelling. */
export function parseBase32(text: string): Bytes | undefined {
  const bytes: number[] = []
  let bits = 0
  let held = 0
  for (const letter of text) {
    const value = ALPHABET.indexOf(letter)
    if (value < 0) return undefined
    held = (held << 5) | value
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes.push(held >> bits)
    }
    held &= (1 << bits) - 1
  }
  return held === 0 && bits < 5 ? new Uint8Array(bytes) : undefined
}
