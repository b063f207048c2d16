/** What stands in a conversation, as lines. Each line of somebody's letter is marked as theirs. */
import type { ConversationEntry, OutgoingState } from '@comrad/client'
import { formatTime } from '../layout.ts'
import { goneOf, wordsLine } from './draw.ts'
import {
  accent,
  bad,
  barOf,
  fit,
  good,
  type Line,
  line,
  paragraph,
  type Span,
  soft,
  warning,
} from './line.ts'
import type { Catalogue } from './words/en.ts'

export type EntryDrawing = {
  readonly say: Catalogue
  readonly now: number
  readonly columns: number
  readonly name: string
  readonly isPlain: boolean
}

export function drawEntry(entry: ConversationEntry, drawing: EntryDrawing): readonly Line[] {
  const { say, now, columns, name, isPlain } = drawing
  if (entry.type === 'gap' || entry.type === 'notice') {
    return paragraph(wordsLine(entry.words, say), {
      columns,
      first: '· ',
      indent: '  ',
      style: { dim: true },
    })
  }
  const isMine = entry.type === 'sent'
  const at = isMine ? entry.at : entry.sentAt
  const gone = entry.disappearsAt === undefined ? '' : ` · ${goneOf(entry.disappearsAt, drawing)}`
  const head = line(
    isMine ? soft(say.you) : accent(name),
    soft(`  ${formatTime(at, now)}${gone}`),
    ...(isMine ? [soft(' · '), stateOf(entry.state, say)] : []),
  )
  const bar = barOf(isPlain)
  const body = entry.text === '' ? [] : paragraph(entry.text, { columns, first: bar, indent: bar })
  const { image } = entry
  return [
    fit(head, columns),
    ...body.map(([first]): Line => {
      const text = first?.text ?? ''
      return [isMine ? soft(text.slice(0, 2)) : accent(text.slice(0, 2)), { text: text.slice(2) }]
    }),
    ...(image ? [line(soft(`${bar}${say.image(image.width, image.height)}  ${say.showsImage}`))] : []),
  ]
}

function stateOf(state: OutgoingState, say: Catalogue): Span {
  switch (state.phase) {
    case 'queued':
      return warning(state.reason === undefined ? say.states.queued : say.waitingFor[state.reason])
    case 'delivered':
      return good(say.states.delivered)
    case 'undelivered':
      return bad(say.states.undelivered)
    default:
      return soft(say.states[state.phase])
  }
}
