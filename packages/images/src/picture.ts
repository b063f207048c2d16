/** A picture on its way, and why there is none. */
import type { Bytes } from '@comrad/protocol'

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
    /** A picture, but neither JPEG, PNG nor WebP, or one that moves, or in colours for print. */
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
