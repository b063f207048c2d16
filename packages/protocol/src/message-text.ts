/** What a person may write, in a message or anywhere. docs/spec/delivery.md §Text. */
import { err, ok, type Result } from './result.ts'

export type TextError = { readonly type: 'too-long' | 'lone-surrogate' | 'control-character' }

// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the purpose
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/

/** Normalises to NFC and judges; the empty text passes. Newline and tab are the only controls allowed. */
export function parseText(text: string, maxCodePoints: number): Result<string, TextError> {
  if (!text.isWellFormed()) return err({ type: 'lone-surrogate' })
  const normal = text.normalize('NFC')
  if (CONTROL.test(normal)) return err({ type: 'control-character' })
  if (normal.length > maxCodePoints && [...normal].length > maxCodePoints) return err({ type: 'too-long' })
  return ok(normal)
}
