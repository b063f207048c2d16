/** The segments of a JPEG (ITU T.81 annex B): its size, how it must be turned, and that its end is there. */
import type { Reader } from '@comrad/protocol'
import { readExifOrientation } from './exif.ts'
import type { CheckSize, Header } from './header.ts'
import { Refusal } from './refusal.ts'

const END = 0xd9
const SCAN = 0xda
const EXIF_SEGMENT = 0xe1
const EXIF = 'Exif\0\0'

export function readJpeg(reader: Reader, checkSize: CheckSize): Header {
  reader.view(2)
  let size: { width: number; height: number } | undefined
  let orientation = 1
  for (let marker = nextMarker(reader); marker !== END; marker = nextMarker(reader)) {
    if (standsAlone(marker)) continue
    const segment = reader.view(Math.max(0, reader.uint16() - 2))
    if (isFrame(marker)) {
      size = readFrame(marker, segment)
      checkSize(size.width, size.height)
    } else if (marker === EXIF_SEGMENT && startsWith(segment, EXIF)) {
      orientation = readExifOrientation(segment)
    } else if (marker === SCAN && size === undefined) {
      throw new Refusal('failed')
    }
  }
  if (size === undefined) throw new Refusal('failed')
  return { ...size, orientation }
}

/** Passes over what is no marker: after a scan's header that is the picture itself, in which FF is always followed by 00. */
function nextMarker(reader: Reader): number {
  for (;;) {
    while (reader.uint8() !== 0xff);
    let marker = 0xff
    while (marker === 0xff) marker = reader.uint8()
    if (marker !== 0) return marker
  }
}

function standsAlone(marker: number): boolean {
  return marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)
}

/** C0–CF begin a frame, but for the tables of Huffman and arithmetic coding and one that is reserved. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
}

/** Baseline, extended and progressive; eight bits; grey or three colours. Print's four colours do not decode to RGB. */
function readFrame(marker: number, segment: Uint8Array): { width: number; height: number } {
  const [precision = 0, h1 = 0, h0 = 0, w1 = 0, w0 = 0, components = 0] = segment
  if (marker > 0xc2 || precision !== 8 || (components !== 1 && components !== 3)) {
    throw new Refusal('unsupported')
  }
  return { width: (w1 << 8) | w0, height: (h1 << 8) | h0 }
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  return String.fromCharCode(...bytes.subarray(0, text.length)) === text
}
