/** From a file of anybody's to what is sent: upright, small, without a word about where and when it was taken. */
import { type Bytes, IMAGE_BYTES } from '@comrad/protocol'
import { rgbaToThumbHash } from 'thumbhash'
import { type Codecs, createCodecs } from './codecs.ts'
import { inspect } from './inspect.ts'
import type { Job } from './job.ts'
import type { Pixels, PreparedImage } from './picture.ts'
import { Refusal } from './refusal.ts'
import { shrinkToFit } from './shrink.ts'
import { cutSquare, turnUpright } from './turn.ts'

const QUALITIES = [82, 70, 58, 45] as const
const LOWEST_QUALITY = 45
/** How much smaller each side becomes when quality alone does not help. */
const STEP = 0.8
/** The most that a thumbhash is made from. */
const PLACEHOLDER_SIDE = 100

/** Throws a `Refusal`. Pixels carry no metadata: whatever was beside them in the file ends here. */
export async function preparePicture({ type, file, side, pixelsMax, memoryMb }: Job): Promise<PreparedImage> {
  const header = inspect(file, { formats: ['jpeg', 'png', 'webp'], pixelsMax })
  const codecs = createCodecs({ memoryMb })
  const decoded = await codecs.decode(header.format, file)
  if (decoded.width !== header.width || decoded.height !== header.height) throw new Refusal('failed')
  blankHidden(decoded)
  const cut = type === 'prepare-square' ? cutSquare(decoded) : decoded
  const upright = turnUpright(shrinkToFit(codecs, cut, side), header.orientation)
  const { pixels, bytes } = await compress(codecs, upright)
  return { bytes, width: pixels.width, height: pixels.height, placeholder: placeholderOf(codecs, pixels) }
}

/**
 * Whoever erased a part of a picture may have made it transparent only: its colours are still there, and WebP keeps some of them.
 * In place: a second copy of a large photo is too much.
 */
function blankHidden({ rgba }: Pixels) {
  for (let at = 0; at < rgba.length; at += 4) {
    if (rgba[at + 3] === 0) rgba.fill(0, at, at + 3)
  }
}

type Compressed = { readonly pixels: Pixels; readonly bytes: Bytes }

/** Quality goes first, then size: a picture that is a little soft says more than one that is small. */
async function compress(codecs: Codecs, full: Pixels): Promise<Compressed> {
  for (const quality of QUALITIES) {
    const bytes = await codecs.encodeWebp(full, quality)
    if (bytes.length <= IMAGE_BYTES) return { pixels: full, bytes }
  }
  let pixels = full
  for (;;) {
    pixels = shrinkToFit(codecs, pixels, Math.floor(Math.max(pixels.width, pixels.height) * STEP))
    const bytes = await codecs.encodeWebp(pixels, LOWEST_QUALITY)
    if (bytes.length <= IMAGE_BYTES) return { pixels, bytes }
  }
}

function placeholderOf(codecs: Codecs, pixels: Pixels): Bytes {
  const { width, height, rgba } = shrinkToFit(codecs, pixels, PLACEHOLDER_SIDE)
  return Uint8Array.from(rgbaToThumbHash(width, height, rgba))
}
