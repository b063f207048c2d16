/** The way to the Operator, in a few lines: how far Tor is, what is wrong, whether there are bridges. */
import type { BridgesView, LineView } from '@comrad/client'
import { drawRestOfWords, drawWordsBox } from './draw.ts'
import { good, type Line, line, paragraph, progressLine, soft, warning } from './line.ts'
import type { Catalogue } from './words/en.ts'

export function drawTor(
  way: LineView,
  bridges: BridgesView | undefined,
  { columns, say, isPlain }: { readonly columns: number; readonly say: Catalogue; readonly isPlain: boolean },
): readonly Line[] {
  const used = bridges ? [line(soft(`${say.bridges}: ${say.bridgesInUse(bridges.count)}`))] : []
  switch (way.phase) {
    case 'local':
      return way.words
        ? [...drawWordsBox(way.words, columns, say), ...used]
        : paragraph(say.torNone, { columns, style: { dim: true } })
    case 'starting':
      return [
        isPlain
          ? line(progressLine(`${say.torPercent(way.percent)} ${way.words.happened}`, isPlain))
          : line(warning(say.torPercent(way.percent)), ` ${bar(way.percent)} `, way.words.happened),
        ...drawRestOfWords(way.words, columns, say),
        ...used,
      ]
    case 'ready':
      return [line(good(say.torReady(way.version))), ...used]
    case 'failed':
      return [...drawWordsBox(way.words, columns, say), ...used]
  }
}

const BAR_COLUMNS = 20

function bar(percent: number): string {
  const full = Math.round((percent / 100) * BAR_COLUMNS)
  return `${'█'.repeat(full)}${'░'.repeat(BAR_COLUMNS - full)}`
}
