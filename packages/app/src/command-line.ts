/** The command line, parsed once into what is wanted. Pure. `help.ts` says the same in words, docs/commands.md in full. */
import { parseArgs } from 'node:util'
import { err, ok, type Result } from '@comrad/protocol'

export type UsageError = { readonly type: 'usage'; readonly reason: string; readonly command?: CommandName }

export const COMMANDS = [
  'start',
  'register',
  'recover',
  'status',
  'meet',
  'contacts',
  'verify',
  'send',
  'inbox',
  'operator',
] as const

export type CommandName = (typeof COMMANDS)[number]

const OPTIONS = {
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
  data: { type: 'string' },
  onion: { type: 'boolean' },
  local: { type: 'boolean' },
  terminal: { type: 'boolean' },
  window: { type: 'boolean' },
  port: { type: 'string' },
  metrics: { type: 'boolean' },
  'metrics-port': { type: 'string' },
} as const

type OptionName = keyof typeof OPTIONS

const EVERYWHERE: readonly OptionName[] = [
  'help',
  'version',
  'json',
  'home',
  'operator',
  'bridges',
  'timeout',
]

type Shape = { readonly takes: readonly OptionName[]; readonly arguments: readonly string[] }

const SHAPES: Readonly<Record<CommandName, Shape>> = {
  start: { takes: ['local', 'data', 'terminal', 'window'], arguments: [] },
  register: { takes: ['passphrase-fd'], arguments: ['NAME'] },
  recover: { takes: ['passphrase-fd', 'phrase-fd'], arguments: [] },
  status: { takes: ['passphrase-fd', 'offline'], arguments: [] },
  meet: { takes: ['passphrase-fd', 'decline', 'greeting'], arguments: ['NAME'] },
  contacts: { takes: ['passphrase-fd', 'offline'], arguments: [] },
  verify: { takes: ['passphrase-fd', 'confirm'], arguments: ['NAME'] },
  send: { takes: ['passphrase-fd'], arguments: ['NAME', 'TEXT'] },
  inbox: { takes: ['passphrase-fd', 'offline', 'follow'], arguments: [] },
  operator: { takes: ['data', 'onion', 'local', 'port', 'metrics', 'metrics-port'], arguments: [] },
}

/** What every command may be given. */
export type Settings = {
  readonly json: boolean
  readonly home: string | undefined
  readonly operator: string | undefined
  readonly bridges: string | undefined
  readonly passphraseFd: number | undefined
  /** How long a command waits for the Operator before it says that there is no answer. */
  readonly timeoutMs: number
}

export type Action =
  | { readonly type: 'help'; readonly command: CommandName | undefined }
  | { readonly type: 'version' }
  | { readonly type: 'use-operator'; readonly address: string }
  | {
      readonly type: 'start'
      readonly local: boolean
      readonly data: string | undefined
      readonly terminal: boolean
      readonly window: boolean
    }
  | { readonly type: 'register'; readonly name: string }
  | { readonly type: 'recover'; readonly phraseFd: number | undefined }
  | { readonly type: 'status'; readonly offline: boolean }
  | {
      readonly type: 'meet'
      readonly name: string
      readonly decline: boolean
      readonly greeting: string | undefined
    }
  | { readonly type: 'contacts'; readonly offline: boolean }
  | { readonly type: 'verify'; readonly name: string; readonly confirm: boolean }
  | { readonly type: 'send'; readonly name: string; readonly text: string }
  | { readonly type: 'inbox'; readonly offline: boolean; readonly follow: boolean }
  | {
      readonly type: 'operator'
      readonly local: boolean
      /** As `parseConfig` of the Operator takes them. */
      readonly flags: Readonly<Record<string, string | undefined>>
    }

export type CommandLine = { readonly action: Action; readonly settings: Settings }

type Values = Partial<Record<OptionName, string | boolean>>

const DEFAULT_TIMEOUT_SECONDS = 90

export function parseCommandLine(args: readonly string[]): Result<CommandLine, UsageError> {
  const parsed = parseOptions(args)
  if (!parsed.ok) return parsed
  const { values, positionals } = parsed.value
  const [first, ...rest] = positionals
  const command = COMMANDS.find((name) => name === first)
  const refuse = (reason: string) => err({ type: 'usage' as const, reason, ...(command && { command }) })

  if (first !== undefined && command === undefined && first !== 'help')
    return refuse(`There is no command “${first}”.`)
  const numbers = parseNumbers(values)
  if (!numbers.ok) return refuse(numbers.error)
  const settings: Settings = {
    json: values.json === true,
    home: textOf(values.home),
    operator: textOf(values.operator),
    bridges: textOf(values.bridges),
    passphraseFd: numbers.value['passphrase-fd'],
    timeoutMs: (numbers.value.timeout ?? DEFAULT_TIMEOUT_SECONDS) * 1000,
  }
  const act = (action: Action) => ok({ action, settings })

  if (values.version) return act({ type: 'version' })
  if (first === 'help') return act({ type: 'help', command: COMMANDS.find((name) => name === rest[0]) })
  if (values.help) return act({ type: 'help', command })
  if (command === undefined) {
    if (settings.operator === undefined) return act({ type: 'help', command: undefined })
    return act({ type: 'use-operator', address: settings.operator })
  }
  const { takes, arguments: wanted } = SHAPES[command]
  const foreign = namesOf(values).find((name) => !EVERYWHERE.includes(name) && !takes.includes(name))
  if (foreign !== undefined) return refuse(`“comrad ${command}” does not take --${foreign}.`)
  if (rest.length < wanted.length) return refuse(`“comrad ${command}” needs ${wanted.join(' and ')}.`)
  if (rest.length > wanted.length) return refuse(tooMany(command, wanted))
  if (values.onion && values.local) return refuse('--onion and --local exclude each other.')
  return act(actionOf(command, rest, values, numbers.value))
}

function actionOf(command: CommandName, rest: readonly string[], values: Values, numbers: Numbers): Action {
  const [name = '', text = ''] = rest
  const offline = values.offline === true
  switch (command) {
    case 'start':
      return {
        type: command,
        local: values.local === true,
        data: textOf(values.data),
        terminal: values.terminal === true,
        window: values.window === true,
      }
    case 'register':
      return { type: command, name }
    case 'recover':
      return { type: command, phraseFd: numbers['phrase-fd'] }
    case 'status':
    case 'contacts':
      return { type: command, offline }
    case 'meet':
      return { type: command, name, decline: values.decline === true, greeting: textOf(values.greeting) }
    case 'verify':
      return { type: command, name, confirm: values.confirm === true }
    case 'send':
      return { type: command, name, text }
    case 'inbox':
      return { type: command, offline, follow: values.follow === true }
    case 'operator':
      return { type: command, local: values.local === true, flags: operatorFlags(values) }
  }
}

function operatorFlags(values: Values): Readonly<Record<string, string | undefined>> {
  const metrics = textOf(values['metrics-port']) ?? (values.metrics ? '0' : undefined)
  return { data: textOf(values.data), port: textOf(values.port), metrics }
}

type Numbers = { readonly 'passphrase-fd'?: number; readonly 'phrase-fd'?: number; readonly timeout?: number }

const RANGES = { 'passphrase-fd': [0, 1023], 'phrase-fd': [0, 1023], timeout: [1, 86_400] } as const

function parseNumbers(values: Values): Result<Numbers, string> {
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

function parseOptions(
  args: readonly string[],
): Result<{ values: Values; positionals: string[] }, UsageError> {
  try {
    return ok(parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: true }))
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('. ')[0] ?? error.message) : String(error)
    return err({ type: 'usage', reason: `${reason.replace(/\.$/, '')}.` })
  }
}

function tooMany(command: CommandName, wanted: readonly string[]): string {
  if (command === 'send') return '“comrad send” takes one NAME and one TEXT: put the text in quotes.'
  return wanted.length > 0
    ? `“comrad ${command}” takes one ${wanted[0]}.`
    : `“comrad ${command}” takes no argument.`
}

function textOf(value: string | boolean | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function namesOf(values: Values): readonly OptionName[] {
  return Object.keys(values) as OptionName[]
}
