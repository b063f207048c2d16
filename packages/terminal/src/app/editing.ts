/** A text that is being written: its characters and where the next one goes. Pure. */
import { graphemesOf, widthOf } from '../safe-text.ts'
import type { Pressed } from './shortcuts.ts'

export type Edited = { readonly text: string; readonly cursor: number }

export const atEnd = (text: string): Edited => ({ text, cursor: text.length })

/** Undefined: this key is for somebody else. */
export function edited(now: Edited, { key, text }: Pressed, isArea: boolean): Edited | undefined {
  const { text: all, cursor } = now
  const before = all.slice(0, cursor)
  const after = all.slice(cursor)
  const cut = (kept: string): Edited => ({ text: kept + after, cursor: kept.length })
  switch (key) {
    case 'backspace':
    case 'ctrl+h':
      return cut(graphemesOf(before).slice(0, -1).join(''))
    case 'delete':
    case 'ctrl+d':
      return { text: before + graphemesOf(after).slice(1).join(''), cursor }
    case 'ctrl+w':
    case 'alt+backspace':
      return cut(before.replace(/\S+\s*$/u, ''))
    case 'ctrl+u':
      return cut('')
    case 'ctrl+k':
      return { text: before, cursor }
    case 'left':
      return { ...now, cursor: graphemesOf(before).slice(0, -1).join('').length }
    case 'right':
      return { ...now, cursor: cursor + (graphemesOf(after)[0]?.length ?? 0) }
    case 'home':
    case 'ctrl+a':
      return { ...now, cursor: all.lastIndexOf('\n', cursor - 1) + 1 }
    case 'end':
    case 'ctrl+e':
      return { ...now, cursor: all.indexOf('\n', cursor) < 0 ? all.length : all.indexOf('\n', cursor) }
  }
  if (text === '') return undefined
  const typed = isArea ? text : text.replace(/\n+/g, ' ')
  return { text: before + typed + after, cursor: cursor + typed.length }
}

export type EditorRow = { readonly text: string; readonly start: number }

/** The rows that a text takes, broken at spaces where there are some. Each begins at its place in the text. */
export function editorRows(text: string, columns: number): readonly EditorRow[] {
  const rows: EditorRow[] = []
  let start = 0
  for (const paragraph of text.split('\n')) {
    let row = ''
    let at = start
    for (const grapheme of graphemesOf(paragraph)) {
      if (widthOf(row) + widthOf(grapheme) > columns) {
        const space = row.lastIndexOf(' ') + 1
        const kept = space > 0 ? row.slice(0, space) : row
        rows.push({ text: kept, start: at })
        at += kept.length
        row = row.slice(kept.length)
      }
      row += grapheme
    }
    rows.push({ text: row, start: at })
    start += paragraph.length + 1
  }
  return rows
}

export const rowOfCursor = (rows: readonly EditorRow[], cursor: number): number =>
  Math.max(
    0,
    rows.findLastIndex(({ start }) => start <= cursor),
  )

/** A row up or down, in the same column as far as there is one; undefined at the edge. */
export function rowMoved(now: Edited, by: 1 | -1, columns: number): Edited | undefined {
  const rows = editorRows(now.text, columns)
  const place = rowOfCursor(rows, now.cursor)
  const here = rows[place]
  const there = rows[place + by]
  if (!here || !there) return undefined
  const column = Math.min(now.cursor - here.start, there.text.length)
  return { ...now, cursor: there.start + column }
}
