/**
 * The port to whatever decodes images, outside of the process that holds the keys. `@comrad/images` satisfies it; nothing in
 * this room decodes an image.
 */
import type { Bytes, Result } from '@comrad/protocol'

export type PreparedImage = {
  /** WebP, within `IMAGE_BYTES` and `IMAGE_SIDE`, without metadata. */
  readonly bytes: Bytes
  readonly width: number
  readonly height: number
  /** A thumbhash. */
  readonly placeholder: Bytes
}

export type ImageError = {
  readonly type:
    | 'not-an-image'
    | 'unsupported'
    | 'truncated'
    | 'too-large'
    | 'too-many-pixels'
    | 'timeout'
    | 'failed'
    | 'busy'
}

export type Images = {
  prepare(file: Bytes, options?: { readonly square?: number }): Promise<Result<PreparedImage, ImageError>>
}
