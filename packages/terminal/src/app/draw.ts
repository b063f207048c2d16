/** Small things that many screens show. */
import type { Words } from '@comrad/client'
import { formatTime } from '../layout.ts'
import { ACCENT, type Line, line, paragraph, soft, strong } from './line.ts'
import { type Act, keyNameOf, type Place } from './shortcuts.ts'
import type { Catalogue } from './words/en.ts'

/** What happened, what was kept, what to do. */
export function drawWordsBox(words: Words, columns: number, say: Catalogue, isBad = true): readonly Line[] {
  return [
    ...paragraph(words.happened, {
      columns,
      first: isBad ? '! ' : '· ',
      indent: '  ',
      style: isBad ? { bold: true, color: ACCENT } : {},
    }),
    ...drawRestOfWords(words, columns, say),
  ]
}

/** Below what happened. */
export function drawRestOfWords({ kept, todo }: Words, columns: number, say: Catalogue): readonly Line[] {
  const part = (label: string, text: string | undefined) =>
    text === undefined ? [] : paragraph(`${label} ${text}`, { columns, first: '  ', indent: '    ' })
  return [...part(say.kept, kept), ...part(say.todo, todo)]
}

/** All of it as running text. */
export const wordsLine = ({ happened, kept, todo }: Words, say: Catalogue): string =>
  [happened, kept && `${say.kept} ${kept}`, todo && `${say.todo} ${todo}`].filter(Boolean).join(' ')

/** “n write  r reply”: as many as fit. */
export function drawHints(hints: readonly (readonly [string, string])[], columns: number): Line {
  let width = 0
  const shown = hints.filter(([key, words]) => {
    width += key.length + words.length + 3
    return width <= columns
  })
  return line(...shown.flatMap(([key, words]) => [strong(key), soft(` ${words}  `)]))
}

export const hint = <P extends Place>(say: Catalogue, place: P, act: Act<P>): readonly [string, string] => [
  keyNameOf(place, act),
  (say.acts[place] as Readonly<Record<string, string>>)[act] ?? '',
]

export const heading = (text: string): Line => line(strong(text))

type When = { readonly say: Catalogue; readonly now: number; readonly isPlain: boolean }

/** The age of something, in the largest unit that says something. A line that is only written once says when it was instead: that stays true. */
export function ageOf(at: number, { say, now, isPlain }: When): string {
  if (isPlain) return formatTime(at, now)
  return now - at < 60_000 ? say.now : say.span(now - at)
}

/** When something will be gone. */
export const goneOf = (at: number, { say, now, isPlain }: When): string =>
  isPlain ? say.goneAt(formatTime(at, now)) : say.goneIn(say.span(at - now))
