/**
 * The application on a terminal that nobody sits at: keys go in, screens come out, and each of them is held to its size, with
 * nothing of it cut off and nothing over something else.
 */

import assert from 'node:assert/strict'
import { resolve } from 'node:path'
import { PassThrough, Writable } from 'node:stream'
import type { TestContext } from 'node:test'
import {
  type Comrad,
  type House,
  type HouseView,
  type LineView,
  type Preferences,
  SPEECHES,
} from '@comrad/client'
import { createFakeClock, type FakeClock } from '@comrad/client/testing'
import { type Bytes, err, ok } from '@comrad/protocol'
import { Box, type DOMElement, render } from 'ink'
import { createRef } from 'react'
import { widthOf } from '../../safe-text.ts'
import { App } from '../app.ts'
import type { AppDeps } from '../deps.ts'
import { h } from '../h.ts'
import { createPlainVoice } from '../plain-voice.ts'
import { NOW } from './fake-comrad.ts'
import { misplacedIn } from './misplaced.ts'

/** What opens a fake house. */
export const PASSPHRASE = 'lantern quiet orbit herring'

export type FakeHouse = House & {
  become(view: HouseView, comrad?: Comrad): void
  setLine(line: LineView): void
  readonly drafts: Map<string, string>
  readonly asked: string[]
}

export function createFakeHouse(comrad: Comrad | undefined, given: Partial<House> = {}): FakeHouse {
  const listeners = new Set<() => void>()
  const drafts = new Map<string, string>()
  const asked: string[] = []
  let view: HouseView = comrad ? { phase: 'open' } : { phase: 'empty' }
  let inside = comrad
  let line: LineView = { phase: 'local' }
  let preferences: Preferences = { language: 'en', theme: 'system', notifications: 'with-names' }
  const changed = () => {
    for (const listener of listeners) listener()
  }
  const become = (next: HouseView, comradInside?: Comrad) => {
    view = next
    inside = comradInside
    changed()
  }
  const house = {
    ...{ drafts, asked, view: () => view, comrad: () => inside, line: () => line, bridges: () => undefined },
    speech: () => SPEECHES[preferences.language],
    strengthOf: (passphrase: string) => ({ score: passphrase.length > 12 ? 3 : 1, words: undefined }),
    preferences: () => preferences,
    async changePreferences(change: Partial<Preferences>) {
      preferences = { ...preferences, ...change }
      changed()
    },
    draft: (place: string) => drafts.get(place) ?? '',
    keepDraft: async (place: string, text: string) => void drafts.set(place, text),
    lock: async () => become({ phase: 'locked' }),
    wipe: async () => {
      asked.push('wipe')
      become({ phase: 'empty' })
    },
    unlock: async () => err({ type: 'wrong-passphrase' }),
    changePassphrase: async () => ok(undefined),
    setWipingPassphrase: async (passphrase: string | undefined) => {
      asked.push(`wiping ${passphrase}`)
      return ok(undefined)
    },
    phrase: async (passphrase: string) =>
      passphrase === PASSPHRASE ? ok(inside?.recoveryPhrase()) : err({ type: 'wrong-passphrase' }),
    exportBackup: async (path: string) => {
      asked.push(`backup ${path}`)
      return path === '/here/old.backup' ? err({ type: 'backup-unwritable' }) : ok(3)
    },
    on(_event: string, listener: () => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    become,
    setLine(next: LineView) {
      line = next
      changed()
    },
    ...given,
  }
  return house as unknown as FakeHouse
}

export type OpenApp = {
  readonly clock: FakeClock
  /** What is on the screen now. */
  frame(): string
  sees(what: RegExp): Promise<string>
  press(...keys: readonly string[]): Promise<void>
  resize(columns: number, rows: number): Promise<void>
  /** All that was written to the terminal of a plain application. */
  readonly said: () => string
  readonly isOver: Promise<unknown>
}

/** As terminals send them. */
export const KEYS = {
  ...{
    enter: '\r',
    escape: '\x1b',
    tab: '\t',
    up: '\x1b[A',
    down: '\x1b[B',
    right: '\x1b[C',
    left: '\x1b[D',
  },
  ...{ pageDown: '\x1b[6~', pageUp: '\x1b[5~', home: '\x1b[H', end: '\x1b[F', backspace: '\x7f' },
  ...{ save: '\x13', panic: '\x18', quit: '\x03', newLine: '\n', clear: '\x15', image: '\x0f' },
} as const

const PATIENCE_MS = 10_000
// biome-ignore lint/suspicious/noControlCharactersInRegex: our own colours and weights
const STYLES = /\x1b\[[0-9;]*m/g

/** Of the terminal: pasting, the cursor. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: Ink writes them by themselves
const MODES = /^(\x1b\[\?\d+[hl])+$/

export function openApp(
  t: TestContext,
  house: House,
  options: Partial<AppDeps> & {
    readonly isPlain?: boolean
    readonly columns?: number
    readonly rows?: number
  } = {},
): OpenApp {
  const { isPlain = false, columns = 80, rows = 24, ...given } = options
  const clock = createFakeClock(NOW)
  const frames: string[] = []
  const looks = new Set<() => void>()
  let spoken = ''
  /** The first screen that was not one. */
  let misfit: string | undefined
  let isResizing = false
  const stdout = Object.assign(
    new Writable({
      decodeStrings: false,
      write(chunk: string, _encoding, done) {
        hear(chunk)
        done()
      },
    }),
    { columns, rows, isTTY: true },
  )
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode() {}, ref() {}, unref() {} })
  const voice = isPlain ? createPlainVoice(stdout as never) : undefined
  const deps: AppDeps = {
    ...{ house, clock, colours: true, ring() {}, plain: voice },
    random: (length) => Uint8Array.from({ length }, () => places.shift() ?? 0) as Bytes,
    files: {
      read: async (path) => (path === '/pictures/banner.png' ? new Uint8Array([9]) : undefined),
      place: (path) => resolve('/here', path),
    },
    prepare: async () =>
      ok({
        bytes: new Uint8Array([7]) as Bytes,
        width: 2,
        height: 2,
        placeholder: new Uint8Array() as Bytes,
      }),
    decode: async () => ok({ width: 2, height: 2, rgba: new Uint8Array(16).fill(255) }),
    ...given,
  }
  const places = [4, 19, 4, 19, 4, 19]
  const root = createRef<DOMElement>()
  const boxed = h(Box, { flexDirection: 'column', ref: root }, h(App, { deps }))
  const app = render(isPlain ? h(App, { deps }) : boxed, {
    ...{ stdin: stdin as never, debug: true, exitOnCtrlC: false, patchConsole: false, interactive: true },
    ...(voice ? { stdout: voice.frames, isScreenReaderEnabled: true } : { stdout: stdout as never }),
  })
  t.after(() => {
    app.unmount()
    app.cleanup()
    assert.equal(misfit, undefined)
  })
  return {
    ...{ clock, sees, isOver: app.waitUntilExit() },
    frame: screen,
    said: () => spoken,
    async press(...keys) {
      for (const key of keys) {
        await app.waitUntilRenderFlush()
        stdin.write(key)
        // A lone escape may be the beginning of another key: it is one when nothing follows.
        if (key === KEYS.escape) await new Promise((resolve) => setTimeout(resolve, 60))
        await app.waitUntilRenderFlush()
      }
    },
    async resize(nextColumns, nextRows) {
      await app.waitUntilRenderFlush()
      // Ink first draws what it had once more, and only then what fits.
      isResizing = true
      Object.assign(stdout, { columns: nextColumns, rows: nextRows })
      stdout.emit('resize')
      await until(() => troubleWith(screen()) === undefined, 'a screen of that size')
      isResizing = false
    },
  }

  function troubleWith(frame: string): string | undefined {
    const misplaced = root.current ? misplacedIn(root.current, stdout.rows) : undefined
    return misfitOf(frame, stdout) ?? (misplaced && `${misplaced}\n${frame}`)
  }

  function screen(): string {
    return isPlain ? spoken : (frames.at(-1) ?? '')
  }

  function hear(chunk: string) {
    const text = chunk.replaceAll(STYLES, '')
    if (isPlain) spoken += MODES.test(text) ? '' : text
    else if (text !== '' && !MODES.test(text)) {
      frames.push(text)
      if (FOREIGN.test(chunk)) misfit ??= `a stranger draws: ${JSON.stringify(chunk)}`
      if (!isResizing) misfit ??= troubleWith(text)
    }
    for (const look of [...looks]) look()
  }

  async function sees(what: RegExp): Promise<string> {
    await until(() => what.test(screen()), String(what))
    return screen()
  }

  /** Time moves only while somebody waits, and by as little as it takes to draw what has changed. */
  function until(isSo: () => boolean, what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (trouble?: string) => {
        clearTimeout(late)
        clearInterval(moving)
        looks.delete(look)
        if (trouble === undefined) resolve()
        else reject(new Error(trouble))
      }
      const late = setTimeout(() => settle(`not seen: ${what}\n${screen()}`), PATIENCE_MS)
      const moving = setInterval(() => void clock.advance(CHANGE_MS), 5)
      const look = () => {
        if (misfit !== undefined) settle(misfit)
        else if (isSo()) settle()
      }
      looks.add(look)
      look()
    })
  }
}

/** After so long the application draws what has changed. */
const CHANGE_MS = 50

function misfitOf(
  frame: string,
  { columns, rows }: { readonly columns: number; readonly rows: number },
): string | undefined {
  const lines = frame.split('\n')
  if (lines.length > rows) return `${lines.length} rows of ${rows}:\n${frame}`
  const wide = lines.find((line) => widthOf(line) > columns)
  if (wide !== undefined) return `${widthOf(wide)} columns of ${columns}: ${wide}`
  const unsafe = lines.find((line) => UNSAFE.test(line))
  return unsafe === undefined ? undefined : `unsafe: ${JSON.stringify(unsafe)}`
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: none may be left
const UNSAFE = /[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]|\p{M}{5}/u
/** A colour that nothing of ours has, and what sets titles and links. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: Ink lets these two through
const FOREIGN = /\x1b\[35m|\x1b\]/
