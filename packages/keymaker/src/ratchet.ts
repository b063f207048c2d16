/**
 * Everything that a device remembers of its sessions, as rows that somebody else keeps. docs/spec/keys.md §Ratchet.
 *
 * Sealing and opening read rows and hand back what is to be written. The caller writes that in the one transaction that also
 * holds the letter; if anything failed there is nothing to write.
 */
import type { Bytes } from '@comrad/protocol'
import { equalBytes } from './primitives.ts'

export type RatchetKind =
  /** By address: libsignal's session record. */
  | 'session'
  /** By name: the identity key that letters to and from this name must have. */
  | 'identity'
  /** By id: one-time prekeys, erased when used. */
  | 'prekey'
  | 'kyber-prekey'
  /** By id: kept until rotated away. */
  | 'signed-prekey'
  | 'last-resort-kyber'
  /** By last-resort id: which first letters it has already opened. */
  | 'kyber-used'
  /** 'current': which prekeys there are, and since when. */
  | 'prekey-ring'

export type RatchetReader = { get(kind: RatchetKind, key: string): Bytes | undefined }
/** `undefined` deletes. */
export type RatchetWrite = {
  readonly kind: RatchetKind
  readonly key: string
  readonly value: Bytes | undefined
}

export type RatchetOverlay = RatchetReader & {
  put(kind: RatchetKind, key: string, value: Bytes | undefined): void
  writes(): readonly RatchetWrite[]
  /** Throws what the reader threw: a broken disk must not pass for a broken letter. */
  throwIfBroken(): void
}

export function createOverlay(reader: RatchetReader): RatchetOverlay {
  const written = new Map<string, RatchetWrite>()
  const broken: unknown[] = []
  const idOf = (kind: RatchetKind, key: string) => `${kind} ${key}`

  function read(kind: RatchetKind, key: string): Bytes | undefined {
    try {
      return reader.get(kind, key)
    } catch (error) {
      broken.push(error)
      throw error
    }
  }

  return {
    get(kind, key) {
      const write = written.get(idOf(kind, key))
      return write ? write.value : read(kind, key)
    },
    put(kind, key, value) {
      written.set(idOf(kind, key), { kind, key, value })
    },
    writes: () => [...written.values()].filter(({ kind, key, value }) => !isSame(read(kind, key), value)),
    throwIfBroken() {
      if (broken.length > 0) throw broken[0]
    },
  }
}

const isSame = (one: Bytes | undefined, other: Bytes | undefined): boolean =>
  one === undefined || other === undefined ? one === other : equalBytes(one, other)
