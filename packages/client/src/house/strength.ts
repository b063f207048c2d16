/** How long a passphrase would hold against people who guess: zxcvbn's estimate, in words. Asked at the device only. */
import { ZxcvbnFactory } from '@zxcvbn-ts/core'
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common'
import type { Speech } from '../words/speech.ts'
import type { PassphraseStrength } from './house.ts'

let zxcvbn: ZxcvbnFactory | undefined

/** Long ones cost the estimator seconds, and are strong. */
const LOOKED_AT = 100

export function strengthOf(
  passphrase: string,
  { ownWords, speech }: { readonly ownWords: readonly string[]; readonly speech: Speech },
): PassphraseStrength {
  zxcvbn ??= new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs })
  const { score } = zxcvbn.check(passphrase.slice(0, LOOKED_AT), ['comrad', ...ownWords])
  return {
    score: score as PassphraseStrength['score'],
    words: score < 2 ? speech.weakPassphrase : undefined,
  }
}
