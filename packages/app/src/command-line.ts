/** The command line, parsed once into what is wanted. Pure. `help.ts` says the same in words, docs/commands.md in full. */
import { parseArgs } from 'node:util'
import { err, ok, type Result } from '@comrad/protocol'
import { type Action, COMMANDS, type CommandName } from './command-line/action.ts'
import { EVERYWHERE, SYNTAX } from './command-line/syntax.ts'
import { numbersOf, OPTIONS, type OptionName, textOf, type Values } from './command-line/values.ts'

export {
  type Action,
  COMMANDS,
  type CommandName,
  type QuietVerb,
  runsUntilStopped,
} from './command-line/action.ts'

export type UsageError = { readonly type: 'usage'; readonly reason: string; readonly command?: CommandName }

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

export type CommandLine = { readonly action: Action; readonly settings: Settings }

const DEFAULT_TIMEOUT_SECONDS = 90

export function parseCommandLine(args: readonly string[]): Result<CommandLine, UsageError> {
  const parsed = parseOptions(args)
  if (!parsed.ok) return err({ ...parsed.error, ...commandIn(args) })
  const { values, positionals } = parsed.value
  const [word, ...rest] = positionals
  const command = COMMANDS.find((name) => name === word)
  const refuse = (reason: string) => err({ type: 'usage' as const, reason, ...(command && { command }) })

  if (word !== undefined && command === undefined && word !== 'help')
    return refuse(`There is no command “${word}”.`)
  const numbers = numbersOf(values)
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
  if (word === 'help') return act({ type: 'help', command: COMMANDS.find((name) => name === rest[0]) })
  if (values.help) return act({ type: 'help', command })
  if (command === undefined) {
    if (settings.operator === undefined) return act({ type: 'help', command: undefined })
    return act({ type: 'use-operator', address: settings.operator })
  }
  const { takes, arguments: wanted, optional, read } = SYNTAX[command]
  const foreign = namesOf(values).find((name) => !EVERYWHERE.includes(name) && !takes.includes(name))
  if (foreign !== undefined) return refuse(`“comrad ${command}” does not take --${foreign}.`)
  if (rest.length < wanted.length) return refuse(`“comrad ${command}” needs ${wanted.join(' and ')}.`)
  if (rest.length > wanted.length + (optional === undefined ? 0 : 1)) return refuse(tooMany(command, wanted))
  if (values.onion && values.local) return refuse('--onion and --local exclude each other.')
  if (values.terminal && values.window) return refuse('--terminal and --window exclude each other.')
  if (values.plain && values.window) return refuse('--plain and --window exclude each other.')
  const [first = '', second = ''] = rest
  const action = read({ first, second, values, numbers: numbers.value })
  return action.ok ? act(action.value) : refuse(action.error)
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

/** Where the options could not be read: the first word that is a command tells whose were meant. */
function commandIn(args: readonly string[]): { readonly command?: CommandName } {
  const command = args.flatMap((word) => COMMANDS.filter((name) => name === word))[0]
  return command === undefined ? {} : { command }
}

function tooMany(command: CommandName, wanted: readonly string[]): string {
  const last = wanted.at(-1)
  if (last === 'TEXT') return `“comrad ${command}” takes ${one(wanted)}: put the text in quotes.`
  return wanted.length > 0
    ? `“comrad ${command}” takes ${one(wanted)}.`
    : `“comrad ${command}” takes no argument.`
}

function one(wanted: readonly string[]): string {
  return wanted.map((name) => `one ${name}`).join(' and ')
}

function namesOf(values: Values): readonly OptionName[] {
  return Object.keys(values) as OptionName[]
}
