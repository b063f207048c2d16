/** The number that two people compare: as digits to read aloud, and as a code to scan. */
import type { ReactNode } from 'react'
import { Dialog } from '../dialog.ts'
import { drawWordsBox } from '../draw.ts'
import { h } from '../h.ts'
import { type Line, line, paragraph, strong, widthOfLine } from '../line.ts'
import { useAct, useComrad, useSurroundings, wordsFor } from '../surroundings.ts'
import { qrLines } from './code.ts'

const GROUPS_A_ROW = 4
const GAP = 2

export function Verify({ name, onClose }: { readonly name: string; onClose(): void }): ReactNode {
  const { say, columns, house, plain } = useSurroundings()
  const number = useComrad((comrad) => comrad.verify(name), [name])
  const mark = useAct(() => house.comrad()?.markVerified(name))
  const title = `${say.verify}: ${name}`
  if (!number) return null
  if (!number.ok) {
    return h(Dialog, { title, lines: drawWordsBox(wordsFor(number.error, house), columns, say), onClose })
  }
  const { groups, scannable, verified, words } = number.value
  const digits = Array.from({ length: Math.ceil(groups.length / GROUPS_A_ROW) }, (_, row) =>
    line(strong(groups.slice(row * GROUPS_A_ROW, (row + 1) * GROUPS_A_ROW).join('  '))),
  )
  const code = plain ? [] : qrLines(scannable)
  const room = columns - widthOfLine(code[0] ?? []) - GAP
  const beside = (width: number): readonly Line[] => [
    ...digits,
    [],
    ...paragraph(say.verifyWhy, { columns: width }),
    [],
    ...drawWordsBox(words, width, say, false),
    ...(mark.trouble ? drawWordsBox(mark.trouble, width, say) : []),
  ]
  const isBeside = !plain && room >= 30
  const lines = isBeside ? joined(code, beside(room)) : [...beside(columns), [], ...code]
  return h(Dialog, {
    ...{ title, lines, onClose },
    acts: verified ? [] : [{ key: 'y', words: say.verifySame, run: () => void mark.run() }],
  })
}

function joined(left: readonly Line[], right: readonly Line[]): readonly Line[] {
  const width = widthOfLine(left[0] ?? [])
  return Array.from({ length: Math.max(left.length, right.length) }, (_, row) => [
    ...(left[row] ?? line(' '.repeat(width))),
    ...line(' '.repeat(GAP)),
    ...(right[row] ?? []),
  ])
}
