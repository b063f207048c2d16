/** The number that two people compare, to know that they hold each other's true keys. */
import type { Bytes, Name } from '@comrad/protocol'
import { type Words, wordsOfSafetyNumber } from './words.ts'

export type SafetyNumberView = {
  readonly name: Name
  /** 60 digits, as 12 groups of 5. */
  readonly groups: readonly string[]
  /** The same for a QR code. */
  readonly scannable: Bytes
  readonly verified: boolean
  readonly words: Words
}

export function safetyNumberViewOf(
  name: Name,
  number: { readonly digits: string; readonly scannable: Bytes },
  verified: boolean,
): SafetyNumberView {
  return {
    name,
    groups: number.digits.match(/\d{5}/g) ?? [],
    scannable: number.scannable,
    verified,
    words: wordsOfSafetyNumber(name, verified),
  }
}
