/** Strict binary reading and writing, big endian. docs/spec/wire.md §Terms. */
import { err, ok, type Result } from './result.ts'

export type Bytes = Uint8Array<ArrayBuffer>
export type DecodeError = { readonly type: 'malformed'; readonly reason: string }

/** Thrown by readers only; `decode` turns it into a `Result`. */
export class MalformedError extends Error {}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const ENCODER = new TextEncoder()

export class Reader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #offset = 0

  /** A `Buffer` is read as the plain array that it is: its own `slice` would not copy. */
  constructor(bytes: Uint8Array) {
    this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get remaining(): number {
    return this.#bytes.length - this.#offset
  }

  uint8(): number {
    return this.#view.getUint8(this.#advance(1))
  }

  uint16(): number {
    return this.#view.getUint16(this.#advance(2))
  }

  uint32(): number {
    return this.#view.getUint32(this.#advance(4))
  }

  /** A 64-bit number that JavaScript can hold exactly; a larger one is refused. */
  uint64(): number {
    const value = this.#view.getBigUint64(this.#advance(8))
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new MalformedError('number too large')
    return Number(value)
  }

  boolean(): boolean {
    const value = this.uint8()
    if (value > 1) throw new MalformedError('not a boolean')
    return value === 1
  }

  /** Exactly `length` bytes, copied: what is kept must not hold a whole frame alive. */
  bytes(length: number): Bytes {
    const start = this.#advance(length)
    return this.#bytes.slice(start, start + length) as Bytes
  }

  /** Exactly `length` bytes, not copied: for what is looked at now and not kept. */
  view(length: number): Bytes {
    const start = this.#advance(length)
    return this.#bytes.subarray(start, start + length) as Bytes
  }

  /** Bytes behind a 16-bit length that is checked against `max` before it is believed. */
  opaque(max: number): Bytes {
    const length = this.uint16()
    if (length > max) throw new MalformedError('too long')
    return this.bytes(length)
  }

  /** UTF-8 behind a 16-bit length of at most `maxBytes`. */
  text(maxBytes: number): string {
    try {
      return UTF8.decode(this.opaque(maxBytes))
    } catch (error) {
      if (error instanceof MalformedError) throw error
      throw new MalformedError('not UTF-8')
    }
  }

  /** Items behind a 16-bit count between `min` and `max`. */
  list<T>({ min, max }: { min: number; max: number }, readItem: (reader: Reader) => T): T[] {
    const count = this.uint16()
    if (count < min) throw new MalformedError('too few')
    if (count > max) throw new MalformedError('too many')
    const items: T[] = []
    for (let index = 0; index < count; index++) items.push(readItem(this))
    return items
  }

  #advance(length: number): number {
    const start = this.#offset
    if (length > this.#bytes.length - start) throw new MalformedError('truncated')
    this.#offset = start + length
    return start
  }
}

/** A length or count that does not fit its prefix is a bug of the caller, and throws a `RangeError`. */
export class Writer {
  #bytes: Bytes
  #view: DataView
  #length = 0

  constructor(capacity = 256) {
    this.#bytes = new Uint8Array(capacity)
    this.#view = new DataView(this.#bytes.buffer)
  }

  uint8(value: number): this {
    const start = this.#grow(1)
    this.#view.setUint8(start, value)
    return this
  }

  uint16(value: number): this {
    const start = this.#grow(2)
    this.#view.setUint16(start, value)
    return this
  }

  uint32(value: number): this {
    const start = this.#grow(4)
    this.#view.setUint32(start, value)
    return this
  }

  uint64(value: number): this {
    const start = this.#grow(8)
    this.#view.setBigUint64(start, BigInt(value))
    return this
  }

  boolean(value: boolean): this {
    return this.uint8(value ? 1 : 0)
  }

  bytes(value: Uint8Array): this {
    const start = this.#grow(value.length)
    this.#bytes.set(value, start)
    return this
  }

  opaque(value: Uint8Array): this {
    return this.#prefix(value.length).bytes(value)
  }

  text(value: string): this {
    return this.opaque(ENCODER.encode(value))
  }

  list<T>(items: readonly T[], writeItem: (writer: Writer, item: T) => void): this {
    this.#prefix(items.length)
    for (const item of items) writeItem(this, item)
    return this
  }

  finish(): Bytes {
    return this.#length === this.#bytes.length ? this.#bytes : this.#bytes.slice(0, this.#length)
  }

  #prefix(length: number): this {
    if (length > 0xffff) throw new RangeError('too long for its prefix')
    return this.uint16(length)
  }

  /** Where the next `length` bytes go. May replace the view: call it before the view is read. */
  #grow(length: number): number {
    const start = this.#length
    const needed = start + length
    if (needed > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2))
      larger.set(this.#bytes)
      this.#bytes = larger
      this.#view = new DataView(larger.buffer)
    }
    this.#length = needed
    return start
  }
}

/** Reads one value that must fill `bytes` exactly. */
export function decode<T>(bytes: Uint8Array, read: (reader: Reader) => T): Result<T, DecodeError> {
  try {
    const reader = new Reader(bytes)
    const value = read(reader)
    if (reader.remaining > 0) throw new MalformedError('trailing bytes')
    return ok(value)
  } catch (error) {
    if (error instanceof MalformedError) return err({ type: 'malformed', reason: error.message })
    throw error
  }
}

export function encode(write: (writer: Writer) => void, capacity?: number): Bytes {
  const writer = new Writer(capacity)
  write(writer)
  return writer.finish()
}
