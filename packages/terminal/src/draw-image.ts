/** An image where none can be drawn. A stranger could write the same words: it is only ever a line of theirs. */
import type { ImageView } from '@comrad/client'

export const describeImage = ({ width, height }: ImageView): string => `[image ${width}×${height}]`

/** What a letter says, and that there is an image with it. */
export function withImage({ text, image }: { readonly text: string; readonly image?: ImageView }): string {
  if (!image) return text
  return text === '' ? describeImage(image) : `${text}\n${describeImage(image)}`
}
