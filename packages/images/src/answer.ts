/** What a child says, once. Whatever a picture has made of the child, nothing but this comes out of it. */
import {
  type Bytes,
  type DecodeError,
  decode,
  encode,
  IMAGE_BYTES,
  IMAGE_SIDE,
  MalformedError,
  PLACEHOLDER_BYTES,
  type Reader,
  type Result,
} from '@comrad/protocol'
import type { ImageError, Pixels, PreparedImage } from './picture.ts'

export type Answer =
  | { readonly type: 'prepared'; readonly image: PreparedImage }
  | { readonly type: 'pixels'; readonly pixels: Pixels }
  | { readonly type: 'refused'; readonly error: ImageError }

/** The largest is a picture of full size, in pixels. */
export const ANSWER_BYTES_MAX = 4 * IMAGE_SIDE ** 2 + 64

const REFUSED = 0
const PREPARED = 1
const PIXELS = 2

const ERRORS: readonly ImageError['type'][] = [
  'not-an-image',
  'unsupported',
  'truncated',
  'too-large',
  'too-many-pixels',
  'failed',
]

export const encodeAnswer = (answer: Answer): Bytes =>
  encode((writer) => {
    if (answer.type === 'refused') {
      writer.uint8(REFUSED).uint8(ERRORS.indexOf(answer.error.type))
    } else if (answer.type === 'prepared') {
      const { width, height, placeholder, bytes } = answer.image
      writer.uint8(PREPARED).uint16(width).uint16(height).opaque(placeholder)
      writer.uint32(bytes.length).bytes(bytes)
    } else {
      const { width, height, rgba } = answer.pixels
      writer.uint8(PIXELS).uint16(width).uint16(height).bytes(rgba)
    }
  })

export const decodeAnswer = (bytes: Uint8Array): Result<Answer, DecodeError> => decode(bytes, readAnswer)

function readAnswer(reader: Reader): Answer {
  const type = reader.uint8()
  if (type === REFUSED) return { type: 'refused', error: { type: readError(reader) } }
  const width = readSide(reader)
  const height = readSide(reader)
  if (type === PIXELS) {
    return { type: 'pixels', pixels: { width, height, rgba: reader.bytes(width * height * 4) } }
  }
  if (type !== PREPARED) throw new MalformedError('unknown answer')
  const placeholder = reader.opaque(PLACEHOLDER_BYTES)
  const length = reader.uint32()
  if (length > IMAGE_BYTES) throw new MalformedError('too long')
  return { type: 'prepared', image: { width, height, placeholder, bytes: reader.bytes(length) } }
}

function readSide(reader: Reader): number {
  const side = reader.uint16()
  if (side === 0 || side > IMAGE_SIDE) throw new MalformedError('no side of an image')
  return side
}

function readError(reader: Reader): ImageError['type'] {
  const type = ERRORS[reader.uint8()]
  if (type === undefined) throw new MalformedError('unknown error')
  return type
}
