/** Words into lines, rows into columns. Works on text that is safe already. */
import { graphemesOf, widthOf } from './safe-text.ts'

/**
 * Breaks at spaces, and inside a word that is wider than a line. Every line but the first begins with `indent`: text of
 * others never stands where a line of ours begins.
 */
export function wrap(
  text: string,
  options: { columns: number; first?: string; indent?: string },
): readonly string[] {
  const { columns, first = '', indent = '' } = options
  const lines: string[] = []
  const begin = () => (lines.length === 0 ? first : indent)
  for (const paragraph of text.split('\n')) {
    let line = begin()
    let isEmpty = true
    for (const word of paragraph.split(' ').flatMap((long) => pieces(long, columns - widthOf(indent)))) {
      if (!isEmpty && widthOf(line) + 1 + widthOf(word) > columns) {
        lines.push(line)
        line = begin()
        isEmpty = true
      }
      line += isEmpty ? word : ` ${word}`
      isEmpty = false
    }
    lines.push(line.trimEnd())
  }
  return lines
}

const LEAST_COLUMNS = 10

function pieces(word: string, columns: number): readonly string[] {
  const most = Math.max(columns, LEAST_COLUMNS)
  if (widthOf(word) <= most) return [word]
  const parts = ['']
  let width = 0
  for (const character of graphemesOf(word)) {
    const wide = widthOf(character)
    if (width + wide > most) {
      parts.push('')
      width = 0
    }
    parts[parts.length - 1] += character
    width += wide
  }
  return parts
}

/** Columns as wide as their widest cell, two spaces apart. One that is empty in every row takes no room. */
export function table(rows: readonly (readonly string[])[]): readonly string[] {
  const count = Math.max(0, ...rows.map((row) => row.length))
  const widths = Array.from({ length: count }, (_, column) =>
    Math.max(...rows.map((row) => widthOf(plain(row[column] ?? '')))),
  )
  return rows.map((row) =>
    row
      .map((cell, column) => ({ cell, width: widths[column] ?? 0 }))
      .filter(({ width }) => width > 0)
      .map(({ cell, width }) => cell + ' '.repeat(width - widthOf(plain(cell))))
      .join('  ')
      .trimEnd(),
  )
}

/** Our own styles take no room. */
function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escapes are what it removes
  return text.replace(/\x1b\[[0-9;]*m/g, '')
}

/** Local time; the day only when it is another one. */
export function formatTime(at: number, now: number): string {
  const date = new Date(at)
  const time = `${two(date.getHours())}:${two(date.getMinutes())}`
  return dayOf(date) === dayOf(new Date(now)) ? time : `${dayOf(date)} ${time}`
}

function dayOf(date: Date): string {
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}

export function count(amount: number, one: string, many = `${one}s`): string {
  return `${amount} ${amount === 1 ? one : many}`
}

/** In the largest unit that says something. */
export function span(milliseconds: number): string {
  const minutes = Math.max(0, Math.round(milliseconds / 60_000))
  if (minutes < 60) return `${minutes} min`
  const hours = Math.round(minutes / 60)
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} d`
}
