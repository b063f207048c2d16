/** What a person says, in a message, a post or a profile: a text, an image, or both. docs/spec/feed.md §Content. */
import { MalformedError, type Reader, type Writer } from './bytes.ts'
import { type ImageReference, readImageReference, writeImageReference } from './image-reference.ts'
import { TEXT_BYTES, TEXT_CODE_POINTS } from './limits.ts'
import { parseText } from './message-text.ts'

export type Content = { readonly text: string; readonly image?: ImageReference }

const isEmptyContent = ({ text, image }: Content): boolean => text === '' && image === undefined

/** For a post or a message: something must be said. */
export function readContent(reader: Reader): Content {
  const content = readFace(reader)
  if (isEmptyContent(content)) throw new MalformedError('nothing is said')
  return content
}

/** For a profile, where nothing is an answer. */
export function readFace(reader: Reader): Content {
  const sent = reader.text(TEXT_BYTES)
  const text = parseText(sent, TEXT_CODE_POINTS)
  if (!text.ok) throw new MalformedError(`text: ${text.error.type}`)
  if (text.value !== sent) throw new MalformedError('text: not NFC')
  return reader.boolean() ? { text: sent, image: readImageReference(reader) } : { text: sent }
}

export function writeContent(writer: Writer, { text, image }: Content): void {
  writer.text(text).boolean(image !== undefined)
  if (image) writeImageReference(writer, image)
}
