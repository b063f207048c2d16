/** The window of its own, in a real browser without a display: it is killed, its core is killed, or there is no browser at all. */
import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { confirmPhrase, PASSPHRASE, register, skipWithoutBrowser } from './browser.ts'
import { startLocalOperator, temporaryDirectory, useStandInProofs } from './command.ts'
import { createHeadlessBrowser, lookIntoWindow, profileIn, startOwnWindow } from './own-window.ts'
import { untilSo } from './patience.ts'
import { findProcesses } from './processes.ts'

useStandInProofs()

/** The browser of this profile, and none of those that it started. */
const browsersOf = (home: string): readonly number[] =>
  findProcesses(join(home, 'window', 'window-'))
    .filter(({ command }) => !command.includes('--type='))
    .map(({ pid }) => pid)

function killWindow(home: string): void {
  const [pid] = browsersOf(home)
  assert.ok(pid)
  process.kill(pid, 'SIGKILL')
}

/** Opened anew, the dialog shows what the core has kept. */
async function showsDraft(page: Page): Promise<boolean> {
  await page.keyboard.press('Escape')
  await page.locator('dialog').waitFor({ state: 'detached' })
  await page.keyboard.press('n')
  const box = page.getByLabel('What do you want to say?')
  await box.waitFor()
  return page
    .waitForFunction(`document.querySelector('dialog textarea')?.value === 'Half a thou'`, undefined, {
      timeout: 500,
    })
    .then(
      () => true,
      () => false,
    )
}

test('a window of its own is killed and comes back as it was; a killed core takes it along', {
  skip: skipWithoutBrowser,
}, async (t) => {
  const home = join(await temporaryDirectory(t), 'home')
  const { address: operator } = await startLocalOperator(t, await temporaryDirectory(t))
  const browser = await createHeadlessBrowser(t)
  const first = startOwnWindow(t, { home, operator, browser })
  await first.heard('The window is open.')
  const { page } = await lookIntoWindow(t, home)
  await register({ page }, 'alice')
  await confirmPhrase({ page })
  await page.keyboard.press('n')
  await page.getByLabel('What do you want to say?').fill('Half a thou')
  await untilSo(() => showsDraft(page), 'the draft is kept')

  await t.test('killed once, it opens again, unlocked, with the draft', async () => {
    killWindow(home)
    await first.heard('The window has died; nothing is lost. It opens again.')
    await first.heard('The window is open.', 2)
    const { page: again } = await lookIntoWindow(t, home)
    await again.getByRole('heading', { name: 'Feed' }).waitFor()
    await untilSo(() => showsDraft(again), 'the draft')
  })

  await t.test(
    'the core is killed: its window goes with it, and the next start wipes what it left',
    async () => {
      first.child.kill('SIGKILL')
      await first.ended
      await untilSo(() => browsersOf(home).length === 0, 'no browser is left')
      assert.equal((await readdir(join(home, 'window'))).length, 1, 'a profile that nobody could wipe')
    },
  )

  await t.test('killed again and again, it gives way to the person’s own browser', async () => {
    const second = startOwnWindow(t, { home, operator, browser })
    for (let times = 1; times <= 4; times++) {
      await second.heard('The window is open.', times)
      await profileIn(home)
      killWindow(home)
      await second.heard('The window has died', times)
    }
    const { address } = await second.addresses.next('window')
    assert.equal((await fetch(String(address), { redirect: 'manual' })).status, 303)
    await untilSo(async () => (await readdir(join(home, 'window'))).length === 0, 'no profile is left')
    second.child.kill('SIGTERM')
    assert.equal(await second.ended, 0)
  })

  await t.test('closed in order, it ends Comrad', async () => {
    const third = startOwnWindow(t, { home, operator, browser })
    await third.heard('The window is open.')
    const { page: last } = await lookIntoWindow(t, home)
    await last.getByLabel('Passphrase').fill(PASSPHRASE)
    await last.getByRole('button', { name: 'Unlock' }).click()
    await last.getByRole('heading', { name: 'Feed' }).waitFor()
    await last.close()
    assert.equal(await third.ended, 0)
    assert.deepEqual(await readdir(join(home, 'window')), [])
  })

  await t.test('without a browser it says which to install, and offers its address', async () => {
    const without = startOwnWindow(t, { home, operator, browser: '/nowhere/chromium' })
    await without.heard('wants a browser of the Chromium family')
    if (process.platform === 'linux') await without.heard('apt-get install chromium')
    const { address } = await without.addresses.next('window')
    assert.equal((await fetch(String(address), { redirect: 'manual' })).status, 303)
    without.child.kill('SIGTERM')
    await without.ended
  })

  await t.test('a browser that does not work is named, and the address offered', async () => {
    const broken = startOwnWindow(t, { home, operator, browser: '/bin/false' })
    await broken.heard('/bin/false could not open a window.')
    const { address } = await broken.addresses.next('window')
    assert.match(String(address), /^http:\/\/127\.0\.0\.1:\d+\/\?token=/)
  })
})
