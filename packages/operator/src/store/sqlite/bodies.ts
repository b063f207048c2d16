/**
 * The letters' bytes: one file of equal places, written in place. Not in SQLite, where each letter would be written twice, into
 * its log and into its file, and each erased one twice more. docs/decisions/0010.
 *
 * What is put is in the file only after `write`, which is durable when it returns and comes before the commit of the rows that
 * speak of it: a row never points to bytes that are not there, and bytes without a row are nobody's.
 */
import {
  closeSync,
  fdatasync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { type Bytes, ENVELOPE_CIPHERTEXT_BYTES } from '@comrad/protocol'

export type Bodies = {
  put(slot: number, body: Bytes): void
  write(): void
  /** What was put since the last `write` is not wanted. */
  discard(): void
  read(slot: number): Bytes
  /** Overwrites with zeros. `slots` ascend. Durable after `sync`. */
  zero(slots: readonly number[]): void
  sync(): Promise<void>
  /** Places in the file. */
  length(): number
  cut(length: number): void
  close(): void
}

/** Whole blocks of the disk: writing one letter never makes the disk read and rewrite its neighbour. */
export const SLOT_BYTES = 8192

const SLOTS_PER_WRITE = 64
const ZEROS = new Uint8Array(SLOTS_PER_WRITE * SLOT_BYTES)

export function openBodies(path: string): Bodies {
  createFile(path)
  const descriptor = openSync(path, 'r+')
  const buffer = new Uint8Array(SLOTS_PER_WRITE * SLOT_BYTES)
  let waiting: { readonly slot: number; readonly body: Bytes }[] = []

  return {
    put(slot, body) {
      if (body.length !== ENVELOPE_CIPHERTEXT_BYTES) throw new RangeError('not the size of a letter')
      waiting.push({ slot, body })
    },
    write() {
      if (waiting.length === 0) return
      waiting.sort((a, b) => a.slot - b.slot)
      const bodies = waiting
      forEachRun(
        bodies.map(({ slot }) => slot),
        (from, count, slot) => {
          for (let index = 0; index < count; index++) {
            const body = bodies[from + index]?.body
            if (body) buffer.set(body, index * SLOT_BYTES)
          }
          writeAll(buffer.subarray(0, count * SLOT_BYTES), slot * SLOT_BYTES)
        },
      )
      fdatasyncSync(descriptor)
      waiting = []
    },
    discard() {
      waiting = []
    },
    read(slot) {
      const body = new Uint8Array(ENVELOPE_CIPHERTEXT_BYTES)
      const length = readSync(descriptor, body, 0, body.length, slot * SLOT_BYTES)
      if (length !== body.length) throw new RangeError('the letters’ file is shorter than it was')
      return body
    },
    zero: (slots) =>
      forEachRun(slots, (_, count, slot) => {
        writeAll(ZEROS.subarray(0, count * SLOT_BYTES), slot * SLOT_BYTES)
      }),
    sync: () => promisify(fdatasync)(descriptor),
    length: () => Math.ceil(fstatSync(descriptor).size / SLOT_BYTES),
    cut: (length) => ftruncateSync(descriptor, length * SLOT_BYTES),
    close: () => closeSync(descriptor),
  }

  function writeAll(bytes: Uint8Array, position: number) {
    for (let done = 0; done < bytes.length; ) {
      done += writeSync(descriptor, bytes, done, bytes.length - done, position + done)
    }
  }
}

function createFile(path: string) {
  closeSync(openSync(path, 'a', 0o600))
  // Its name must survive a power cut as well as its bytes. Windows has no such call.
  if (process.platform === 'win32') return
  const directory = openSync(dirname(path), 'r')
  fsyncSync(directory)
  closeSync(directory)
}

/** Slots that follow one another are written at once: `run(index of the first, how many, the first)`. */
function forEachRun(slots: readonly number[], run: (from: number, count: number, slot: number) => void) {
  for (let from = 0; from < slots.length; ) {
    const slot = slots[from] ?? 0
    let count = 1
    while (count < SLOTS_PER_WRITE && slots[from + count] === slot + count) count++
    run(from, count, slot)
    from += count
  }
}
