/**
 * Every key that does something, once: by place and act. What an act is called stands in `words/`, by the same names; the list
 * of keys and the line of hints are drawn from both.
 */
import type { Key as InkKey } from 'ink'

/** Several keys of one act stand beside each other; the first is the one that people are told. */
export const SHORTCUTS = {
  rooms: {
    feed: '1',
    messages: '2',
    contacts: '3',
    profile: '4',
    search: '5 /',
    settings: '6',
    status: '7',
    shortcuts: '?',
    lock: 'ctrl+l',
    leave: 'q',
  },
  anywhere: { panic: 'ctrl+x', end: 'ctrl+c' },
  list: {
    next: 'down j',
    previous: 'up k',
    pageDown: 'pagedown space',
    pageUp: 'pageup',
    first: 'home',
    last: 'end',
    back: 'escape left',
  },
  posts: {
    open: 'enter right',
    write: 'n',
    reply: 'r',
    up: '+ =',
    down: '-',
    picture: 'v',
    author: 'p',
    audience: 't',
    order: 'o',
    recount: 'a',
    remove: 'd',
    undo: 'u',
  },
  talks: { open: 'enter right', person: 'p' },
  talk: {
    write: 'enter tab i',
    image: 'ctrl+o o',
    takeBack: 'x',
    again: 'r',
    picture: 'v',
    timer: 't',
    person: 'p',
    remove: 'd',
  },
  people: {
    open: 'enter right',
    meet: 'n',
    accept: 'y',
    decline: 'd',
    declineAndTell: 'D',
    block: 'b',
    message: 'w',
    code: 'c',
  },
  person: {
    message: 'w',
    meet: 'n',
    accept: 'y',
    decline: 'd',
    declineAndTell: 'D',
    verify: 's',
    trust: 'f',
    mute: 'm',
    block: 'b',
    world: 'e',
    trusted: 'i',
    picture: 'v',
  },
  settings: { change: 'enter right' },
  beginning: { bridges: 'ctrl+b' },
  form: {
    go: 'enter',
    newLine: 'ctrl+j alt+enter',
    next: 'tab',
    previous: 'shift+tab',
    choose: 'left right',
    submit: 'ctrl+s',
    cancel: 'escape',
  },
} as const

export type Place = keyof typeof SHORTCUTS
export type Act<P extends Place> = P extends Place ? keyof (typeof SHORTCUTS)[P] & string : never

/** What this key does in a place. */
export function actOf<P extends Place>(place: P, key: string): Act<P> | undefined {
  return actsIn(place).find((act) => keysOf(place, act).includes(key))
}

export const actsIn = <P extends Place>(place: P): readonly Act<P>[] =>
  Object.keys(SHORTCUTS[place]) as Act<P>[]

const keysOf = <P extends Place>(place: P, act: Act<P>): readonly string[] =>
  String(SHORTCUTS[place][act]).split(' ')

/** How the key of an act is told to people: `Ctrl-X`. */
export const keyNameOf = <P extends Place>(place: P, act: Act<P>): string => keyNamesOf(place, act)[0] ?? ''

/** All of them, for a list that says everything. */
export const keyNamesOf = <P extends Place>(place: P, act: Act<P>): readonly string[] =>
  keysOf(place, act).map(
    (key) =>
      NAMES[key] ??
      key.replace(/^(ctrl|alt|shift)\+(.*)$/, (_, with_: string, other: string) => {
        const shown = NAMES[other] ?? other.toUpperCase()
        return `${with_.charAt(0).toUpperCase()}${with_.slice(1)}-${shown}`
      }),
  )

const NAMES: Readonly<Record<string, string>> = {
  enter: 'Enter',
  escape: 'Esc',
  tab: 'Tab',
  space: 'Space',
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  pagedown: 'PgDn',
  pageup: 'PgUp',
  home: 'Home',
  end: 'End',
}

/** A key as it was pressed: its name as the table above writes it, and what it types, if it types something. */
export type Pressed = { readonly key: string; readonly text: string }

export function pressedOf(input: string, key: InkKey): Pressed {
  const named = NAMED.find(([name]) => key[name])?.[1]
  if (input === '\n') return { key: 'ctrl+j', text: '' }
  const base = named ?? (input === ' ' ? 'space' : input)
  const isCommand = key.ctrl || key.meta
  const prefix = `${key.ctrl ? 'ctrl+' : ''}${key.meta && !key.escape ? 'alt+' : ''}`
  const shift = key.shift && named !== undefined ? 'shift+' : ''
  return { key: `${prefix}${shift}${base}`, text: named !== undefined || isCommand ? '' : input }
}

const NAMED = [
  ['return', 'enter'],
  ['escape', 'escape'],
  ['tab', 'tab'],
  ['backspace', 'backspace'],
  ['delete', 'delete'],
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'pageup'],
  ['pageDown', 'pagedown'],
  ['home', 'home'],
  ['end', 'end'],
] as const satisfies readonly (readonly [keyof InkKey, string])[]
