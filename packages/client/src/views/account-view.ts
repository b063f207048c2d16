/** The account on this device. */
import type { Name } from '@comrad/protocol'

export type AccountView =
  | { readonly phase: 'none' }
  /** The key exists and is saved; no name is entered yet, or the last one was taken. */
  | { readonly phase: 'unnamed' }
  /** The name was asked for and the answer is not known yet; asking again with the same key is safe. */
  | { readonly phase: 'claiming'; readonly name: Name }
  | { readonly phase: 'registered'; readonly name: Name; readonly index: number }

export type AccountProgress =
  | { readonly step: 'connecting' }
  /** Proof of work. `expected` attempts are needed on average; luck decides. */
  | {
      readonly step: 'working'
      readonly attempts: number
      readonly expected: number
      /** How many of a hundred who have tried as often are done. */
      readonly percent: number
    }
  | { readonly step: 'asking' }
  | { readonly step: 'reading-register'; readonly records: number; readonly of: number }
  | { readonly step: 'publishing-prekeys' }

export const workingOf = (attempts: number, expected: number): AccountProgress => ({
  ...{ step: 'working', attempts, expected },
  percent: Math.round(100 * (1 - Math.exp(-attempts / Math.max(1, expected)))),
})
