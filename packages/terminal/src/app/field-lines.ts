/** A field of a form, as lines: its name, what stands in it, and where the next character goes. */
import { type Edited, editorRows, rowOfCursor } from './editing.ts'
import { accent, bad, type Line, line, marked, paragraph, soft, strong, widthOfLine } from './line.ts'
import type { Catalogue } from './words/en.ts'

export type Field = {
  readonly name: string
  readonly label: string
  readonly kind: 'text' | 'area' | 'secret' | 'choice'
  readonly help?: string | undefined
  readonly value?: string
  /** Of a choice: what may be chosen, and the words for each. */
  readonly choices?: readonly (readonly [string, string])[]
  /** Where it is kept as it is typed: `house.draft`. */
  readonly draft?: string
  /** Of an area: how many rows are seen. */
  readonly rows?: number
  /** Says how many characters are left of so many. */
  readonly most?: number
  readonly isOptional?: boolean
}

export const FIELD_INDENT = '  '
const USUAL_ROWS = 6

export function helpOf({ help }: Field, columns: number): readonly Line[] {
  return help === undefined
    ? []
    : paragraph(help, { columns, first: FIELD_INDENT, indent: FIELD_INDENT, style: { dim: true } })
}

type Drawing = {
  readonly isHere: boolean
  readonly columns: number
  readonly width: number
  /** Of what is written, that there is room for. */
  readonly rowsMost: number
  readonly say: Catalogue
  readonly isPlain: boolean
}

export function drawField(field: Field, now: Edited, drawing: Drawing): readonly Line[] {
  const { isHere, say, isPlain } = drawing
  const { label, most, isOptional } = field
  const left = most === undefined ? undefined : most - [...now.text].length
  const tail = [
    ...(isOptional ? [soft(` ${say.optional}`)] : []),
    ...(left !== undefined && isHere ? [(left < 0 ? bad : soft)(`  ${say.characters(left)}`)] : []),
  ]
  // What one types follows by itself.
  const isTyped = isHere && field.kind !== 'choice'
  if (isPlain) return [line(isTyped ? `${label}: ` : `${label}: ${saidOf(field, now.text, say)}`)]
  const title = line(isHere ? accent('▸ ') : '  ', isHere ? strong(label) : label, ...tail)
  return [title, ...drawValue(field, now, drawing)]
}

/** Of a passphrase only that there is one: nobody hears how long it is. */
const saidOf = (field: Field, text: string, say: Catalogue): string =>
  field.kind === 'secret' ? (text === '' ? '' : say.given) : shownOf(field, text)

function shownOf({ kind, choices = [] }: Field, text: string): string {
  if (kind === 'secret') return '•'.repeat([...text].length)
  return kind === 'choice' ? (choices.find(([value]) => value === text)?.[1] ?? '') : text
}

function drawValue(field: Field, now: Edited, { isHere, width, rowsMost }: Drawing): readonly Line[] {
  if (field.kind === 'choice') {
    return drawChoices(field.choices ?? [], now.text, { isHere, width })
  }
  const text = shownOf(field, now.text)
  const cursor = field.kind === 'secret' ? [...now.text.slice(0, now.cursor)].length : now.cursor
  const rows = editorRows(text, width)
  const place = rowOfCursor(rows, cursor)
  const most = field.kind === 'area' ? Math.min(rowsMost, field.rows ?? USUAL_ROWS) : 1
  const first = Math.max(0, Math.min(place - most + 1, rows.length - most))
  return rows.slice(first, first + most).map(({ text: row, start }, index) => {
    if (!isHere) return line(FIELD_INDENT, row)
    return first + index === place ? withCursor(row, cursor - start) : line(FIELD_INDENT, row)
  })
}

type Choices = NonNullable<Field['choices']>

/** In as many rows as they take. */
function drawChoices(
  choices: Choices,
  chosen: string,
  { isHere, width }: Pick<Drawing, 'isHere' | 'width'>,
): readonly Line[] {
  const rows: Line[] = []
  for (const [value, words] of choices) {
    const one = value === chosen ? (isHere ? marked(`[${words}]`) : strong(`[${words}]`)) : soft(words)
    const longer = [...(rows.at(-1) ?? []), ...(rows.length > 0 ? [soft(' · ')] : []), one]
    if (rows.length > 0 && widthOfLine(longer) <= width) rows[rows.length - 1] = longer
    else rows.push([one])
  }
  return rows.map((row) => line(FIELD_INDENT, ...row))
}

function withCursor(row: string, column: number): Line {
  const [under = ' '] = row.slice(column)
  return line(FIELD_INDENT, row.slice(0, column), marked(under), row.slice(column + under.length))
}
