/** One padded WebSocket message. docs/spec/wire.md §Frames. */
import { type Bytes, type DecodeError, decode, MalformedError, type Reader } from './bytes.ts'
import { FRAME_HEADER_BYTES, FRAME_SIZES } from './limits.ts'
import type { Result } from './result.ts'

export const FRAME_VERSION = 1
export type FrameType = 'request' | 'reply' | 'tick'
export type Frame = { readonly type: FrameType; readonly id: number; readonly body: Bytes }

/** The most bytes that a frame's body can have. */
export const FRAME_BODY_MAX = FRAME_SIZES[1] - FRAME_HEADER_BYTES

const ZEROS = Buffer.alloc(FRAME_SIZES[1])
const TYPES = ['request', 'reply', 'tick'] as const

/** Throws a `RangeError` if the body does not fit the largest frame: a bug of the caller. */
export function encodeFrame({ type, id, body }: Frame): Bytes {
  const size = FRAME_SIZES.find((one) => FRAME_HEADER_BYTES + body.length <= one)
  if (size === undefined) throw new RangeError('frame body too long')
  const bytes = new Uint8Array(size)
  const view = new DataView(bytes.buffer)
  view.setUint8(0, FRAME_VERSION)
  view.setUint8(1, TYPES.indexOf(type) + 1)
  view.setUint32(2, id)
  view.setUint32(6, body.length)
  bytes.set(body, FRAME_HEADER_BYTES)
  return bytes
}

/** The body is a view of `bytes`: decode it before they change. */
export const decodeFrame = (bytes: Uint8Array): Result<Frame, DecodeError> => decode(bytes, readFrame)

/** The heartbeat; as large as a letter. */
export const TICK_FRAME = encodeFrame({ type: 'tick', id: 0, body: new Uint8Array(0) })

function readFrame(reader: Reader): Frame {
  const size = FRAME_SIZES.find((one) => one === reader.remaining)
  if (size === undefined) throw new MalformedError('not a frame size')
  if (reader.uint8() !== FRAME_VERSION) throw new MalformedError('unknown version')
  const type = TYPES[reader.uint8() - 1]
  if (type === undefined) throw new MalformedError('unknown frame type')
  const id = reader.uint32()
  const length = reader.uint32()
  if (length > reader.remaining) throw new MalformedError('body too long')
  if (size !== FRAME_SIZES[0] && FRAME_HEADER_BYTES + length <= FRAME_SIZES[0]) {
    throw new MalformedError('frame larger than needed')
  }
  if (type === 'tick' && (id !== 0 || length !== 0)) throw new MalformedError('a tick says nothing')
  const body = reader.view(length)
  if (!isZero(reader.view(reader.remaining))) throw new MalformedError('padding not zero')
  return { type, id, body }
}

/** One comparison of memory: most of a small frame is padding, and a loop takes twenty times as long over it. */
const isZero = (bytes: Uint8Array): boolean => ZEROS.compare(bytes, 0, bytes.length, 0, bytes.length) === 0
