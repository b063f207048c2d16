/** A whole story at two windows by the keyboard alone: from the beginning to the wipe nothing is clicked, and nothing filled in by a program. */
import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { EN } from '../../packages/gui/src/window/words/en.ts'
import { enter } from '../screenshots/people.ts'
import { openBrowser, openWindow, PASSPHRASE, skipWithoutBrowser } from './browser.ts'
import { useStandInProofs } from './command.ts'
import { untilSo } from './patience.ts'

useStandInProofs()

/** What the keyboard is at, as it is called. */
const focused = async (page: Page): Promise<string> =>
  String(
    await page.evaluate(`((one) => one?.getAttribute('aria-label') ?? one?.labels?.[0]?.textContent ?? one?.textContent ?? '')(
      document.activeElement)`),
  ).trim()

const TABS_MAX = 80

async function tabTo(page: Page, name: string): Promise<void> {
  for (let tries = 0; tries < TABS_MAX; tries++) {
    if ((await focused(page)) === name) return
    await page.keyboard.press('Tab')
  }
  assert.fail(`the keyboard does not reach ${name}`)
}

/** On it and pressed. */
async function press(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).first().waitFor()
  await tabTo(page, name)
  await page.keyboard.press('Enter')
}

async function go(page: Page, letter: string, room: string): Promise<void> {
  await page.keyboard.press('g')
  await page.keyboard.press(letter)
  await page.getByRole('heading', { name: room, level: 1 }).waitFor()
}

test('begin, phrase, meet, message, post, vote, block, wipe: all of it without a mouse', {
  skip: skipWithoutBrowser,
}, async (t) => {
  const browser = await openBrowser(t)
  const { page, operator, home } = await openWindow(t, browser)
  const { keyboard } = page

  await t.test('begin', async () => {
    await page.getByRole('button', { name: 'Begin' }).waitFor()
    await keyboard.press('Enter')
    await page.getByLabel('Your name').waitFor()
    for (const words of ['alice', PASSPHRASE, PASSPHRASE]) {
      await keyboard.type(words)
      await keyboard.press('Tab')
    }
    await tabTo(page, 'Make my account')
    await keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Your 24 words' }).waitFor()
  })

  await t.test('phrase', async () => {
    const listed = await page.locator('.phrase li').allTextContents()
    await press(page, 'I have written them down')
    for (let asked = 0; asked < 2; asked++) {
      const label = page.locator('label').first()
      await label.waitFor()
      const [, number] = /^Word (\d+)/.exec((await label.textContent()) ?? '') ?? []
      await keyboard.type(listed[Number(number) - 1]?.replace(/^\d+\s+/, '') ?? '')
      await keyboard.press('Enter')
      await page.getByText(`Word ${number},`).waitFor({ state: 'detached' })
    }
    await page.getByRole('heading', { name: 'Feed' }).waitFor()
  })

  await t.test('the shortcuts are listed, all of them', async () => {
    await keyboard.press('?')
    const rows = page.getByRole('dialog').locator('tr')
    await rows.first().waitFor()
    assert.deepEqual(
      await rows.allTextContents(),
      EN.shortcutList.map(([keys, what]) => `${keys}${what}`),
    )
    await keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  })

  const { page: other } = await openWindow(t, browser, { operator })
  await enter(other, 'bob')
  await other.getByRole('heading', { name: 'Feed' }).waitFor()

  await t.test('meet', async () => {
    await go(page, 'c', 'Contacts')
    await press(page, 'Meet somebody')
    await page.getByLabel('Their name').waitFor()
    await keyboard.type('bob')
    await keyboard.press('Tab')
    await keyboard.type('We met at the printer’s')
    await keyboard.press('Enter')
    await page.getByText('bob has been asked').first().waitFor()
    await keyboard.press('Enter')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await go(other, 'c', 'Contacts')
    await press(other, 'Accept')
    for (const one of [page, other]) await one.getByRole('heading', { name: 'Met' }).waitFor()
  })

  await t.test('message', async () => {
    await press(page, 'Message')
    await page.getByLabel('Write to bob').waitFor()
    await tabTo(page, 'Write to bob')
    await keyboard.type('Written by hand')
    await keyboard.press('Control+Enter')
    await page
      .locator('.bubble', { hasText: 'Written by hand' })
      .getByText('delivered', { exact: true })
      .waitFor()
    await press(other, 'Message')
    await other.locator('.bubble', { hasText: 'Written by hand' }).waitFor()
  })

  await t.test('post', async () => {
    for (const [one, text] of [
      [other, 'Who walks with us?'],
      [page, 'Written without a mouse'],
    ] as const) {
      // Whoever is at a field writes; beside it the letters are shortcuts.
      await tabTo(one, 'Skip to the content')
      await go(one, 'f', 'Feed')
      await one.keyboard.press('n')
      await one.getByLabel('What do you want to say?').waitFor()
      await one.keyboard.type(text)
      await one.keyboard.press('Control+Enter')
      await one.getByRole('dialog').waitFor({ state: 'detached' })
      await one.locator('.post', { hasText: text }).waitFor()
    }
  })

  await t.test('vote', async () => {
    const post = page.locator('.post', { hasText: 'Who walks with us?' })
    await post.waitFor()
    await untilSo(async () => {
      await keyboard.press('j')
      return /^bob: Who walks with us/.test(await focused(page))
    }, 'the post under the keyboard')
    await tabTo(page, 'Vote up')
    await keyboard.press('Enter')
    await post.getByText('1 up, 0 down').waitFor({ state: 'attached' })
    await post.getByText(/^voting( …|:)/).waitFor({ state: 'detached' })
  })

  await t.test('block', async () => {
    await go(page, 'c', 'Contacts')
    await press(page, 'Block')
    await page.getByRole('dialog').waitFor()
    await keyboard.press('Enter')
    await page.getByText('blocked', { exact: true }).waitFor()
  })

  await t.test('wipe', async () => {
    await keyboard.press('Control+Shift+Delete')
    await page.getByRole('button', { name: 'Wipe now' }).waitFor()
    await keyboard.press('Enter')
    await page.getByRole('button', { name: 'Begin' }).waitFor()
    assert.ok(!(await readdir(home)).includes('store'), 'nothing of the store is left')
  })
})
