/** A terminal of 80 by 24 that nobody sits at: a private tmux server, whose screens are read and whose keys are pressed. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { skipWithout } from '@comrad/gui/testing'
import type { Ending } from './command.ts'

const TMUX = ['/usr/bin/tmux', '/usr/local/bin/tmux', '/opt/homebrew/bin/tmux'].find((path) =>
  existsSync(path),
)
export const skipWithoutTmux = skipWithout(TMUX !== undefined, 'tmux is not installed')

const run = promisify(execFile)
/** A pane whose program has ended shows what it answered. */
const AND_THEN_SAY = '"$@"; echo "ended with $?"; sleep 3600'
const LOOK_EVERY_MS = 100
const PATIENCE_MS = 90_000

export type Screen = {
  /** All that was ever seen of it, one screen after the other. */
  readonly seen: readonly string[]
  sees(what: RegExp): Promise<RegExpExecArray>
  /** What is on it now, with its colours. */
  coloured(): Promise<string>
  /** All lines that it has written, those that have gone up out of it too. */
  written(): Promise<string>
  /** Keys by tmux's names: Enter, Escape, C-x. */
  press(...keys: readonly string[]): Promise<void>
  type(text: string): Promise<void>
  resize(columns: number, rows: number): Promise<void>
  /** What the program answered when it ended. */
  ended(): Promise<number>
}

export type Tmux = {
  open(name: string, command: readonly string[], env: Record<string, string>): Promise<Screen>
}

export function startTmux(context: Ending): Tmux {
  const socket = `comrad-test-${process.pid}`
  const tmux = async (...args: readonly string[]) => {
    const { stdout } = await run(TMUX ?? '', ['-L', socket, '-f', '/dev/null', ...args])
    return stdout
  }
  context.after(() => tmux('kill-server').catch(() => {}))
  return { open }

  async function open(name: string, command: readonly string[], env: Record<string, string>) {
    // Not by -e: what TERM is in a pane tmux decides by itself.
    // Nor is somebody who sits at a terminal a build machine, for which nothing has colours.
    const given = ['env', '-u', 'CI', ...Object.entries(env).map(([key, value]) => `${key}=${value}`)]
    const size = ['-x', '80', '-y', '24']
    const started = ['sh', '-c', AND_THEN_SAY, 'sh', ...given, ...command]
    await tmux('new-session', '-d', '-s', name, ...size, ...started)
    const seen: string[] = []
    const look = async () => {
      const screen = await tmux('capture-pane', '-p', '-t', name)
      if (screen !== seen.at(-1)) seen.push(screen)
      return screen
    }
    const sees = async (what: RegExp) => {
      for (let waited = 0; waited < PATIENCE_MS; waited += LOOK_EVERY_MS) {
        const found = what.exec(await look())
        if (found) return found
        await sleep(LOOK_EVERY_MS)
      }
      assert.fail(`${name} has not seen ${what}:\n${seen.at(-1)}`)
    }
    return {
      ...{ seen, sees },
      coloured: () => tmux('capture-pane', '-e', '-p', '-t', name),
      written: () => tmux('capture-pane', '-J', '-p', '-S', '-', '-t', name),
      press: async (...keys: readonly string[]) => void (await tmux('send-keys', '-t', name, ...keys)),
      type: async (text: string) => void (await tmux('send-keys', '-t', name, '-l', '--', text)),
      resize: async (columns: number, rows: number) =>
        void (await tmux('resize-window', '-t', name, '-x', String(columns), '-y', String(rows))),
      ended: async () => Number((await sees(/^ended with (\d+)$/m))[1]),
    } satisfies Screen
  }
}
