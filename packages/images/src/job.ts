/** What a child is to do: all that it ever reads. */
import { type Bytes, type DecodeError, decode, encode, type Reader, type Result } from '@comrad/protocol'

export type Job = {
  readonly type: (typeof TYPES)[number]
  readonly file: Bytes
  /** The longest side that the outcome may have. */
  readonly side: number
  readonly pixelsMax: number
  readonly memoryMb: number
}

const TYPES = ['prepare', 'prepare-square', 'decode'] as const
const HEADER_BYTES = 15

export const encodeJob = (job: Job): Bytes =>
  encode((writer) => {
    writer.uint8(TYPES.indexOf(job.type)).uint16(job.side).uint32(job.pixelsMax).uint32(job.memoryMb)
    writer.uint32(job.file.length).bytes(job.file)
  }, HEADER_BYTES + job.file.length)

export const decodeJob = (bytes: Uint8Array): Result<Job, DecodeError> => decode(bytes, readJob)

function readJob(reader: Reader): Job {
  const type = TYPES[reader.uint8()] ?? 'decode'
  const side = reader.uint16()
  const pixelsMax = reader.uint32()
  const memoryMb = reader.uint32()
  return { type, side, pixelsMax, memoryMb, file: reader.view(reader.uint32()) }
}
