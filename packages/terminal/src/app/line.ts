/**
 * What stands on a screen: lines of styled words, as wide as they are drawn. Screens make lines rather than boxes, so that what
 * is on the screen is known before it is drawn, and the same for a terminal and for a screen reader.
 */
import { wrap } from '../layout.ts'
import { graphemesOf, safeLine, safeText, widthOf } from '../safe-text.ts'

export type Style = {
  readonly bold?: boolean
  readonly dim?: boolean
  readonly inverse?: boolean
  readonly color?: string
  readonly background?: string
}

export type Span = Style & { readonly text: string }
export type Line = readonly Span[]

/** Ours, or safe already: a text of others goes through `theirs` or `paragraph` first. */
type Part = string | Span | false | undefined

export const line = (...parts: readonly Part[]): Line =>
  parts.flatMap((part) =>
    typeof part === 'string' ? (part === '' ? [] : [{ text: part }]) : part ? [part] : [],
  )

export const ACCENT = 'red'

const styled = (style: Style) => (text: string) => ({ text, ...style })
export const strong = styled({ bold: true })
export const soft = styled({ dim: true })
export const good = styled({ color: 'green' })
export const warning = styled({ color: 'yellow' })
export const bad = styled({ color: ACCENT, bold: true })
export const accent = styled({ color: ACCENT })
export const marked = styled({ inverse: true })

/** Before each line of a text that is not ours, so that none can pass for ours. */
export const barOf = (isPlain: boolean): string => (isPlain ? '| ' : '│ ')

/** How far something is. The voice says such a line again only for other words, not for other numbers. */
export const progressLine = (text: string, isPlain: boolean): string => (isPlain ? `● ${text}` : text)

/** A line that somebody else wrote, made fit for a terminal. */
export const theirs = (text: string): string => safeLine(text)

type ParagraphOptions = {
  readonly columns: number
  readonly first?: string
  readonly indent?: string
  readonly style?: Style
}

/** Lines of anybody's text, made fit for a terminal. */
export function paragraph(text: string, { columns, first = '', indent = '', style = {} }: ParagraphOptions) {
  return wrap(safeText(text), { columns, first, indent }).map((one): Line => [{ text: one, ...style }])
}

export const textOf = (spans: Line): string => spans.map(({ text }) => text).join('')

export const widthOfLine = (spans: Line): number => widthOf(textOf(spans))

/** No wider than so many columns; what is cut off is told by an ellipsis. */
export function fit(spans: Line, columns: number): Line {
  if (widthOfLine(spans) <= columns) return spans
  const fitted: Span[] = []
  let left = columns - 1
  for (const span of spans) {
    let text = ''
    for (const grapheme of graphemesOf(span.text)) {
      const width = widthOf(grapheme)
      if (width > left) return [...fitted, { ...span, text: `${text}…` }]
      text += grapheme
      left -= width
    }
    fitted.push({ ...span, text })
  }
  return fitted
}

/** One part at either end; the left one gives way. */
export function spread(left: Line, right: Line, columns: number): Line {
  const room = columns - widthOfLine(right) - 1
  if (room < 1) return fit(left, columns)
  const fitted = fit(left, room)
  return [...fitted, { text: ' '.repeat(columns - widthOfLine(fitted) - widthOfLine(right)) }, ...right]
}

export const rule = (columns: number): Line => line(soft('─'.repeat(columns)))
