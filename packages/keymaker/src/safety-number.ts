/** What two people compare to know that they hold each other's true keys. docs/spec/keys.md §Safety number. */
import type { Bytes, IdentityKey, Name } from '@comrad/protocol'
import { Fingerprint, PublicKey, ScannableFingerprint } from '@signalapp/libsignal-client'
import { utf8 } from './primitives.ts'

export type Person = { readonly name: Name; readonly key: IdentityKey }
/** `digits` are the same for both, `scannable` is not: it says which side shows it. */
export type SafetyNumber = { readonly digits: string; readonly scannable: Bytes }

const ITERATIONS = 5200
const VERSION = 2

export function safetyNumber({ self, other }: { self: Person; other: Person }): SafetyNumber {
  const fingerprint = Fingerprint.new(
    ITERATIONS,
    VERSION,
    utf8(self.name),
    PublicKey.deserialize(self.key),
    utf8(other.name),
    PublicKey.deserialize(other.key),
  )
  return {
    digits: fingerprint.displayableFingerprint().toString(),
    scannable: fingerprint.scannableFingerprint().toBuffer(),
  }
}

/** `unreadable`: what was scanned is no safety number, or one of another version. */
export function compareScannable(ours: Bytes, scanned: Bytes): 'same' | 'different' | 'unreadable' {
  try {
    const own = ScannableFingerprint._fromBuffer(ours)
    return own.compare(ScannableFingerprint._fromBuffer(scanned)) ? 'same' : 'different'
  } catch {
    return 'unreadable'
  }
}
