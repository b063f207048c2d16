/** A form that is taller than its room: what one types at is seen, then what went wrong, then the rest. Pure. */
import { fit, type Line, line } from './line.ts'
import { withEnds } from './list.ts'

type Group = { readonly isHere: boolean; readonly lines: readonly Line[] }

type Form = {
  readonly rows: number
  readonly columns: number
  /** How many lines there are to be read above it. */
  readonly text: number
  readonly groups: readonly Group[]
  readonly below: readonly Line[]
  /** What the keys do. */
  readonly how: readonly Line[]
}

/** Of the field that one types at, in any case. */
const FIELD_ROWS = 2
/** Fewer are not worth reading. */
const TEXT_ROWS = 3

export function within(form: Form): { readonly lines: readonly Line[]; readonly textRows: number } {
  const { rows, columns, text, groups, how } = form
  const below = cut(form.below, Math.max(1, rows - how.length - FIELD_ROWS), columns)
  const fields = groups.flatMap(({ lines }) => lines)
  const left = rows - below.length - how.length
  const textRows = text === 0 ? 0 : Math.min(text, Math.max(TEXT_ROWS, left - fields.length - 1))
  const withText = textRows > 0 && left - textRows - 1 >= FIELD_ROWS
  const fieldRows = Math.max(FIELD_ROWS, withText ? left - textRows - 1 : left)
  const seen = aroundHere(groups, fields, fieldRows, columns)
  return {
    lines: [...(withText ? [[]] : []), ...seen, ...below, ...how],
    textRows: withText ? textRows : 0,
  }
}

function aroundHere(groups: readonly Group[], fields: readonly Line[], rows: number, columns: number) {
  if (fields.length <= rows) return fields
  const place = groups.findIndex(({ isHere }) => isHere)
  const from = groups.slice(0, Math.max(0, place)).reduce((sum, { lines }) => sum + lines.length, 0)
  const to = from + (groups[place]?.lines.length ?? 0)
  const first = groups[place]?.lines[0]?.length === 0 ? from + 1 : from
  const top = Math.min(first, Math.max(0, to - rows), fields.length - rows)
  return withEnds(fields.slice(top, top + rows), {
    isMoreAbove: top > 0,
    isMoreBelow: top + rows < fields.length,
    columns,
  })
}

function cut(lines: readonly Line[], most: number, columns: number): readonly Line[] {
  const last = lines[most - 1]
  if (lines.length <= most || !last) return lines
  return [...lines.slice(0, most - 1), fit([...fit(last, columns - 2), ...line(' …')], columns)]
}
