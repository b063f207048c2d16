/** What happened, what was kept, what to do: the three things that Comrad says when something is not as wished. */
import type { Words } from '@comrad/client'
import { wrap } from './layout.ts'
import { safeText } from './safe-text.ts'
import type { Pen } from './terminal.ts'

export function drawWords(words: Words, pen: Pen): readonly string[] {
  const part = (text: string | undefined, first: string) =>
    text === undefined ? [] : wrap(safeText(text), { columns: pen.columns, first, indent: '  ' })
  return [...part(words.happened, ''), ...part(words.kept, '  Kept: '), ...part(words.todo, '  To do: ')]
}

/** All of it as running text. */
export const wordsLine = ({ happened, kept, todo }: Words): string =>
  safeText([happened, kept && `Kept: ${kept}`, todo && `To do: ${todo}`].filter(Boolean).join(' '))
