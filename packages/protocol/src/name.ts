/** Names of comrads. docs/spec/directory.md §Names. */
import { MalformedError, type Reader, type Writer } from './bytes.ts'
import { NAME_LENGTH } from './limits.ts'
import { err, ok, type Result } from './result.ts'

export type Name = string & { readonly brand: 'Name' }
export type NameError = { readonly type: 'length' | 'characters' | 'reserved' }

/** The cast, and words that a reader would take for authority. */
export const RESERVED_NAMES: ReadonlySet<string> = new Set([
  ...['keymaker', 'operator', 'theoperator', 'the-operator', 'the_operator', 'comrades', 'telephone'],
  ...['comrad', 'everyone', 'world', 'trusted', 'admin', 'administrator', 'moderator', 'system', 'support'],
])

const SHAPE = /^[a-z][a-z0-9_-]*$/

/**
 * Lower-cases, then judges. The plain alphabet leaves no look-alikes from other scripts; and only its own capitals are
 * lowered, because other scripts have letters whose lower case lies in it (the Kelvin sign).
 */
export function parseName(text: string): Result<Name, NameError> {
  const name = text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
  if (name.length < NAME_LENGTH.min || name.length > NAME_LENGTH.max) return err({ type: 'length' })
  if (!SHAPE.test(name)) return err({ type: 'characters' })
  if (RESERVED_NAMES.has(name)) return err({ type: 'reserved' })
  return ok(name as Name)
}

/** On the wire a name has one spelling: already lower case. */
export function readName(reader: Reader): Name {
  const bytes = reader.bytes(reader.uint8())
  const text = String.fromCharCode(...bytes)
  const name = parseName(text)
  if (!name.ok) throw new MalformedError(`name: ${name.error.type}`)
  if (name.value !== text) throw new MalformedError('name: not lower case')
  return name.value
}

export function writeName(writer: Writer, name: Name): void {
  writer.uint8(name.length)
  for (let index = 0; index < name.length; index++) writer.uint8(name.charCodeAt(index))
}
