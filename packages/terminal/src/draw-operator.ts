/** An Operator's address: a line to copy, a code to scan, and what it is worth. */
import { NOT_ANONYMOUS } from './draw-status.ts'
import { drawQr } from './qr.ts'
import type { Pen } from './terminal.ts'

export type RunningOperator = { readonly address: string; readonly anonymity: 'tor' | 'none' }

export function drawOperator({ address, anonymity }: RunningOperator, pen: Pen): readonly string[] {
  const where =
    anonymity === 'tor'
      ? 'An Operator runs here, as an onion service.'
      : `An Operator runs here, for ${NOT_ANONYMOUS}.`
  return [
    anonymity === 'tor' ? where : pen.alarm(where),
    'Its address, for everybody who is to use it:',
    '',
    `  ${pen.bold(address)}`,
    '',
    ...drawQr(address, pen).map((line) => `  ${line}`),
  ]
}
