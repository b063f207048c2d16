/** A real browser, and people at windows of their own on a real Operator. */
import assert from 'node:assert/strict'
import type { ChildProcess } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CHROMIUM, skipWithoutChromium } from '@comrad/gui/testing'
import { type Browser, chromium, type Page } from 'playwright-core'
import { THEMES, violationsOn } from './axe.ts'
import { type Ending, exitOf, SMALL_OPERATOR, spawnComrad, temporaryDirectory } from './command.ts'
import { type Complaints, hearComplaints } from './complaints.ts'
import { PATIENCE_MS, untilSo } from './patience.ts'

export const skipWithoutBrowser = skipWithoutChromium

export const PASSPHRASE = 'lantern quiet orbit herring'

/** The window comes to the browser of the test, on a desktop too. */
export const NO_DISPLAY = { DISPLAY: '', WAYLAND_DISPLAY: '' }

export type Window = {
  readonly page: Page
  readonly complaints: Complaints
  /** The Operator that this one runs, for others to use. */
  readonly operator: string
  readonly child: ChildProcess
  readonly home: string
}

export type BrowserOptions = {
  /** A file that stands for what the camera sees, read anew whenever it is looked through. */
  readonly camera?: string
  /** A name that leads to this machine. */
  readonly ownName?: string
}

export async function openBrowser(context: Ending, options: BrowserOptions = {}): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-sync',
      ...(options.camera === undefined
        ? []
        : ['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${options.camera}`]),
      ...(options.ownName === undefined ? [] : [`--host-resolver-rules=MAP ${options.ownName} 127.0.0.1`]),
    ],
  })
  context.after(() => browser.close())
  return browser
}

export async function openWindow(
  context: Ending,
  browser: Browser,
  options: {
    readonly operator?: string
    /** The Operator of this machine begins through Tor, which may take its time: its address is not waited for. */
    readonly throughTor?: boolean
    readonly home?: string
    readonly viewport?: { width: number; height: number }
    readonly env?: Readonly<Record<string, string>>
  } = {},
): Promise<Window> {
  const home = options.home ?? join(await temporaryDirectory(context), 'home')
  const { operator, throughTor = false } = options
  const args =
    operator === undefined ? ['start', ...(throughTor ? [] : ['--local'])] : ['--operator', operator, 'start']
  const child = spawnComrad(['--home', home, '--json', ...args, '--window'], {
    env: { ...SMALL_OPERATOR, ...NO_DISPLAY, ...options.env },
  })
  const ended = exitOf(child)
  context.after(async () => {
    child.kill('SIGTERM')
    await ended
  })
  const address = await said(child)
  const viewport = options.viewport ?? { width: 1180, height: 820 }
  // A tenth of the work of a story is drawing what moves.
  const page = await browser.newPage({ viewport, reducedMotion: 'reduce' })
  const complaints = watch(context, page)
  await page.goto(address)
  return { page, complaints, operator: operator ?? (throughTor ? '' : await operatorOf(home)), child, home }
}

/** Waits for as long as it takes, and is held to what it complains of. */
export function watch(context: Ending, page: Page): Complaints {
  page.setDefaultTimeout(PATIENCE_MS)
  return hearComplaints(context, page)
}

/** The line with the window's address. */
function said(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = ''
    child.stdout?.on('data', (chunk) => {
      output += chunk
      const address = /http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]+/.exec(output)?.[0]
      if (address) resolve(address)
    })
    child.once('close', () => reject(new Error(`ended before there was a window: ${output}`)))
  })
}

/** The window is open before the Operator has begun. */
async function operatorOf(home: string): Promise<string> {
  let address = ''
  await untilSo(async () => {
    address = (await readFile(join(home, 'operator'), 'utf8').catch(() => '')).trim()
    return address !== ''
  }, 'the Operator’s address')
  return address
}

/** By the rail, which counts what waits beside the name. */
export const room = (page: Page, name: string): Promise<void> =>
  page.getByRole('navigation').getByRole('button', { name }).first().click()

export async function register({ page }: Pick<Window, 'page'>, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Begin' }).click()
  await page.getByLabel('Your name').fill(name)
  await page.getByLabel('A passphrase').fill(PASSPHRASE)
  await page.getByLabel('The same again').fill(PASSPHRASE)
  await page.getByRole('button', { name: 'Make my account' }).click()
  await page.getByRole('heading', { name: 'Your 24 words' }).waitFor()
}

/** From the list, as a person would from paper. Answers what is on the paper. */
export async function confirmPhrase({ page }: Pick<Window, 'page'>): Promise<string> {
  const listed = await page.locator('.phrase li').allTextContents()
  const words = listed.map((word) => word.replace(/^\d+\s+/, ''))
  await page.getByRole('button', { name: 'I have written them down' }).click()
  for (let asked = 0; asked < 2; asked++) {
    const label = page.getByLabel(/^Word \d+, from the paper$/)
    const [, number] = /Word (\d+)/.exec((await page.locator('label').first().textContent()) ?? '') ?? []
    await label.fill(words[Number(number) - 1] ?? '')
    await page.getByRole('button', { name: 'OK', exact: true }).click()
  }
  await page.getByRole('heading', { name: 'Feed' }).waitFor()
  return words.join(' ')
}

/** No rule of axe is broken by what is on the screen, in either theme: for whoever has chosen none. */
export async function assertAccessible({ page }: Pick<Window, 'page'>, what: string): Promise<void> {
  await page.locator('h1').first().waitFor({ state: 'attached' })
  for (const colorScheme of THEMES) {
    // A colour on its way to another one is neither.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.locator(`html[data-theme="${colorScheme}"]`).waitFor({ state: 'attached' })
    const violations = await violationsOn(page, colorScheme === THEMES[0] ? 'all' : 'colours')
    assert.deepEqual(violations, [], `${what}, ${colorScheme}: ${JSON.stringify(violations)}`)
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null })
}
