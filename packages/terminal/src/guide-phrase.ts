/** The 24 words: shown, and asked for, because whoever loses both device and words has lost the name for ever. */
import type { Bytes } from '@comrad/protocol'
import { table, wrap } from './layout.ts'
import type { Terminal } from './terminal.ts'

export type PhraseGuide = { readonly terminal: Terminal; readonly random: (length: number) => Bytes }

const THE_WORDS =
  '@Keymaker: these 24 words are your account. Write them on paper and keep it away from this device. With them you get your name back on another one; without them nobody can give it back, and whoever has them is you.'
const COLUMNS = 4
const ASKED = 2

export function drawPhrase(phrase: string): readonly string[] {
  const words = phrase.split(' ').map((word, index) => `${String(index + 1).padStart(2)} ${word}`)
  const rows = Math.ceil(words.length / COLUMNS)
  return table(
    Array.from({ length: rows }, (_, row) =>
      Array.from({ length: COLUMNS }, (_, column) => words[column * rows + row] ?? ''),
    ),
  ).map((line) => `  ${line}`)
}

/** False: the input has ended. */
export async function confirmPhrase(guide: PhraseGuide, phrase: string): Promise<boolean> {
  const { terminal } = guide
  terminal.print([...wrap(THE_WORDS, terminal.pen), '', ...drawPhrase(phrase), ''])
  const words = phrase.split(' ')
  for (const index of choose(guide, words.length)) {
    for (;;) {
      const answer = await terminal.ask(`Word ${index + 1}, from the paper (/later skips this): `)
      if (answer === undefined) return false
      if (answer.trim() === '/later') {
        terminal.print(['Do it soon. The words are shown again by: /phrase', ''])
        return true
      }
      if (answer.trim().toLowerCase() === words[index]) break
      terminal.print([`That is not word ${index + 1}.`])
    }
  }
  terminal.print(['Right. Nothing more is needed.', ''])
  return true
}

/** Two places, in order, that nobody can prepare for. */
function choose({ random }: PhraseGuide, length: number): readonly number[] {
  const chosen = new Set<number>()
  while (chosen.size < ASKED) chosen.add((random(1)[0] ?? 0) % length)
  return [...chosen].sort((a, b) => a - b)
}
