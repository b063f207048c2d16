/** How a command answers: in lines for a person, or with --json as one object a line. Never both. */
import { drawWords, type Terminal } from '@comrad/terminal'
import { type ProgramError, wordsOf } from './program-error.ts'

export type Report = {
  result(value: object, lines: readonly string[]): void
  /** Why not, on the error output; with --json also as `{"error": …}` where the result would have been. */
  failure(error: ProgramError): void
}

export function createReport(terminal: Terminal, options: { readonly json: boolean }): Report {
  return {
    result: (value, lines) => terminal.print(options.json ? [toJson(value)] : lines),
    failure(error) {
      const words = wordsOf(error)
      if (options.json) terminal.print([toJson({ error: { type: error.type, ...words } })])
      else terminal.say(drawWords(words, terminal.pen))
    },
  }
}

/** Bytes as base64. Everything that a terminal would obey is escaped, so that a pipe into one is safe too. */
export function toJson(value: object): string {
  const text = JSON.stringify(value, (_key, inner) =>
    inner instanceof Uint8Array ? Buffer.from(inner).toString('base64') : inner,
  )
  return text.replace(UNSAFE, (code) => `\\u${code.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** JSON.stringify escapes what is below U+0020; the rest of the controls and the bidirectional codes are left to us. */
const UNSAFE = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g
