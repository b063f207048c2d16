/** The chunks of a PNG (third edition, §5): its size, how it must be turned, and that its end is there. */
import { type Bytes, Reader } from '@comrad/protocol'
import { readExifOrientation } from './exif.ts'
import type { CheckSize, Header } from './header.ts'
import { Refusal } from './refusal.ts'

const SIGNATURE_BYTES = 8
const HEADER_BYTES = 13

export function readPng(reader: Reader, checkSize: CheckSize): Header {
  reader.view(SIGNATURE_BYTES)
  const first = readChunk(reader)
  if (first.type !== 'IHDR' || first.body.length !== HEADER_BYTES) throw new Refusal('failed')
  const size = readSize(new Reader(first.body))
  checkSize(size.width, size.height)
  let orientation = 1
  for (let chunk = readChunk(reader); chunk.type !== 'IEND'; chunk = readChunk(reader)) {
    // An animation: showing one of its pictures would not be what its author sees.
    if (chunk.type === 'acTL') throw new Refusal('unsupported')
    if (chunk.type === 'eXIf') orientation = readExifOrientation(chunk.body)
  }
  return { ...size, orientation }
}

function readChunk(reader: Reader): { readonly type: string; readonly body: Bytes } {
  const length = reader.uint32()
  const type = String.fromCharCode(...reader.view(4))
  const body = reader.view(length)
  // The check sum is the decoder's to check.
  reader.view(4)
  return { type, body }
}

function readSize(reader: Reader): { width: number; height: number } {
  return { width: reader.uint32(), height: reader.uint32() }
}
