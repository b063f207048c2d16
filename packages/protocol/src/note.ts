/** What an author signs for the whole world to read. docs/spec/feed.md §Note. */
import { type Bytes, decode, encode, MalformedError, type Reader, type Writer } from './bytes.ts'
import { type Content, readContent, readFace, writeContent } from './content.ts'
import { type PostId, readPostId, readSignature, type Signature } from './keys.ts'
import { NONCE_BYTES } from './limits.ts'
import { type Name, readName, writeName } from './name.ts'

const NOTE_VERSION = 1

export type NoteBody =
  | { readonly kind: 'post'; readonly content: Content; readonly replyTo?: PostId }
  | { readonly kind: 'deletion'; readonly post: PostId }
  | { readonly kind: 'profile'; readonly face: Content }

export type Note = {
  readonly author: Name
  /** So that two equal posts are two. */
  readonly nonce: Bytes
  /** Milliseconds since 1970, by the author's clock. */
  readonly writtenAt: number
  readonly expiresAt: number
  readonly body: NoteBody
}

/** The signature is by the author's identity key over `noteSigningBytes`. */
export type SignedNote = { readonly note: Note; readonly signature: Signature }

const CONTEXT = new TextEncoder().encode('comrad note v1\0')
const KINDS = ['post', 'deletion', 'profile'] as const

/** `fingerprint`: the Operator's; what is said to one world is not said to another. */
export const noteSigningBytes = (note: Note, fingerprint: string): Bytes =>
  encode((writer) => {
    writer.bytes(CONTEXT).text(fingerprint)
    writeNote(writer, note)
  }, 512)

export const encodeNote = (note: Note): Bytes => encode((writer) => writeNote(writer, note), 512)
export const encodeSignedNote = (signed: SignedNote): Bytes =>
  encode((writer) => {
    writeNote(writer, signed.note)
    writer.bytes(signed.signature)
  }, 512)
export const decodeSignedNote = (bytes: Uint8Array) => decode(bytes, readSignedNote)

const readSignedNote = (reader: Reader): SignedNote => ({
  note: readNote(reader),
  signature: readSignature(reader),
})

function readNote(reader: Reader): Note {
  if (reader.uint8() !== NOTE_VERSION) throw new MalformedError('unknown version')
  return {
    author: readName(reader),
    nonce: reader.bytes(NONCE_BYTES),
    writtenAt: reader.uint64(),
    expiresAt: reader.uint64(),
    body: readBody(reader),
  }
}

function writeNote(writer: Writer, note: Note): void {
  writer.uint8(NOTE_VERSION)
  writeName(writer, note.author)
  writer.bytes(note.nonce).uint64(note.writtenAt).uint64(note.expiresAt)
  writeBody(writer, note.body)
}

function readBody(reader: Reader): NoteBody {
  const kind = KINDS[reader.uint8() - 1]
  switch (kind) {
    case 'post': {
      const content = readContent(reader)
      return reader.boolean() ? { kind, content, replyTo: readPostId(reader) } : { kind, content }
    }
    case 'deletion':
      return { kind, post: readPostId(reader) }
    case 'profile':
      return { kind, face: readFace(reader) }
    default:
      throw new MalformedError('unknown kind')
  }
}

function writeBody(writer: Writer, body: NoteBody): void {
  writer.uint8(KINDS.indexOf(body.kind) + 1)
  switch (body.kind) {
    case 'post':
      writeContent(writer, body.content)
      writer.boolean(body.replyTo !== undefined)
      if (body.replyTo) writer.bytes(body.replyTo)
      return
    case 'deletion':
      writer.bytes(body.post)
      return
    case 'profile':
      writeContent(writer, body.face)
      return
  }
}
