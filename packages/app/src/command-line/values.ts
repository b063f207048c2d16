/** What an option or an argument may say, read once. A refusal is a sentence. */
import { err, ok, type Result } from '@comrad/protocol'

export const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
  json: { type: 'boolean' },
  home: { type: 'string' },
  operator: { type: 'string' },
  'passphrase-fd': { type: 'string' },
  'phrase-fd': { type: 'string' },
  bridges: { type: 'string' },
  timeout: { type: 'string' },
  offline: { type: 'boolean' },
  greeting: { type: 'string' },
  decline: { type: 'boolean' },
  confirm: { type: 'boolean' },
  follow: { type: 'boolean' },
  to: { type: 'string' },
  image: { type: 'string' },
  images: { type: 'string' },
  expires: { type: 'string' },
  by: { type: 'string' },
  from: { type: 'string' },
  world: { type: 'string' },
  trusted: { type: 'string' },
  'world-photo': { type: 'string' },
  'trusted-photo': { type: 'string' },
  'hide-below': { type: 'string' },
  prefetch: { type: 'string' },
  yes: { type: 'boolean' },
  data: { type: 'string' },
  onion: { type: 'boolean' },
  local: { type: 'boolean' },
  terminal: { type: 'boolean' },
  plain: { type: 'boolean' },
  window: { type: 'boolean' },
  port: { type: 'string' },
  'minimum-members': { type: 'string' },
  metrics: { type: 'boolean' },
  'metrics-port': { type: 'string' },
} as const

export type OptionName = keyof typeof OPTIONS
export type Values = Partial<Record<OptionName, string | boolean>>

export function textOf(value: string | boolean | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

export type Numbers = {
  readonly 'passphrase-fd'?: number
  readonly 'phrase-fd'?: number
  readonly timeout?: number
}

const RANGES = { 'passphrase-fd': [0, 1023], 'phrase-fd': [0, 1023], timeout: [1, 86_400] } as const

export function numbersOf(values: Values): Result<Numbers, string> {
  const numbers: Record<string, number> = {}
  for (const [name, [least, most]] of Object.entries(RANGES)) {
    const text = textOf(values[name as keyof typeof RANGES])
    if (text === undefined) continue
    const number = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN
    if (!(number >= least && number <= most))
      return err(`--${name} takes a whole number from ${least} to ${most}.`)
    numbers[name] = number
  }
  return ok(numbers)
}

export function choiceOf<const T extends readonly string[]>(
  values: Values,
  name: OptionName,
  choices: T,
): Result<T[number] | undefined, string> {
  const given = textOf(values[name])
  if (given === undefined) return ok(undefined)
  const found = choices.find((one) => one === given)
  return found === undefined ? err(`--${name} takes ${choices.join(' or ')}.`) : ok(found)
}

/** `7d`, or `7`. Whether so many are offered is the client's to say. */
export function daysOf(text: string | undefined): Result<number | undefined, string> {
  if (text === undefined) return ok(undefined)
  const [, days] = /^(\d{1,4})d?$/.exec(text) ?? []
  return days === undefined ? err('--expires takes a number of days, like 7d.') : ok(Number(days))
}

const UNITS: Readonly<Record<string, number>> = { m: 60, h: 3_600, d: 86_400, w: 604_800 }

/** `5m`, `1h`, `1d`, `4w`, or `off`. */
export function secondsOf(text: string): Result<number, string> {
  if (text === 'off') return ok(0)
  const [, amount, unit = ''] = /^(\d{1,5})([mhdw])$/.exec(text) ?? []
  const size = UNITS[unit]
  return amount === undefined || size === undefined
    ? err('TIME is off, or a number with m, h, d or w: 5m, 1h, 1d, 4w.')
    : ok(Number(amount) * size)
}
