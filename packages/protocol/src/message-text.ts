/** What a person may write in one message. docs/spec/delivery.md §Text. */
import { TEXT_CODE_POINTS } from './limits.ts'
import { err, ok, type Result } from './result.ts'

export type MessageText = string & { readonly brand: 'MessageText' }
export type TextError = { readonly type: 'empty' | 'too-long' | 'lone-surrogate' | 'control-character' }

// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the purpose
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/

export function parseMessageText(text: string): Result<MessageText, TextError> {
  const checked = parseText(text, TEXT_CODE_POINTS)
  if (!checked.ok) return checked
  return checked.value.length === 0 ? err({ type: 'empty' }) : ok(checked.value as MessageText)
}

/** Normalises to NFC and judges; the empty text passes. Newline and tab are the only controls allowed. */
export function parseText(text: string, maxCodePoints: number): Result<string, TextError> {
  if (!text.isWellFormed()) return err({ type: 'lone-surrogate' })
  const normal = text.normalize('NFC')
  if (CONTROL.test(normal)) return err({ type: 'control-character' })
  if (normal.length > maxCodePoints && [...normal].length > maxCodePoints) return err({ type: 'too-long' })
  return ok(normal)
}
