/** The 24 words in columns, to be read downward. */
import { table } from './layout.ts'

const MOST = 4

/** In as many columns as fit: no word is ever cut. */
export function drawPhrase(phrase: string, columns = Number.POSITIVE_INFINITY): readonly string[] {
  const words = phrase.split(' ').map((word, index) => `${String(index + 1).padStart(2)} ${word}`)
  for (let beside = MOST; beside > 1; beside--) {
    const lines = inColumns(words, beside)
    if (lines.every((line) => line.length <= columns)) return lines
  }
  return inColumns(words, 1)
}

function inColumns(words: readonly string[], beside: number): readonly string[] {
  const rows = Math.ceil(words.length / beside)
  return table(
    Array.from({ length: rows }, (_, row) =>
      Array.from({ length: beside }, (_, column) => words[column * rows + row] ?? ''),
    ),
  ).map((line) => `  ${line}`)
}
