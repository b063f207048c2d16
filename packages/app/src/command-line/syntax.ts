/** What each command takes, and how it is read into what is wanted. */
import { wordsOfError } from '@comrad/client'
import { CHOICES, err, ok, parseName, type Result } from '@comrad/protocol'
import type { Action, CommandName, QuietVerb } from './action.ts'
import { choiceOf, daysOf, type Numbers, type OptionName, secondsOf, textOf, type Values } from './values.ts'

/** An argument that was not given is empty. */
type Given = {
  readonly first: string
  readonly second: string
  readonly values: Values
  readonly numbers: Numbers
}

type Syntax = {
  readonly takes: readonly OptionName[]
  readonly arguments: readonly string[]
  /** Behind them, one that may be missing. */
  readonly optional?: string
  readonly read: (given: Given) => Result<Action, string>
}

export const EVERYWHERE: readonly OptionName[] = [
  'help',
  'version',
  'json',
  'home',
  'operator',
  'bridges',
  'timeout',
]

export const SYNTAX: Readonly<Record<CommandName, Syntax>> = {
  start: {
    takes: ['local', 'data', 'terminal', 'plain', 'window'],
    arguments: [],
    read: ({ values }) =>
      ok({
        type: 'start',
        local: values.local === true,
        data: textOf(values.data),
        terminal: values.terminal === true || values.plain === true,
        plain: values.plain === true,
        window: values.window === true,
      }),
  },
  register: {
    takes: ['passphrase-fd'],
    arguments: ['NAME'],
    read: ({ first }) => ok({ type: 'register', name: first }),
  },
  recover: {
    takes: ['passphrase-fd', 'phrase-fd'],
    arguments: [],
    read: ({ numbers }) => ok({ type: 'recover', phraseFd: numbers['phrase-fd'] }),
  },
  status: {
    takes: ['passphrase-fd', 'offline'],
    arguments: [],
    read: ({ values }) => ok({ type: 'status', offline: values.offline === true }),
  },
  meet: {
    takes: ['passphrase-fd', 'decline', 'greeting'],
    arguments: ['NAME'],
    read: ({ first, values }) =>
      ok({
        type: 'meet',
        name: first,
        decline: values.decline === true,
        greeting: textOf(values.greeting),
      }),
  },
  contacts: {
    takes: ['passphrase-fd', 'offline'],
    arguments: [],
    read: ({ values }) => ok({ type: 'contacts', offline: values.offline === true }),
  },
  verify: {
    takes: ['passphrase-fd', 'confirm'],
    arguments: ['NAME'],
    read: ({ first, values }) => ok({ type: 'verify', name: first, confirm: values.confirm === true }),
  },
  send: {
    takes: ['passphrase-fd', 'image'],
    arguments: ['NAME', 'TEXT'],
    read: ({ first, second, values }) =>
      ok({ type: 'send', name: first, text: second, image: textOf(values.image) }),
  },
  inbox: {
    takes: ['passphrase-fd', 'offline', 'follow'],
    arguments: [],
    read: ({ values }) =>
      ok({ type: 'inbox', offline: values.offline === true, follow: values.follow === true }),
  },
  conversation: {
    takes: ['passphrase-fd', 'offline', 'images'],
    arguments: ['NAME'],
    read: ({ first, values }) =>
      ok({
        type: 'conversation',
        name: first,
        images: textOf(values.images),
        offline: values.offline === true,
      }),
  },
  post: {
    takes: ['passphrase-fd', 'to', 'image', 'expires'],
    arguments: ['TEXT'],
    read: ({ first, values }) => readPost(values, first, undefined),
  },
  reply: {
    takes: ['passphrase-fd', 'image', 'expires'],
    arguments: ['POST', 'TEXT'],
    read: ({ first, second, values }) => readPost(values, second, first),
  },
  feed: {
    takes: ['passphrase-fd', 'offline', 'by', 'to', 'from', 'follow'],
    arguments: [],
    read: readFeed,
  },
  show: {
    takes: ['passphrase-fd', 'offline', 'image'],
    arguments: ['POST'],
    read: ({ first, values }) =>
      ok({ type: 'show', post: first, image: textOf(values.image), offline: values.offline === true }),
  },
  vote: {
    takes: ['passphrase-fd'],
    arguments: ['POST', 'up|down|none'],
    read: ({ first, second }) => {
      const choice = CHOICES.find((one) => one === second)
      return choice ? ok({ type: 'vote', post: first, choice }) : err('A vote is up, down or none.')
    },
  },
  audit: {
    takes: ['passphrase-fd'],
    arguments: ['POST'],
    read: ({ first }) => ok({ type: 'audit', post: first }),
  },
  delete: {
    takes: ['passphrase-fd'],
    arguments: ['POST'],
    read: ({ first }) => ok({ type: 'delete', post: first }),
  },
  profile: {
    takes: ['passphrase-fd', 'offline', 'world', 'trusted', 'world-photo', 'trusted-photo'],
    arguments: [],
    optional: 'NAME',
    read: readProfile,
  },
  trust: quiet('trust'),
  untrust: quiet('untrust'),
  mute: quiet('mute'),
  unmute: quiet('unmute'),
  block: quiet('block'),
  unblock: quiet('unblock'),
  timer: {
    takes: ['passphrase-fd'],
    arguments: ['NAME', 'TIME'],
    read: ({ first, second }) => {
      const seconds = secondsOf(second)
      return seconds.ok ? ok({ type: 'timer', name: first, seconds: seconds.value }) : seconds
    },
  },
  forget: {
    takes: ['passphrase-fd', 'yes'],
    arguments: ['NAME'],
    read: ({ first, values }) => ok({ type: 'forget', name: first, isSure: values.yes === true }),
  },
  search: {
    takes: ['passphrase-fd'],
    arguments: ['TEXT'],
    read: ({ first }) => ok({ type: 'search', words: first }),
  },
  settings: { takes: ['passphrase-fd', 'hide-below', 'prefetch'], arguments: [], read: readSettings },
  operator: {
    takes: ['data', 'onion', 'local', 'port', 'minimum-members', 'metrics', 'metrics-port'],
    arguments: [],
    read: ({ values }) => {
      const flags = {
        data: textOf(values.data),
        port: textOf(values.port),
        'minimum-members': textOf(values['minimum-members']),
        metrics: textOf(values['metrics-port']) ?? (values.metrics ? '0' : undefined),
      }
      return ok({ type: 'operator', local: values.local === true, flags })
    },
  },
}

function quiet(type: QuietVerb): Syntax {
  return { takes: ['passphrase-fd'], arguments: ['NAME'], read: ({ first }) => ok({ type, name: first }) }
}

function readPost(values: Values, text: string, replyTo: string | undefined): Result<Action, string> {
  const to = choiceOf(values, 'to', ['world', 'trusted'])
  const expires = daysOf(textOf(values.expires))
  if (!to.ok) return to
  if (!expires.ok) return expires
  return ok({
    type: 'post',
    text,
    replyTo,
    to: to.value ?? 'world',
    image: textOf(values.image),
    expiresDays: expires.value,
  })
}

function readFeed({ values }: Given): Result<Action, string> {
  const by = choiceOf(values, 'by', ['new', 'votes'])
  const audience = choiceOf(values, 'to', ['world', 'trusted'])
  const from = textOf(values.from)
  const author = from === undefined ? ok(undefined) : parseName(from)
  if (!by.ok) return by
  if (!audience.ok) return audience
  if (!author.ok)
    return err(`--from: ${wordsOfError({ type: 'name-invalid', reason: author.error }).happened}`)
  return ok({
    type: 'feed',
    offline: values.offline === true,
    follow: values.follow === true,
    order: by.value ?? 'new',
    audience: audience.value,
    author: author.value,
  })
}

/** `profile edit` edits one's own; what is to be written belongs to nothing else. */
function readProfile({ first, values }: Given): Result<Action, string> {
  const edits = {
    world: textOf(values.world),
    trusted: textOf(values.trusted),
    worldPhoto: textOf(values['world-photo']),
    trustedPhoto: textOf(values['trusted-photo']),
  }
  const isEmpty = Object.values(edits).every((one) => one === undefined)
  if (first === 'edit') {
    return isEmpty
      ? err('“comrad profile edit” needs one of --world, --trusted, --world-photo, --trusted-photo.')
      : ok({ type: 'edit-profile', ...edits })
  }
  return isEmpty
    ? ok({ type: 'profile', name: first === '' ? undefined : first, offline: values.offline === true })
    : err('To write your own faces say “comrad profile edit”.')
}

function readSettings({ values }: Given): Result<Action, string> {
  const prefetch = choiceOf(values, 'prefetch', ['on', 'off'])
  const below = textOf(values['hide-below'])
  if (!prefetch.ok) return prefetch
  if (below !== undefined && below !== 'off' && !/^-?\d{1,6}$/.test(below)) {
    return err('--hide-below takes a whole number, or off.')
  }
  return ok({
    type: 'settings',
    hideBelow: below === undefined || below === 'off' ? below : Number(below),
    prefetch: prefetch.value === undefined ? undefined : prefetch.value === 'on',
  })
}
