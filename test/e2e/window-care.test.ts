/** What a window does for those who use it with care: what they began is kept, what they press is what happens, and they can always leave. */
import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { test } from 'node:test'
import type { Locator, Page, Request } from 'playwright-core'
import { answerAgain, answerInstead, ask, CALLS, until } from '../screenshots/core.ts'
import {
  assertAccessible,
  confirmPhrase,
  openBrowser,
  openWindow,
  PASSPHRASE,
  register,
  room,
  skipWithoutBrowser,
} from './browser.ts'
import { useStandInProofs } from './command.ts'
import { untilSo } from './patience.ts'

useStandInProofs()

const panic = (page: Page) => page.keyboard.press('Control+Shift+Delete')

const unreadOnScreen = (page: Page): Promise<number> =>
  page.locator('.post.unread').evaluateAll(
    (posts) =>
      posts.filter((one) => {
        const { top, bottom } = (
          one as unknown as { getBoundingClientRect(): { top: number; bottom: number } }
        ).getBoundingClientRect()
        return bottom > 0 && top < (globalThis as unknown as { innerHeight: number }).innerHeight
      }).length,
  )

const scrollOf = (page: Page): Promise<{ readonly top: number; readonly end: number }> =>
  page.evaluate(`(({ scrollTop, scrollHeight, clientHeight }) => ({ top: scrollTop, end: scrollHeight - clientHeight }))(
    document.querySelector('#screen'))`)

const hasOutline = (element: Locator) =>
  element.evaluate(
    (one) =>
      (globalThis as { getComputedStyle?: (of: unknown) => { outlineStyle: string } }).getComputedStyle?.(one)
        .outlineStyle !== 'none',
  )

/** The first such call waits on its way, and later calls overtake it. */
async function hold(page: Page, isIt: (call: Call) => boolean) {
  const [held, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const answered = page.waitForResponse((response) => isIt(callOf(response.request())))
  await page.route(CALLS, async (route) => {
    if (isIt(callOf(route.request()))) {
      held.resolve()
      await released.promise
    }
    return route.continue()
  })
  return {
    isHeld: held.promise,
    /** Answered when it has arrived. */
    async release() {
      released.resolve()
      await answered
      await page.unroute(CALLS)
    },
  }
}

type Call = { readonly wish: string; readonly arguments: { readonly text?: string } }

const callOf = (request: Request): Call =>
  JSON.parse(request.postData() ?? '{"wish":"","arguments":{}}') as Call

test('a window takes care of what was begun', { skip: skipWithoutBrowser }, async (t) => {
  const browser = await openBrowser(t)
  const alice = await openWindow(t, browser)
  const { page } = alice
  await register(alice, 'alice')
  await confirmPhrase(alice)
  const bob = await openWindow(t, browser, { operator: alice.operator })
  await register(bob, 'bob')
  await confirmPhrase(bob)
  await ask(bob.page, 'meet', { name: 'alice' })
  await until(
    page,
    ['people', { group: 'incoming' }],
    ({ totals }: { totals: { incoming: number } }) => totals.incoming === 1,
  )

  await t.test('who declined and said so may think better of it', async () => {
    for (const one of [page, bob.page]) await room(one, 'Contacts')
    await page.getByRole('button', { name: 'Decline, and say so' }).click()
    await bob.page.getByRole('heading', { name: 'Closed' }).waitFor()
    assert.equal(await bob.page.getByRole('button', { name: 'Accept' }).count(), 0, 'it is not his to accept')
    await page.getByRole('button', { name: 'Accept', exact: true }).click()
    for (const one of [page, bob.page]) await one.getByRole('heading', { name: 'Met' }).waitFor()
    for (const one of [page, bob.page]) await room(one, 'Feed')
  })

  await t.test('words for those one trusts stay for them, over a reload', async () => {
    await page.keyboard.press('n')
    await page.getByLabel('What do you want to say?').fill('For those I trust')
    await page.getByLabel('Those I trust').click()
    await page.getByLabel('30 days').click()
    await until(page, ['draft', { place: 'post/how' }], (how: string) => how === 'trusted/30')
    await until(page, ['draft', { place: 'post' }], (text: string) => text === 'For those I trust')
    await page.reload()
    await page.getByRole('heading', { name: 'Feed' }).waitFor()
    await page.keyboard.press('n')
    await untilSo(
      async () => (await page.getByLabel('What do you want to say?').inputValue()) !== '',
      'the words',
    )
    for (const label of ['Those I trust', '30 days']) {
      await untilSo(() => page.getByLabel(label).isChecked(), `${label} is still chosen`)
    }
    await page.getByLabel('Add an image').focus()
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Tab')
    assert.ok(
      await hasOutline(page.locator('dialog label', { hasText: 'Add an image' })),
      'where the keyboard is',
    )
    await page.keyboard.press('Escape')
  })

  await t.test('what was published does not come back as a draft that arrived late', async () => {
    await page.keyboard.press('n')
    await page.getByLabel('The whole world').click()
    const keeping = await hold(
      page,
      ({ wish, arguments: { text } }) => wish === 'keep-draft' && text === 'Said once',
    )
    await page.getByLabel('What do you want to say?').fill('Said once')
    await keeping.isHeld
    await page.keyboard.press('Control+Enter')
    await page.locator('.post', { hasText: 'Said once' }).waitFor()
    await keeping.release()
    await until(page, ['draft', { place: 'post' }], (text: string) => text === '')
  })

  await t.test('what is typed while a message is sent stays', async () => {
    await room(page, 'Messages')
    await page.getByRole('button', { name: /^bob/ }).click()
    const box = page.getByLabel('Write to bob')
    const sending = await hold(page, ({ wish }) => wish === 'send')
    await box.fill('First')
    await box.press('Control+Enter')
    await sending.isHeld
    await box.fill('First and more')
    await sending.release()
    await page.locator('.bubble', { hasText: 'First' }).waitFor()
    await untilSo(async () => (await box.inputValue()) === 'and more', 'what came after it')
    await box.fill('')
  })

  await t.test('the timer is chosen with the keyboard, and set when it is said', async () => {
    await page.getByRole('button', { name: 'Messages disappear' }).click()
    const choice = page.getByRole('combobox', { name: 'Messages disappear' })
    await choice.focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    assert.equal(((await ask(page, 'contact', { name: 'bob' })) as { timer: number }).timer, 0)
    await assertAccessible(alice, 'the timer')
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await until(page, ['contact', { name: 'bob' }], ({ timer }: { timer: number }) => timer === 3_600)
    await page.locator('.talk-list').getByText('disappear after 1 hour').waitFor()
    await ask(page, 'set-timer', { name: 'bob', seconds: 0 })
  })

  await t.test(
    'what a contact dates to the end of time is drawn, and a screen that breaks leaves the others',
    async () => {
      const view = (await ask(page, 'conversation', { name: 'bob' })) as { entries: readonly object[] }
      const entries = view.entries.map((entry) => ({
        ...entry,
        at: Number.MAX_SAFE_INTEGER,
        sentAt: Number.MAX_SAFE_INTEGER,
      }))
      await answerInstead(page, {
        conversation: { value: { ...view, entries } },
        profile: { value: { name: 'alice', isMine: true, world: { text: {} } } },
      })
      await room(page, 'Feed')
      await room(page, 'Messages')
      await page.getByRole('button', { name: /^bob/ }).click()
      await page.locator('.bubble', { hasText: 'First' }).waitFor()
      // What broke is said to whoever looks into the window.
      alice.complaints.allow(/undefined|audience|error/)
      await room(page, 'Profile')
      await page.getByText('Something in this window broke').waitFor()
      await room(page, 'Feed')
      await page.getByRole('heading', { name: 'Feed' }).waitFor()
      await answerAgain(page)
    },
  )

  await t.test('every post that was scrolled past counts as read', async () => {
    type Counts = { readonly square: { readonly posts: number; readonly unread: number } }
    const counts = async () => ((await ask(page, 'status', {})) as Counts).square
    const { posts: before } = await counts()
    for (let index = 0; index < 14; index++) {
      await ask(bob.page, 'post', {
        to: 'world',
        text: `Post ${index} ${'long '.repeat(60)}`,
        expiresDays: 1,
      })
    }
    await room(page, 'Feed')
    await untilSo(async () => (await counts()).posts === before + 14, 'all of them')
    await page.locator('.post.unread').first().waitFor()
    await page.locator('#screen').focus()
    // Down and up again: what went by before it was drawn was not looked at.
    for (let steps = 0; ; steps++) {
      const { unread } = await counts()
      if (unread === 0) break
      assert.ok(steps < 100, `${unread} are left`)
      await untilSo(async () => (await unreadOnScreen(page)) === 0, 'what is on the screen is read')
      const isDown = steps % 20 < 10
      const { top } = await scrollOf(page)
      await page.keyboard.press(isDown ? 'PageDown' : 'PageUp')
      await untilSo(async () => {
        const now = await scrollOf(page)
        return now.top !== top || (isDown ? now.top >= now.end - 1 : now.top === 0)
      }, 'it is scrolled, or at its end')
    }
  })

  await t.test('what was found is shown where it is', async () => {
    for (const text of ['straw', 'the needle', 'more straw']) await ask(page, 'send', { name: 'bob', text })
    await room(page, 'Search')
    await page.getByLabel('Search this device').fill('needle')
    await page.getByRole('button', { name: /needle/ }).click()
    const found = page.locator('.bubble[aria-current]', { hasText: 'the needle' })
    await found.waitFor()
    await untilSo(
      () =>
        found.evaluate((one) => {
          const { top, bottom } = (
            one as unknown as { getBoundingClientRect(): { top: number; bottom: number } }
          ).getBoundingClientRect()
          return top > 0 && bottom < 820
        }),
      'on the screen',
    )
    await page.getByRole('button', { name: 'Show newer' }).click()
    await page.getByRole('button', { name: 'Show newer' }).waitFor({ state: 'detached' })
  })

  await t.test('a picture that nobody answers holds nothing up', async () => {
    const image = { width: 64, height: 64, placeholder: { $bytes: '' }, isHere: true }
    const view = (await ask(page, 'conversation', { name: 'bob', limit: 20 })) as {
      entries: readonly object[]
    }
    const entries = view.entries.map((entry) => ({
      ...entry,
      image: { ...image, placeholder: new Uint8Array(0) },
    }))
    const asked: string[] = []
    // Those that were let go are not found.
    alice.complaints.allow(/picture.*(404|net::ERR_)|(404|net::ERR_).*picture/)
    await page.route('**/picture/**', (route) => void asked.push(route.request().url()))
    await answerInstead(page, { conversation: { value: { ...view, entries } } })
    await room(page, 'Messages')
    await page.getByRole('button', { name: /^bob/ }).click()
    await page.locator('.bubble .picture').first().waitFor()
    await untilSo(async () => asked.length === 2, 'two are asked for')
    await room(page, 'Status')
    await page.getByText('The way to the Operator').waitFor()
    assert.equal(new Set(asked).size, 2)
    await page.getByText('Where you are: Tor hides your address.').waitFor({ state: 'detached' })
    await page.getByText(/every one was checked on this device · last on/).waitFor()
    await answerAgain(page)
    await page.unroute('**/picture/**')
  })

  await t.test('at the lock the panic chord asks, can be taken back, and wipes', async () => {
    await ask(page, 'lock', {})
    await page.getByLabel('Passphrase').waitFor()
    await panic(page)
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    await page.getByLabel('Passphrase').fill(PASSPHRASE)
    await page.getByRole('button', { name: 'Unlock' }).click()
    await room(page, 'Settings')
    await page.getByRole('button', { name: 'Wipe this device' }).click()
    await panic(page)
    assert.equal(await page.getByRole('dialog').count(), 1, 'one question')
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    await ask(page, 'lock', {})
    await page.getByLabel('Passphrase').waitFor()
    await panic(page)
    await page.getByRole('button', { name: 'Wipe now' }).click()
    await page.getByRole('button', { name: 'Begin' }).waitFor()
    assert.ok(!(await readdir(alice.home)).includes('store'))
  })

  await t.test(
    'a recovery that broke off goes on with other words, and the phrase goes with a wipe',
    async () => {
      const words = String(await ask(bob.page, 'phrase', { passphrase: PASSPHRASE }))
      await ask(page, 'create', { passphrase: PASSPHRASE })
      // The screen has heard of it.
      await page.getByLabel('Your name').waitFor()
      const nobody = `${'abandon '.repeat(23)}art`
      await page.getByRole('button', { name: 'I have 24 words' }).click()
      await page.getByLabel('Your 24 words, in order').fill(nobody)
      await page.getByRole('button', { name: 'Get my account back' }).click()
      await page.getByRole('alert').waitFor()
      await page.reload()
      await page.getByRole('button', { name: 'I have 24 words' }).click()
      await page.getByLabel('Your 24 words, in order').fill(words)
      await page.getByRole('button', { name: 'Get my account back' }).click()
      await page.getByRole('heading', { name: 'Feed' }).waitFor()
      await panic(page)
      await page.getByRole('button', { name: 'Wipe now' }).click()
      await page.getByRole('button', { name: 'Begin' }).waitFor()
      await register(alice, 'carla')
      await panic(page)
      await page.getByRole('button', { name: 'Wipe now' }).click()
      await page.getByRole('button', { name: 'Begin' }).waitFor()
      assert.equal(await page.locator('.phrase').count(), 0)
    },
  )
})
