/** The number that two people compare, in four columns to be read aloud, and as a code to be scanned. */
import type { SafetyNumberView } from '@comrad/client'
import { drawWords } from './draw-words.ts'
import { drawQr } from './qr.ts'
import type { Pen } from './terminal.ts'

const GROUPS_A_ROW = 4

export function drawSafetyNumber(view: SafetyNumberView, pen: Pen): readonly string[] {
  const rows: string[] = []
  for (let first = 0; first < view.groups.length; first += GROUPS_A_ROW) {
    rows.push(`  ${pen.bold(view.groups.slice(first, first + GROUPS_A_ROW).join('  '))}`)
  }
  return [
    `Safety number of you and ${view.name}${view.verified ? ' (verified)' : ''}:`,
    '',
    ...rows,
    '',
    ...drawQr(view.scannable, pen).map((line) => `  ${line}`),
    '',
    ...drawWords(view.words, pen),
  ]
}
