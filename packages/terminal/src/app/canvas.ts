/** Lines on the screen: one row each, whatever is in them. */
import { Box, Text } from 'ink'
import { memo } from 'react'
import { h } from './h.ts'
import type { Line } from './line.ts'

export const Lines = memo(function Lines({ lines }: { readonly lines: readonly Line[] }) {
  return h(
    Box,
    { flexDirection: 'column', flexShrink: 0 },
    ...lines.map((spans, row) => h(Row, { key: row, spans })),
  )
})

const Row = memo(function Row({ spans }: { readonly spans: Line }) {
  return h(
    Text,
    { wrap: 'truncate-end' },
    ...(spans.length === 0 ? [' '] : spans.map((span, place) => h(Piece, { key: place, ...span }))),
  )
})

function Piece({ text, bold, dim, inverse, color, background }: Line[number]) {
  return h(
    Text,
    {
      ...(bold && { bold }),
      ...(dim && { dimColor: dim }),
      ...(inverse && { inverse }),
      ...(color !== undefined && { color }),
      ...(background !== undefined && { backgroundColor: background }),
    },
    text,
  )
}
