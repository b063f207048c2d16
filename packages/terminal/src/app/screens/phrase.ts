/** The 24 words: shown, and asked for, because whoever loses both device and words has lost the name for ever. */
import { answerPhraseCheck, beginPhraseCheck } from '@comrad/client/phrase'
import { Box } from 'ink'
import { type ReactNode, useState } from 'react'
import { drawPhrase } from '../../draw-phrase.ts'
import { Lines } from '../canvas.ts'
import { Form } from '../form.ts'
import { h } from '../h.ts'
import { useHear } from '../keyboard.ts'
import { type Line, line, paragraph, strong } from '../line.ts'
import { Reading } from '../list.ts'
import { useSurroundings } from '../surroundings.ts'

export const phraseLines = (phrase: string, columns: number): readonly Line[] =>
  drawPhrase(phrase, columns - 1).map((row) => line(row))

type CheckPhraseProps = { readonly phrase: string; readonly height: number; onDone(): void }

export function CheckPhrase({ phrase, height, onDone }: CheckPhraseProps): ReactNode {
  const { say, columns } = useSurroundings()
  const [isAsked, setAsked] = useState(false)
  useHear(({ key }) => {
    if (isAsked) return false
    if (key === 'enter') setAsked(true)
    else if (key === 'escape') onDone()
    else return false
    return true
  })
  if (isAsked) return h(Ask, { phrase, onDone, onBack: () => setAsked(false) })
  const lines = [
    line(strong(say.phraseTitle)),
    ...paragraph(say.phraseWhy, { columns: columns - 2 }),
    [],
    ...phraseLines(phrase, columns - 2),
  ]
  const written = paragraph(say.phraseWritten, { columns })
  const room = Math.max(1, height - written.length - 1)
  return h(
    Box,
    { flexDirection: 'column' },
    h(Reading, { lines, height: Math.min(room, lines.length) }),
    h(Lines, { lines: [[], ...written] }),
  )
}

type AskProps = { readonly phrase: string; onDone(): void; onBack(): void }

function Ask({ phrase, onDone, onBack }: AskProps): ReactNode {
  const { say, random } = useSurroundings()
  const [check, setCheck] = useState(() => beginPhraseCheck(phrase, random))
  if (check.phase === 'passed') return null
  const { number, isWrong } = check
  return h(
    Box,
    { flexDirection: 'column' },
    h(Lines, { lines: [line(strong(say.phraseTitle)), []] }),
    h(Form, {
      key: number,
      fields: [{ name: 'word', label: say.phraseAsk(number), kind: 'text' }],
      action: say.acts.form.go,
      trouble: isWrong ? { happened: say.phraseWrong(number) } : undefined,
      onCancel: onBack,
      onSubmit({ word = '' }) {
        const next = answerPhraseCheck(check, phrase, word)
        setCheck(next)
        if (next.phase === 'passed') onDone()
        return true
      },
    }),
  )
}
