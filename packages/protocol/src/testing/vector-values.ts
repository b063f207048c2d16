/** Bytes and values as the vectors in docs/spec write them. */
import type { Bytes } from '../bytes.ts'

/** The value as JSON can say it: bytes are hex. */
export function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return pack(value)
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([field, inside]) => [field, plain(inside)]))
}

/** A run of one byte, 64 times or more, is written `(00*8000)`: padding and ciphertexts would fill pages. */
export function pack(bytes: Uint8Array): string {
  return hex(bytes).replaceAll(/((?:..))\1{63,}/g, (run: string, byte: string, offset: number) =>
    offset % 2 === 0 ? `(${byte}*${run.length / 2})` : run,
  )
}

export function unpack(text: string): Bytes {
  const whole = text.replaceAll(/\((..)\*(\d+)\)/g, (_run, byte: string, count: string) =>
    byte.repeat(Number(count)),
  )
  return new Uint8Array(Buffer.from(whole, 'hex'))
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
