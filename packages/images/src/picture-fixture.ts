/** Pictures made on the spot, whole ones and hostile ones. Nothing here is shipped, and no picture lies in the repository. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { crc32, deflateSync } from 'node:zlib'
import type { Bytes } from '@comrad/protocol'
import createJpegEncoder, { type MozJPEGModule } from '@jsquash/jpeg/codec/enc/mozjpeg_enc.js'
import { defaultOptions as JPEG_OPTIONS } from '@jsquash/jpeg/meta.js'
import { initEmscriptenModule } from '@jsquash/jpeg/utils.js'
import { createCodecs } from './codecs.ts'
import type { Orientation } from './header.ts'
import type { Pixels } from './picture.ts'

/** Red, green, blue, and opacity if it is not full. */
type Colour = readonly number[]
type Paint = (x: number, y: number) => Colour

export const RED: Colour = [230, 20, 20]
export const BLUE: Colour = [20, 20, 230]

export function paint(width: number, height: number, colourAt: Paint): Pixels {
  const rgba = new Uint8Array(width * height * 4)
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      rgba[at + 3] = 255
      rgba.set(colourAt(x, y), at)
    }
  }
  return { width, height, rgba }
}

/** Its left half is red, its right half is blue. */
export const halves = (width: number, height: number) =>
  paint(width, height, (x) => (x < width / 2 ? RED : BLUE))

/** The same on every run, and nothing that a codec could make small. */
export function noise(width: number, height: number): Pixels {
  const rgba = new Uint8Array(width * height * 4)
  let state = 1
  for (let at = 0; at < rgba.length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    rgba[at] = at % 4 === 3 ? 255 : state >>> 24
  }
  return { width, height, rgba }
}

type PngChunk = readonly [type: string, body: Uint8Array]

export function png(pixels: Pixels, extra: readonly PngChunk[] = []): Bytes {
  const { width, height, rgba } = pixels
  const rows = new Uint8Array((width * 4 + 1) * height)
  for (let y = 0; y < height; y++) {
    rows.set(rgba.subarray(y * width * 4, (y + 1) * width * 4), y * (width * 4 + 1) + 1)
  }
  const data = deflateSync(rows, { level: 1 })
  return pngOf([['IHDR', pngHeader(width, height)], ...extra, ['IDAT', data], ['IEND', new Uint8Array()]])
}

export function pngOf(chunks: readonly PngChunk[]): Bytes {
  return concat(latin('\x89PNG\r\n\x1a\n'), ...chunks.map(([type, body]) => pngChunk(type, body)))
}

/** Eight bits each of red, green, blue and opacity. */
export function pngHeader(width: number, height: number): Bytes {
  return concat(uint32(width), uint32(height), Uint8Array.of(8, 6, 0, 0, 0))
}

function pngChunk(type: string, body: Uint8Array): Bytes {
  const named = concat(latin(type), body)
  return concat(uint32(body.length), named, uint32(crc32(named)))
}

let jpegEncoder: Promise<MozJPEGModule> | undefined

export async function jpeg(pixels: Pixels, options: Partial<typeof JPEG_OPTIONS> = {}): Promise<Bytes> {
  jpegEncoder ??= initEmscriptenModule(createJpegEncoder, compile('@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm'))
  const { width, height, rgba } = pixels
  return Uint8Array.from((await jpegEncoder).encode(rgba, width, height, { ...JPEG_OPTIONS, ...options }))
}

export function webp(pixels: Pixels, quality = 80): Promise<Bytes> {
  return createCodecs({ memoryMb: 640 }).encodeWebp(pixels, quality)
}

/** A segment right behind the beginning of a JPEG. */
export function withSegment(file: Bytes, marker: number, body: Uint8Array): Bytes {
  const length = body.length + 2
  const head = Uint8Array.of(0xff, marker, length >> 8, length & 0xff)
  return concat(file.subarray(0, 2), head, body, file.subarray(2))
}

/** A lossy WebP put into the extended form (RFC 9649 §2.7), with chunks behind its picture. */
export function extendedWebp(
  file: Bytes,
  { width, height }: Pixels,
  chunks: readonly PngChunk[],
  flags = 0,
): Bytes {
  const canvas = concat(Uint8Array.of(flags, 0, 0, 0), uint24(width - 1), uint24(height - 1))
  const body = [['VP8X', canvas] as const, ...chunks].map(([type, bytes]) => riffChunk(type, bytes))
  const [head = new Uint8Array(), ...rest] = body
  return riff(concat(head, file.subarray(12), ...rest))
}

export function riff(chunks: Uint8Array): Bytes {
  return concat(latin('RIFF'), littleUint32(chunks.length + 4), latin('WEBP'), chunks)
}

export function riffChunk(type: string, body: Uint8Array): Bytes {
  return concat(latin(type), littleUint32(body.length), body, new Uint8Array(body.length % 2))
}

/** What a camera writes: where it stood, and which side of it was up. */
export function exif(orientation: Orientation, place = 'Comradgrad'): Bytes {
  const entries = [
    // Orientation, one SHORT.
    concat(Uint8Array.of(1, 0x12, 0, 3), uint32(1), Uint8Array.of(0, orientation, 0, 0)),
    // GPSInfo, one LONG: where its own directory lies.
    concat(Uint8Array.of(0x88, 0x25, 0, 4), uint32(1), uint32(38)),
  ]
  // GPSAreaInformation, ASCII.
  const gps = concat(Uint8Array.of(0, 0x1c, 0, 2), uint32(place.length), uint32(56))
  return concat(
    latin('MM\0*'),
    uint32(8),
    Uint8Array.of(0, 2),
    ...entries,
    uint32(0),
    Uint8Array.of(0, 1),
    gps,
    uint32(0),
    latin(place),
  )
}

/**
 * Two megabytes, within every limit, that keep a decoder busy for more than a minute: a progressive JPEG of which one scan,
 * which says in a few bytes that nothing changes, is there forty thousand times.
 */
export async function timeBomb(): Promise<Bytes> {
  const file = await jpeg(
    paint(4_000, 4_000, () => RED),
    { progressive: true, quality: 50 },
  )
  const isScan = (at: number) => file[at] === 0xff && file[at + 1] === 0xda
  const [, second = 0, third = 0] = [...file.keys()].filter(isScan)
  const scans = Array.from({ length: 40_000 }, () => file.subarray(second, third))
  return concat(file.subarray(0, second), ...scans, file.subarray(third))
}

export const latin = (text: string): Bytes => Uint8Array.from(text, (letter) => letter.charCodeAt(0))

export function concat(...parts: readonly Uint8Array[]): Bytes {
  return Uint8Array.from(Buffer.concat(parts))
}

const uint32 = (value: number) =>
  Uint8Array.of(value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff)
const littleUint32 = (value: number) => uint32(value).reverse()
const uint24 = (value: number) => littleUint32(value).subarray(0, 3)

function compile(path: string): never {
  const { WebAssembly } = globalThis as unknown as {
    WebAssembly: { Module: new (bytes: Uint8Array) => never }
  }
  return new WebAssembly.Module(readFileSync(fileURLToPath(import.meta.resolve(path))))
}
