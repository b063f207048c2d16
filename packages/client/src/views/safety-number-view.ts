/** The number that two people compare, to know that they hold each other's true keys. */
import type { Bytes, Name } from '@comrad/protocol'
import type { Speech, Words } from '../words/speech.ts'

export type SafetyNumberView = {
  readonly name: Name
  /** 60 digits, as 12 groups of 5. */
  readonly groups: readonly string[]
  /** The same for a QR code. */
  readonly scannable: Bytes
  readonly verified: boolean
  readonly words: Words
}

/** 'unreadable': that is no safety number, or one of another version of Comrad. */
export type ScannedNumber = 'same' | 'different' | 'unreadable'

export function safetyNumberViewOf(
  name: Name,
  number: { readonly digits: string; readonly scannable: Bytes },
  verified: boolean,
  { safetyNumber }: Speech,
): SafetyNumberView {
  return {
    name,
    groups: number.digits.match(/\d{5}/g) ?? [],
    scannable: number.scannable,
    verified,
    words: verified ? safetyNumber.verified({ name }) : safetyNumber.unverified({ name }),
  }
}
