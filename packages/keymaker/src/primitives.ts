/** The few plain tools that other rooms may use: hashing, randomness, comparing secrets. */
import { hash, randomFillSync, timingSafeEqual } from 'node:crypto'
import type { Bytes, Hash } from '@comrad/protocol'

export function sha256(bytes: Uint8Array): Hash {
  return toBytes(hash('sha256', bytes, 'buffer')) as Hash
}

export function randomBytes(length: number): Bytes {
  return randomFillSync(new Uint8Array(length))
}

/** In a time that depends on the lengths only. */
export function equalBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other)
}

/** Node answers with `Buffer`s, some of them slices of a shared pool: nothing of ours may keep that pool alive. */
export function toBytes(buffer: Uint8Array): Bytes {
  return buffer.byteLength === buffer.buffer.byteLength && buffer.buffer instanceof ArrayBuffer
    ? new Uint8Array(buffer.buffer)
    : new Uint8Array(buffer)
}

const ENCODER = new TextEncoder()

export const utf8 = (text: string): Bytes => ENCODER.encode(text)

export function concat(...parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}
