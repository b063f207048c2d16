/** A new passphrase: twice, because nobody sees it, with a word on how well it holds. */
import type { Words } from '@comrad/client'
import { err, ok, type Result } from '@comrad/protocol'
import { drawWordsBox } from './draw.ts'
import type { Field } from './field-lines.ts'
import type { Values } from './form.ts'
import { bad, good, type Line, line, warning } from './line.ts'
import type { Surroundings } from './surroundings.ts'
import type { Catalogue } from './words/en.ts'

export const passphraseFields = (say: Catalogue, label = say.choosePassphrase): readonly Field[] => [
  { name: 'passphrase', label, kind: 'secret', help: say.passphraseHelp },
  { name: 'again', label: say.passphraseAgain, kind: 'secret' },
]

export function passphraseOf(values: Values, say: Catalogue): Result<string, Words> {
  const { passphrase = '', again = '' } = values
  return passphrase === again ? ok(passphrase) : err({ happened: say.passphrasesDiffer })
}

export function drawStrength(
  values: Values,
  { house, say, columns, plain }: Pick<Surroundings, 'house' | 'say' | 'columns' | 'plain'>,
): readonly Line[] {
  const passphrase = values['passphrase'] ?? ''
  if (passphrase === '') return []
  const { score, words } = house.strengthOf(passphrase)
  const colour = score <= 1 ? bad : score === 2 ? warning : good
  const meter = `${'■'.repeat(Math.max(1, score))}${'□'.repeat(4 - Math.max(1, score))}`
  return [
    line('  ', !plain && colour(`${meter} `), `${say.strengthIs(say.strength[score] ?? '')}`),
    ...(words ? drawWordsBox(words, columns - 2, say, false) : []),
  ]
}
