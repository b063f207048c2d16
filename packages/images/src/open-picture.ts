/** From what somebody sent to what is shown: only the one format that `preparePicture` makes. */
import { createCodecs } from './codecs.ts'
import { inspect } from './inspect.ts'
import type { Job } from './job.ts'
import type { Pixels } from './picture.ts'
import { shrinkToFit } from './shrink.ts'

/** Throws a `Refusal`. */
export async function openPicture({ file, side, pixelsMax, memoryMb }: Job): Promise<Pixels> {
  inspect(file, { formats: ['webp'], pixelsMax })
  const codecs = createCodecs({ memoryMb })
  return shrinkToFit(codecs, await codecs.decode('webp', file), side)
}
