/**
 * What a file is, by its own first bytes and never by its name, and how large it would be: read from its headers, before
 * any decoder sees it. A hundred bytes can promise 60,000 × 60,000 pixels.
 */
import { type Bytes, MalformedError, Reader } from '@comrad/protocol'
import type { CheckSize, Header } from './header.ts'
import { readJpeg } from './jpeg.ts'
import { readPng } from './png.ts'
import { Refusal } from './refusal.ts'
import { readWebp } from './webp.ts'

export type Format = 'jpeg' | 'png' | 'webp'
export type Inspected = Header & { readonly format: Format }

export type InspectLimits = { readonly formats: readonly Format[]; readonly pixelsMax: number }

const READERS = { jpeg: readJpeg, png: readPng, webp: readWebp }

/** Throws a `Refusal`. */
export function inspect(bytes: Bytes, { formats, pixelsMax }: InspectLimits): Inspected {
  const format = formatOf(bytes)
  if (format === undefined) throw new Refusal('not-an-image')
  if (format === 'other' || !formats.includes(format)) throw new Refusal('unsupported')
  const checkSize: CheckSize = (width, height) => {
    if (width === 0 || height === 0) throw new Refusal('failed')
    if (width * height > pixelsMax) throw new Refusal('too-many-pixels')
  }
  try {
    return { format, ...READERS[format](new Reader(bytes), checkSize) }
  } catch (error) {
    // The only thing that a reader of headers finds malformed is an end that comes too early.
    if (error instanceof MalformedError) throw new Refusal('truncated')
    throw error
  }
}

/** Known at sight, so that a picture that we do not take is not called something else. */
const OTHERS: readonly (readonly [at: number, magic: string])[] = [
  [0, 'GIF8'],
  [0, 'BM'],
  [0, 'II*\0'],
  [0, 'MM\0*'],
  [0, '\0\0\x01\0'],
  [0, '\xff\x0a'],
  [0, '\0\0\0\x0cJXL '],
  [0, '\0\0\0\x0cjP  '],
  [4, 'ftypavif'],
  [4, 'ftypheic'],
  [4, 'ftypheix'],
  [4, 'ftypmif1'],
]

function formatOf(bytes: Bytes): Format | 'other' | undefined {
  const begin = String.fromCharCode(...bytes.subarray(0, 16))
  if (begin.startsWith('\xff\xd8\xff')) return 'jpeg'
  if (begin.startsWith('\x89PNG\r\n\x1a\n')) return 'png'
  if (begin.startsWith('RIFF') && begin.startsWith('WEBP', 8)) return 'webp'
  return OTHERS.some(([at, magic]) => begin.startsWith(magic, at)) ? 'other' : undefined
}
