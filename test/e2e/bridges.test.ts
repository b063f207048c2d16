/** Somebody behind a blocked Tor, at a real window with a real Tor: bridges before there is an account. Nothing leaves this machine. */
import assert from 'node:assert/strict'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { test } from 'node:test'
import { skipWithout } from '@comrad/gui/testing'
import { findTor } from '@comrad/telephone'
import { assertAccessible, openBrowser, openWindow, skipWithoutBrowser } from './browser.ts'
import { temporaryDirectory } from './command.ts'
import { untilSo } from './patience.ts'

const ELSEWHERE = `comrad://${'a'.repeat(56)}.onion/${'a'.repeat(52)}`
const OBFS4 = 'obfs4 127.0.0.1:9 0123456789ABCDEF0123456789ABCDEF01234567 cert=abc+/ iat-mode=0'
const PLAIN = '127.0.0.1:9 0123456789ABCDEF0123456789ABCDEF01234567'

/** A network with one authority, which is nowhere. */
const LONELY = `DirAuthority nobody orport=9 v3ident=${'A'.repeat(40)} 127.0.0.1:9 ${'B'.repeat(40)}`

const skip = skipWithout(findTor() !== undefined, 'tor is not installed') || skipWithoutBrowser

test('bridges are entered, refused by their line, kept, and given to Tor', { skip }, async (t) => {
  const home = join(await temporaryDirectory(t), 'home')
  const silent = join(await temporaryDirectory(t), 'torrc')
  await writeFile(silent, `${LONELY}\n`)
  const browser = await openBrowser(t)
  const window = await openWindow(t, browser, {
    ...{ operator: ELSEWHERE, home, env: { COMRAD_TORRC_EXTRA: silent } },
  })
  const { page } = window
  const torrc = () => readFile(join(home, 'tor', 'torrc'), 'utf8')
  const use = (name: string) => page.getByRole('button', { name }).click()
  const given = (pattern: RegExp, isThere: boolean) =>
    untilSo(
      async () => pattern.test(await torrc()) === isThere,
      `${pattern} ${isThere ? 'is' : 'is not'} what Tor was given`,
    )

  await page.getByText(/^Tor: \d+ %/).waitFor()
  await page.getByText('Connects without bridges').waitFor()
  await use('Bridges …')
  const field = page.getByLabel('Your bridges, a line each')
  await assertAccessible(window, 'the dialog of bridges')

  await field.fill(`${PLAIN}\nbridge.example:443`)
  await use('Use these bridges')
  await page.getByText('Line 2 is not a bridge.').waitFor()
  assert.equal(
    await field.evaluate((one: { value: string; selectionStart: number; selectionEnd: number }) =>
      one.value.slice(one.selectionStart, one.selectionEnd),
    ),
    'bridge.example:443',
  )
  await assertAccessible(window, 'a line that is no bridge')
  await given(/UseBridges/, false)

  await field.fill(`Bridge ${PLAIN}`)
  await use('Use these bridges')
  await page.getByText('Tor connects anew', { exact: false }).waitFor()
  await given(new RegExp(`UseBridges 1\\nBridge ${PLAIN}`), true)
  assert.equal(await readFile(join(home, 'bridges'), 'utf8'), `Bridge ${PLAIN}\n`)

  await field.fill(OBFS4)
  await use('Use these bridges')
  if (findTor(undefined, 'obfs4proxy') ?? findTor(undefined, 'lyrebird')) {
    await given(/ClientTransportPlugin obfs4 exec \//, true)
  } else {
    await page.getByText('need a program', { exact: false }).waitFor()
  }

  await field.fill('')
  await use('Connect without bridges')
  await given(/UseBridges/, false)
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).first().click()
  await page.getByText('Connects without bridges').waitFor()
})

test('bridges that are entered while the Operator of this machine begins are those of its Tor at once', {
  skip,
}, async (t) => {
  const home = join(await temporaryDirectory(t), 'home')
  const silent = join(await temporaryDirectory(t), 'torrc')
  await writeFile(silent, `${LONELY}\n`)
  const env = { COMRAD_TORRC_EXTRA: silent }
  const { page } = await openWindow(t, await openBrowser(t), { throughTor: true, home, env })
  const given = async () =>
    (await filesUnder(home, 'torrc')).filter((text) => /UseBridges 1/.test(text)).length
  await page.getByText(/^Tor: \d+ %/).waitFor()
  assert.equal(await given(), 0)
  await page.getByRole('button', { name: 'Bridges …' }).click()
  await page.getByLabel('Your bridges, a line each').fill(PLAIN)
  await page.getByRole('button', { name: 'Use these bridges' }).click()
  await page.getByText('Tor connects anew', { exact: false }).waitFor()
  await untilSo(async () => (await given()) === 1, 'the Operator’s Tor was given them')
})

async function filesUnder(directory: string, name: string): Promise<readonly string[]> {
  const found = (await readdir(directory, { recursive: true })).filter((path) => basename(path) === name)
  return Promise.all(found.map((path) => readFile(join(directory, path), 'utf8')))
}
