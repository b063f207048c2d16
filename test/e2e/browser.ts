/** A real browser, and people at windows of their own on a real Operator. */
import assert from 'node:assert/strict'
import type { ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { type Browser, chromium, type Page } from 'playwright-core'
import { violationsOn } from './axe.ts'
import { exitOf, spawnComrad, temporaryDirectory } from './command.ts'

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
)
export const skipWithoutBrowser = CHROMIUM ? false : 'Chromium is not installed'

export const PASSPHRASE = 'lantern quiet orbit herring'

/** Few people, and nobody waits. */
const SMALL = {
  COMRAD_OPERATOR_CLAIM_POW: '64:1:1',
  COMRAD_OPERATOR_MINIMUM_MEMBERS: '1',
  COMRAD_OPERATOR_ANCHOR_SECONDS: '0',
}

export type Window = {
  readonly page: Page
  /** What the page's own policy, or a script, has complained about. */
  readonly complaints: string[]
  /** The Operator that this one runs, for others to use. */
  readonly operator: string
  readonly child: ChildProcess
  readonly home: string
}

export async function openBrowser(context: TestContext): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: CHROMIUM ?? '',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-sync',
    ],
  })
  context.after(() => browser.close())
  return browser
}

export async function openWindow(
  context: TestContext,
  browser: Browser,
  options: {
    readonly operator?: string
    readonly home?: string
    readonly viewport?: { width: number; height: number }
  } = {},
): Promise<Window> {
  const home = options.home ?? join(await temporaryDirectory(context), 'home')
  const chosen = options.operator === undefined ? ['--local'] : ['--operator', options.operator]
  const args = options.operator === undefined ? ['start', ...chosen] : [...chosen, 'start']
  const child = spawnComrad(['--home', home, '--json', ...args, '--window'], { env: SMALL })
  const ended = exitOf(child)
  context.after(async () => {
    child.kill('SIGTERM')
    await ended
  })
  const address = await said(child)
  const page = await browser.newPage({ viewport: options.viewport ?? { width: 1180, height: 820 } })
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await page.goto(address)
  return { page, complaints, operator: options.operator ?? (await operatorOf(home)), child, home }
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

async function operatorOf(home: string): Promise<string> {
  const { readFile } = await import('node:fs/promises')
  return (await readFile(join(home, 'operator'), 'utf8')).trim()
}

export async function register({ page }: Window, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Begin' }).click()
  await page.getByLabel('Your name').fill(name)
  await page.getByLabel('A passphrase').fill(PASSPHRASE)
  await page.getByLabel('The same again').fill(PASSPHRASE)
  await page.getByRole('button', { name: 'Make my account' }).click()
  await page.getByRole('heading', { name: 'Your 24 words' }).waitFor()
}

/** From the list, as a person would from paper. */
export async function confirmPhrase({ page }: Window): Promise<void> {
  const words = await page.locator('.phrase li').allTextContents()
  await page.getByRole('button', { name: 'I have written them down' }).click()
  for (let asked = 0; asked < 2; asked++) {
    const label = page.getByLabel(/^Word \d+, from the paper$/)
    const [, number] = /Word (\d+)/.exec((await page.locator('label').first().textContent()) ?? '') ?? []
    await label.fill((words[Number(number) - 1] ?? '').replace(/^\d+\s+/, ''))
    await page.getByRole('button', { name: 'OK', exact: true }).click()
  }
  await page.getByRole('heading', { name: 'Feed' }).waitFor()
}

/** No rule of axe is broken by what is on the screen. */
export async function assertAccessible({ page }: Window, what: string): Promise<void> {
  await page.locator('h1').first().waitFor({ state: 'attached' })
  const violations = await violationsOn(page)
  assert.deepEqual(violations, [], `${what}: ${JSON.stringify(violations)}`)
}
