/**
 * Pictures, from files of anybody: decoded and encoded only in a process that holds no key, that can reach no network and no
 * file, that does one job and is gone. docs/decisions/0020-pictures-are-opened-by-a-process-without-keys.md
 */
import { type Bytes, err, IMAGE_BYTES, IMAGE_SIDE, ok, type Result } from '@comrad/protocol'
import { type Done, type RunningChild, startChild } from './child.ts'
import { inspect } from './inspect.ts'
import type { Job } from './job.ts'
import type { ImageError, Pixels, PreparedImage } from './picture.ts'
import { Refusal } from './refusal.ts'

export type Images = {
  /** JPEG, PNG or WebP. With `square`, its middle, at most so many pixels wide and high. */
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

const USUAL: ImagesOptions = {
  timeoutMs: 20_000,
  inputBytesMax: 30_000_000,
  pixelsMax: 50_000_000,
  memoryMb: 640,
  waitingMax: 16,
}

/** Whether whoever shows it is promised no more pixels than a picture may have. By its headers: nothing is decoded here. */
export function mayBeShown(image: Bytes): boolean {
  if (image.length > IMAGE_BYTES) return false
  try {
    const { width, height } = inspect(image, { formats: ['webp'], pixelsMax: IMAGE_SIDE ** 2 })
    return width <= IMAGE_SIDE && height <= IMAGE_SIDE
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
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
