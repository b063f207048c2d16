/** The chunks of a WebP (RFC 9649): its size, how it must be turned, and that its end is there. Little endian. */
import type { Bytes, Reader } from '@comrad/protocol'
import { readExifOrientation } from './exif.ts'
import type { CheckSize, Header } from './header.ts'
import { Refusal } from './refusal.ts'

type Size = { readonly width: number; readonly height: number }

const CHUNK_HEADER_BYTES = 8
const ANIMATION = 0b10
const LOSSLESS_SIGNATURE = 0x2f

export function readWebp(reader: Reader, checkSize: CheckSize): Header {
  reader.view(4)
  let left = readLittleEndian(reader.view(4)) - 4
  reader.view(4)
  const sizes: Size[] = []
  let orientation = 1
  while (left > 0) {
    const type = String.fromCharCode(...reader.view(4))
    const length = readLittleEndian(reader.view(4))
    const readSize = SIZES[type]
    const head = reader.view(Math.min(length, readSize?.headBytes ?? length))
    if (readSize) {
      const size = readSize.read(head)
      checkSize(size.width, size.height)
      sizes.push(size)
    }
    if (type === 'EXIF') orientation = readExifOrientation(head)
    reader.view(length - head.length)
    left -= CHUNK_HEADER_BYTES + length
    if (length % 2 === 1 && left > 0) {
      reader.view(1)
      left -= 1
    }
  }
  return { ...onlySize(sizes), orientation }
}

/** A canvas and its picture have the same size; two sizes, or two pictures, are a lie about what will be decoded. */
function onlySize([first, ...others]: readonly Size[]): Size {
  if (first === undefined || others.length > 1) throw new Refusal('failed')
  const isSame = others.every((size) => size.width === first.width && size.height === first.height)
  if (!isSame) throw new Refusal('failed')
  return first
}

const SIZES: Readonly<Record<string, { headBytes: number; read: (head: Bytes) => Size }>> = {
  VP8X: { headBytes: 10, read: readCanvas },
  'VP8 ': { headBytes: 10, read: readLossyFrame },
  VP8L: { headBytes: 5, read: readLosslessFrame },
}

function readCanvas(head: Bytes): Size {
  const [flags = 0] = head
  if ((flags & ANIMATION) !== 0) throw new Refusal('unsupported')
  return { width: readLittleEndian(head.subarray(4, 7)) + 1, height: readLittleEndian(head.subarray(7)) + 1 }
}

function readLossyFrame(head: Bytes): Size {
  const isKeyFrame = ((head[0] ?? 1) & 1) === 0
  if (!isKeyFrame || readLittleEndian(head.subarray(3, 6)) !== 0x2a019d) throw new Refusal('failed')
  // The two upper bits of each are a hint for scaling.
  const width = readLittleEndian(head.subarray(6, 8)) & 0x3fff
  return { width, height: readLittleEndian(head.subarray(8)) & 0x3fff }
}

function readLosslessFrame(head: Bytes): Size {
  if (head[0] !== LOSSLESS_SIGNATURE) throw new Refusal('failed')
  const bits = readLittleEndian(head.subarray(1))
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
}

function readLittleEndian(bytes: Bytes): number {
  return bytes.reduceRight((value, byte) => value * 256 + byte, 0)
}
