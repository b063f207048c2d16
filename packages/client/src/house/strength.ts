/** How long a passphrase would hold against people who guess: zxcvbn's estimate, in words. Asked at the device only. */
import { ZxcvbnFactory } from '@zxcvbn-ts/core'
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common'
import type { PassphraseStrength } from './house.ts'

let zxcvbn: ZxcvbnFactory | undefined

/** Long ones cost the estimator seconds, and are strong. */
const LOOKED_AT = 100

export function strengthOf(passphrase: string, ownWords: readonly string[] = []): PassphraseStrength {
  zxcvbn ??= new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs })
  const { score } = zxcvbn.check(passphrase.slice(0, LOOKED_AT), ['comrad', ...ownWords])
  const words =
    score < 2
      ? {
          happened: 'Whoever has this device could guess this passphrase.',
          todo: 'use four or more words that do not belong together.',
        }
      : undefined
  return { score: score as PassphraseStrength['score'], words }
}
