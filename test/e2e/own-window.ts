/** The window of its own, as the whole program opens it: in a real browser, without a display. */
import assert from 'node:assert/strict'
import type { ChildProcess } from 'node:child_process'
import { chmod, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CHROMIUM } from '@comrad/gui/testing'
import { type Browser, chromium, type Page } from 'playwright-core'
import { watch } from './browser.ts'
import { type Ending, events, exitOf, spawnComrad, temporaryDirectory } from './command.ts'
import type { Complaints } from './complaints.ts'
import { untilSo } from './patience.ts'

export type OwnWindow = { readonly home: string; readonly operator: string; readonly browser: string }

/** As where there is a display, and this is the browser. */
export function startOwnWindow(t: Ending, { home, operator, browser }: OwnWindow) {
  const args = ['--home', home, '--json', '--operator', operator, 'start', '--window']
  const child = spawnComrad(args, { env: { DISPLAY: ':77', COMRAD_BROWSER: browser } })
  const ended = exitOf(child)
  t.after(async () => {
    child.kill('SIGTERM')
    await ended
  })
  return { child, ended, heard: listenTo(child), addresses: events(child) }
}

/** What is said to the person, and how to wait for it to be said so many times. */
function listenTo(child: ChildProcess) {
  let said = ''
  const waiting = new Set<() => void>()
  child.stderr?.on('data', (part) => {
    said += part
    for (const look of waiting) look()
  })
  return (what: string, times = 1): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = () => {
        if (said.split(what).length > times) resolve()
      }
      waiting.add(look)
      child.once('close', () => reject(new Error(`ended before “${what}”: ${said}`)))
      look()
    })
}

/** Without a display, and looked into by a debugger of ours: beside the pipe, which stays the core's. */
export async function createHeadlessBrowser(t: Ending): Promise<string> {
  const path = join(await temporaryDirectory(t), 'browser')
  const own = '--headless=new --disable-gpu --remote-debugging-port=0'
  await writeFile(path, `#!/bin/sh\nexec ${CHROMIUM} "$@" ${own}\n`)
  await chmod(path, 0o755)
  return path
}

export async function profileIn(home: string): Promise<string> {
  const [profile, ...more] = await readdir(join(home, 'window'))
  assert.ok(profile)
  assert.deepEqual(more, [], 'of one window only')
  return join(home, 'window', profile)
}

/** The browser writes it when it is ready to be looked into, which may be after its window is open. */
async function portIn(file: string): Promise<string> {
  let port = ''
  await untilSo(async () => {
    ;[port = ''] = (await readFile(file, 'utf8').catch(() => '')).split('\n')
    return port !== ''
  }, 'the browser says where it can be looked into')
  return port
}

export async function lookIntoWindow(
  t: Ending,
  home: string,
): Promise<{ page: Page; browser: Browser; complaints: Complaints }> {
  const file = join(await profileIn(home), 'DevToolsActivePort')
  const port = await portIn(file)
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`)
  t.after(() => browser.close().catch(() => {}))
  const page = browser.contexts()[0]?.pages()[0]
  assert.ok(page)
  return { page, browser, complaints: watch(t, page) }
}
