/** What a measurement is, and how it is printed: a table for people, one JSON object for machines. */
import { availableParallelism, cpus, totalmem } from 'node:os'

export type Measurement = {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** What the figure is held against, when a number was promised. */
  readonly target?: { readonly atLeast: number } | { readonly atMost: number }
  /** How it was taken, or what it is beside. */
  readonly note?: string
}

/** One subject of the bench. It starts what it needs, stops it again, and may take minutes. */
export type Section = { readonly name: string; measure(): Promise<readonly Measurement[]> }

export type Machine = {
  readonly cpu: string
  readonly cores: number
  readonly memoryGiB: number
  readonly node: string
}

export const describeMachine = (): Machine => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: availableParallelism(),
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  node: process.version,
})

/** `true` when the promise holds or none was made. */
export function holds({ value, target }: Measurement): boolean {
  if (!target) return true
  return 'atLeast' in target ? value >= target.atLeast : value <= target.atMost
}

export function formatTable(section: string, measurements: readonly Measurement[]): string {
  const rows = measurements.map((one) => [
    one.name,
    `${formatValue(one.value)} ${one.unit}`,
    formatTarget(one),
    one.note ?? '',
  ])
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
  return [section, ...lines.map((line) => `  ${line.trimEnd()}`), ''].join('\n')
}

/** The value below which the given share of `sorted` lies. `sorted` ascends and is not empty. */
export function percentile(sorted: readonly number[], share: number): number {
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
  if (value === undefined) throw new Error('a percentile of nothing')
  return value
}

export const ascending = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b)

function formatTarget(one: Measurement): string {
  if (!one.target) return ''
  const bound = 'atLeast' in one.target ? `≥ ${one.target.atLeast}` : `≤ ${one.target.atMost}`
  return `${bound} ${holds(one) ? 'holds' : 'MISSED'}`
}

const formatValue = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(value >= 10 ? 1 : 2)
