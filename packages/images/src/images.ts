/**
 * Pictures, from files of anybody: decoded and encoded only in a process that holds no key, that can reach no network and no
 * file, that does one job and is gone. docs/decisions/0020-pictures-are-opened-by-a-process-without-keys.md
 */
import { type Bytes, err, IMAGE_BYTES, IMAGE_SIDE, ok, type Result } from '@comrad/protocol'
import { type Done, type RunningChild, startChild } from './child.ts'
import type { Job } from './job.ts'

export type PreparedImage = {
  /** WebP, within `IMAGE_BYTES` and `IMAGE_SIDE`, upright, without metadata. */
  readonly bytes: Bytes
  readonly width: number
  readonly height: number
  /** A thumbhash. */
  readonly placeholder: Bytes
}

/** Eight bits each of red, green, blue and opacity, row by row. */
export type Pixels = { readonly width: number; readonly height: number; readonly rgba: Bytes }

export type ImageError = {
  readonly type:
    | 'not-an-image'
    /** A picture, but none of `ACCEPTED_FORMATS`, or one that moves, or in colours for print. */
    | 'unsupported'
    | 'truncated'
    | 'too-large'
    | 'too-many-pixels'
    | 'timeout'
    /** The decoder found it broken, or ran out of its memory. */
    | 'failed'
    /** So many wait already. */
    | 'busy'
}

export type Images = {
  /** Any of `ACCEPTED_FORMATS`. With `square`, its middle, at most so many pixels wide and high. */
  prepare(file: Bytes, options?: { readonly square?: number }): Promise<Result<PreparedImage, ImageError>>
  /** For showing: takes only what `prepare` makes, whoever sent it. Scaled down to fit `maxSide`. */
  decode(image: Bytes, maxSide: number): Promise<Result<Pixels, ImageError>>
  /** Kills what runs. What was asked for and is asked for from now on fails. */
  close(): Promise<void>
}

export type ImagesOptions = {
  /** How long one picture may take. */
  readonly timeoutMs: number
  readonly inputBytesMax: number
  readonly pixelsMax: number
  /** How far the memory of each decoder may grow. */
  readonly memoryMb: number
  /** How many may wait for the one that runs. */
  readonly waitingMax: number
}

export const ACCEPTED_FORMATS = ['JPEG', 'PNG', 'WebP'] as const
/** Photos of people are cut to squares of this size. */
export const PHOTO_SIDE = 256

const USUAL: ImagesOptions = {
  timeoutMs: 20_000,
  inputBytesMax: 30_000_000,
  pixelsMax: 50_000_000,
  memoryMb: 640,
  waitingMax: 16,
}

export function createImages(options: Partial<ImagesOptions> = {}): Images {
  const limits = { ...USUAL, ...options }
  const { pixelsMax, memoryMb, waitingMax } = limits
  let last: Promise<unknown> = Promise.resolve()
  let inside = 0
  let running: RunningChild | undefined
  let isClosed = false

  /** One at a time: two large ones at once would be too much for a small machine. */
  async function inTurn(job: Job): Promise<Result<Done, ImageError>> {
    if (inside > waitingMax) return err({ type: 'busy' })
    inside++
    const answer = last.then(() => run(job))
    last = answer.catch(() => undefined)
    return answer.finally(() => inside--)
  }

  async function run(job: Job): Promise<Result<Done, ImageError>> {
    if (isClosed) return err({ type: 'failed' })
    running = startChild(job, limits)
    return running.answer
  }

  return {
    async prepare(file, { square } = {}) {
      if (file.length > limits.inputBytesMax) return err({ type: 'too-large' })
      const side = withinSide(square ?? IMAGE_SIDE)
      const type = square === undefined ? 'prepare' : 'prepare-square'
      const answer = await inTurn({ type, file, side, pixelsMax, memoryMb })
      if (!answer.ok) return answer
      return answer.value.type === 'prepared' ? ok(answer.value.image) : err({ type: 'failed' })
    },
    async decode(image, maxSide) {
      if (image.length > IMAGE_BYTES) return err({ type: 'too-large' })
      const side = withinSide(maxSide)
      const answer = await inTurn({ type: 'decode', file: image, side, pixelsMax: IMAGE_SIDE ** 2, memoryMb })
      if (!answer.ok) return answer
      return answer.value.type === 'pixels' ? ok(answer.value.pixels) : err({ type: 'failed' })
    },
    async close() {
      isClosed = true
      running?.kill()
      await last
    },
  }
}

function withinSide(side: number): number {
  return Math.max(1, Math.min(Math.floor(side), IMAGE_SIDE))
}
