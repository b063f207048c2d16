/** A window over very much: what is in the page, and what crosses the bridge, follows what is on the screen and nothing else. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { CALLS } from '../screenshots/core.ts'
import { openBrowser, openWindow, PASSPHRASE, skipWithoutBrowser } from './browser.ts'
import { startLocalOperator, temporaryDirectory, useStandInProofs } from './command.ts'
import { makeFullDevice, nameOf } from './full-device.ts'
import { untilSo } from './patience.ts'

useStandInProofs()

const CONVERSATIONS = 10_000
const MESSAGES = 10_000
const POSTS = 600
/** Whatever there is, on a screen of this size. */
const ELEMENTS_MAX = 900
const ROWS_AT_ONCE = 200
/** Half a screen: a hand's turn of the wheel. */
const STEP = 600

test('with 10,000 conversations the list opens, is scrolled to its end, and the last one opens', {
  skip: skipWithoutBrowser,
}, async (t) => {
  const browser = await openBrowser(t)
  const { address: operator } = await startLocalOperator(t, await temporaryDirectory(t))
  const home = await makeFullDevice(t, browser, {
    ...{ posts: POSTS, messages: MESSAGES, conversations: CONVERSATIONS },
    ...{ name: 'organiser', operator },
  })
  const { page } = await openWindow(t, browser, { operator, home })
  const asked = countRows(page)
  await page.getByLabel('Passphrase').fill(PASSPHRASE)
  await page.getByRole('button', { name: 'Unlock' }).click()
  await page.locator('[data-post]').first().waitFor()

  await t.test('the first screen is asked for, and not the rest', async () => {
    asked.assertAtMost(ROWS_AT_ONCE, 'before anything was scrolled')
    assert.ok((await elementsOf(page)) <= ELEMENTS_MAX)
  })

  await t.test('the list of conversations', async () => {
    asked.forget()
    await page.getByRole('navigation').getByRole('button', { name: 'Messages' }).click()
    await page.locator('.talk-list button.person').first().waitFor()
    asked.assertAtMost(ROWS_AT_ONCE, 'for one screen of names')
    assert.ok((await elementsOf(page)) <= ELEMENTS_MAX)
    const size = await page.locator('.talk-list [aria-setsize]').first().getAttribute('aria-setsize')
    assert.equal(size, String(CONVERSATIONS), 'a screen reader hears how many there are')
  })

  await t.test('its end, in one leap', async () => {
    asked.forget()
    await page.evaluate(`document.querySelector('.talk-list').scrollTo(0, 1e9)`)
    const last = page.locator(`.talk-list [aria-posinset="${CONVERSATIONS}"] button.person`)
    await last.waitFor()
    asked.assertAtMost(2 * ROWS_AT_ONCE, 'for the end of the list')
    assert.ok((await elementsOf(page)) <= ELEMENTS_MAX)
    // The one that was silent for longest: messages were dealt in turn.
    assert.match((await last.textContent()) ?? '', new RegExp(nameOf(0)))
    await last.click()
    await page.locator('.bubble').first().waitFor()
    assert.equal(await page.locator('.talk h1').textContent(), nameOf(0))
  })

  await t.test('contacts, to their end', async () => {
    asked.forget()
    await page.getByRole('navigation').getByRole('button', { name: 'Contacts' }).click()
    await page.getByRole('heading', { name: 'Met' }).waitFor()
    await page.evaluate(`document.querySelector('#screen').scrollTo(0, 1e9)`)
    await page
      .getByRole('listitem')
      .getByRole('button', { name: nameOf(0) })
      .waitFor()
    asked.assertAtMost(3 * ROWS_AT_ONCE, 'for both ends of the list')
    assert.ok((await elementsOf(page)) <= ELEMENTS_MAX)
  })

  await t.test('the feed, page by page to its end', async () => {
    asked.forget()
    await page.getByRole('navigation').getByRole('button', { name: 'Feed' }).click()
    await page.locator('[data-post]').first().waitFor()
    await untilSo(async () => {
      await page.evaluate(`document.querySelector('#screen').scrollBy(0, ${STEP})`)
      await isDrawn(page)
      assert.ok((await elementsOf(page)) <= ELEMENTS_MAX)
      return isAtEnd(page)
    }, 'its end')
    await page.getByText(/\b0 $/).first().waitFor()
    // What was asked for before may still be answered.
    asked.assertAtMost(POSTS + ROWS_AT_ONCE, 'for all that there is', POSTS / 2)
  })

  await t.test('whoever comes back from a thread finds the feed where it was', async () => {
    await page.evaluate(`document.querySelector('#screen').scrollTo(0, 30_000)`)
    await isDrawn(page)
    const post = page.locator('[data-post]').nth(6)
    const key = await post.getAttribute('data-post')
    const here = page.locator(`[data-post="${key}"]`)
    await here.scrollIntoViewIfNeeded()
    const y = await restingPlaceOf(here)
    await here.press('Enter')
    await page.getByRole('button', { name: 'Back' }).click()
    await here.waitFor()
    const after = await restingPlaceOf(here)
    assert.ok(Math.abs(after - y) < 40, `it was at ${y} and is at ${after}`)
  })
})

/** The posts, people and messages in what the core answers: which, since what changes is asked for again, and how many at once. */
function countRows(page: Page) {
  const different = new Set<string>()
  let most = 0
  page.on('response', (response) => {
    if (!CALLS.test(response.url())) return
    void response
      .json()
      .then(({ value }) => {
        const rows = [value?.posts, value?.people, value?.entries].flatMap((list) => list ?? [])
        for (const { post, name, letter } of rows) different.add(post ?? name ?? letter)
        most = Math.max(most, rows.length)
      })
      .catch(() => {})
  })
  return {
    assertAtMost(rows: number, when: string, atLeast = 0) {
      assert.ok(
        different.size <= rows && most <= ROWS_AT_ONCE,
        `${different.size} rows, ${most} at once, ${when}`,
      )
      assert.ok(different.size >= atLeast, `the answers were counted: ${different.size}`)
    },
    forget: () => {
      different.clear()
      most = 0
    },
  }
}

/** No post on the screen is still on its way. */
const isDrawn = (page: Page): Promise<void> =>
  untilSo(
    async () =>
      (await page.locator('[data-post]').count()) > 0 &&
      (await page.locator('.post[aria-hidden="true"]').count()) === 0,
    'every post on the screen',
  )

/** Where it is once it has stayed there for some frames: what is above it may still be measured. */
async function restingPlaceOf(post: Locator): Promise<number> {
  let place = Number.NaN
  let times = 0
  await untilSo(async () => {
    const { y } = (await post.boundingBox()) ?? { y: Number.NaN }
    times = y === place ? times + 1 : 0
    place = y
    return times >= 5
  }, 'it stays where it is')
  return place
}

const elementsOf = (page: Page): Promise<number> => page.evaluate(`document.querySelectorAll('*').length`)

const isAtEnd = (page: Page): Promise<boolean> =>
  page.evaluate(
    `(screenOf => screenOf.scrollTop + screenOf.clientHeight >= screenOf.scrollHeight - 2)(document.querySelector('#screen'))`,
  )
