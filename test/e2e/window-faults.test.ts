/** What may befall a window: hostile words, a dead window, a dead core, an Operator that is away, two windows, two programs. */
import assert from 'node:assert/strict'
import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { parsePhrase, seedOf } from '@comrad/keymaker'
import type { Browser, Page } from 'playwright-core'
import { ask, CALLS } from '../screenshots/core.ts'
import {
  confirmPhrase,
  NO_DISPLAY,
  openBrowser,
  openWindow,
  PASSPHRASE,
  register,
  room,
  skipWithoutBrowser,
  watch,
} from './browser.ts'
import {
  type Ending,
  events,
  exitOf,
  json,
  run,
  spawnComrad,
  startLocalOperator,
  temporaryDirectory,
  useStandInProofs,
} from './command.ts'
import { ASKED_IN_VAIN, type Complaints } from './complaints.ts'
import { openGate } from './gate.ts'
import { untilSo } from './patience.ts'

useStandInProofs()

const STOPPED = /Comrad’s core has stopped\. What was stored is kept/

type Started = {
  readonly child: ChildProcess
  readonly address: string
  /** The next address that is offered. */
  next(): Promise<string>
}

async function start(t: Ending, { home, operator }: { home: string; operator: string }): Promise<Started> {
  const args = ['--home', home, '--json', '--operator', operator, 'start', '--window']
  const child = spawnComrad(args, { env: NO_DISPLAY })
  child.stderr?.resume()
  const ended = exitOf(child)
  t.after(async () => {
    child.kill('SIGTERM')
    await ended
  })
  const said = events(child)
  const next = async () => String((await said.next('window'))['address'])
  return { child, address: await next(), next }
}

type Opened = { readonly page: Page; readonly complaints: Complaints }

async function openPage(t: Ending, browser: Browser, address: string): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1180, height: 820 } })
  const page = await context.newPage()
  const complaints = watch(t, page)
  await page.goto(address)
  return { page, complaints }
}

/** Everything that the core answers to this page, with the wish that it answers. */
function listenTo(page: Page): { readonly wish: string; readonly text: string }[] {
  const answers: { wish: string; text: string }[] = []
  page.on('response', async (response) => {
    const call = CALLS.test(response.url()) ? response.request().postData() : null
    if (call === null) return
    const text = await response.text().catch(() => '')
    answers.push({ wish: String(JSON.parse(call).wish), text })
  })
  return answers
}

async function openConversation(page: Page, name: string): Promise<void> {
  await room(page, 'Messages')
  await page.getByRole('button', { name: new RegExp(`^${name}`) }).click()
  await page.getByLabel(`Write to ${name}`).waitFor()
}

const HOSTILE = [
  '<h1>big</h1><img src=x onerror="globalThis.hacked=1"><iframe src="https://evil.example"></iframe>',
  '<script>globalThis.hacked = 1</script><svg onload=globalThis.hacked=1>{{7*7}}$&lt;</textarea></style>',
  'javascript:globalThis.hacked=1 [click](javascript:alert(1)) https://evil.example/?q=1 data:text/html,<b>',
  `Z${'\u0301\u0327\u035c\u0336\u0489\u20dd'.repeat(80)}algo`,
  '🌹'.repeat(1_000),
  '👩‍👩‍👧‍👦'.repeat(140),
  'W'.repeat(1_000),
  '\u202e\u202e\u2067\u2066gnp.exe\u200f\u061c over the line \u202d',
  '[2J]0;pwned[31mred \\u001b[31m &#27;[31m ^[[31m',
  `line\n${'\n'.repeat(40)}far below\t${'\t'.repeat(40)}right`,
  '__proto__ constructor $& $1 %s %o',
].map((text) => text.normalize('NFC').trim())

/** What a terminal would obey is refused by whoever writes it, and by whoever reads it. */
const CONTROLS = ['\u001b[2J', '\u009b31m', 'a\u0000b', 'a\u0007', 'a\u0008', 'a\u007f', 'half \ud800']

/** A part of a screen further, and from the end to the beginning. */
const scrollOn = `(() => {
  const screen = document.querySelector('#screen')
  const isAtEnd = screen.scrollTop + screen.clientHeight >= screen.scrollHeight - 1
  screen.scrollTo(0, isAtEnd ? 0 : screen.scrollTop + 300)
})()`

/** What sticks out of a screen to its sides. A drawing shows nothing beyond its frame: an emblem's shapes may be larger. */
const widest = `(() => {
  const out = [...document.querySelectorAll('body *')].filter((element) => {
    const { left, right, width } = element.getBoundingClientRect()
    const isHidden = element.ownerSVGElement || element.closest('.hidden-but-read')
    return width > 1 && !isHidden && (right > innerWidth + 1 || left < -1)
  })
  const wide = [document.documentElement, document.querySelector('#screen')].filter(
    (element) => element && element.scrollWidth > element.clientWidth,
  )
  return [...out, ...wide].map((element) => element.tagName + '.' + element.className).slice(0, 5)
})()`

type Drawn = {
  readonly hacked: boolean
  readonly alive: number
  readonly children: number
  readonly title: string
  readonly bidi: readonly string[]
  readonly overflow: readonly string[]
}

const drawn = `({
  hacked: 'hacked' in globalThis,
  alive: document.querySelectorAll('iframe, object, embed, a[href^="javascript"], img[src="x"]').length,
  children: document.querySelectorAll('.post .body *').length,
  title: document.title,
  bidi: [...document.querySelectorAll('.post .body')].map((body) => getComputedStyle(body).unicodeBidi),
  overflow: [...document.querySelectorAll('.post .body, .bubble, .found')].map((body) => getComputedStyle(body).overflow),
})`

async function assertHarmless(page: Page, where: string): Promise<void> {
  assert.deepEqual(await page.evaluate(widest), [], `nothing sticks out: ${where}`)
  const found = (await page.evaluate(drawn)) as Drawn
  assert.deepEqual([found.hacked, found.alive, found.children], [false, 0, 0], where)
  assert.doesNotMatch(found.title, /pwned/)
  assert.ok(
    found.bidi.every((bidi) => bidi === 'plaintext' || bidi === 'isolate'),
    where,
  )
  assert.ok(
    found.overflow.every((overflow) => overflow === 'clip'),
    `no marks over what others say: ${where}`,
  )
}

test('a window and its core outlive what befalls them', { skip: skipWithoutBrowser }, async (t) => {
  const data = await temporaryDirectory(t)
  const home = join(await temporaryDirectory(t), 'home')
  let operator = await startLocalOperator(t, data)
  const gate = await openGate(t, operator.address)
  const browser = await openBrowser(t)
  let alice = await start(t, { home, operator: gate.address })
  let { page, complaints } = await openPage(t, browser, alice.address)
  const answers = listenTo(page)
  await register({ page }, 'alice')
  const phrase = await confirmPhrase({ page })

  const bob = await openWindow(t, browser, {
    operator: operator.address,
    viewport: { width: 360, height: 740 },
  })
  await register(bob, 'bob')
  await confirmPhrase(bob)

  await t.test('hostile words are drawn as words, on the narrowest screen', async () => {
    for (const text of HOSTILE) await ask(page, 'post', { to: 'world', text, expiresDays: 1 })
    for (const text of CONTROLS) {
      await assert.rejects(ask(page, 'post', { to: 'world', text }), /control characters, or halves/)
    }
    await ask(page, 'edit-profile', { world: { text: HOSTILE.slice(0, 2).join(' ').slice(0, 200) } })
    await untilSo(async () => {
      await ask(bob.page, 'refresh-feed', {})
      const { posts } = (await ask(bob.page, 'feed', {})) as { posts: readonly unknown[] }
      return posts.length >= HOSTILE.length
    }, 'bob has them')
    const seen = new Set<string>()
    const look = async () => {
      const bodies = await bob.page.locator('.post .body').allTextContents()
      for (const body of bodies) seen.add(body)
      await assertHarmless(bob.page, 'the feed')
      await bob.page.evaluate(scrollOn)
      return HOSTILE.every((text) => seen.has(text))
    }
    await untilSo(look, 'every hostile post on the screen')
    await bob.page.evaluate("document.querySelector('#screen').scrollTo(0, 0)")

    await bob.page.getByRole('button', { name: 'alice' }).first().click()
    await bob.page.getByText('<h1>big</h1>', { exact: false }).first().waitFor()
    await assertHarmless(bob.page, 'a profile')
    await bob.page.keyboard.press('/')
    await bob.page.getByLabel('Search this device').fill('evil')
    await bob.page.getByText('evil.example', { exact: false }).first().waitFor()
    await assertHarmless(bob.page, 'a search')
  })

  await t.test('hostile letters are, too', async () => {
    await ask(bob.page, 'meet', { name: 'alice', greeting: HOSTILE[0]?.slice(0, 100) ?? '' })
    await untilSo(async () => {
      const { incoming } = (await ask(page, 'contacts', {})) as { incoming: readonly unknown[] }
      return incoming.length === 1
    }, 'bob asks')
    await ask(page, 'accept', { name: 'bob' })
    await untilSo(async () => {
      const { met } = (await ask(bob.page, 'contacts', {})) as { met: readonly unknown[] }
      return met.length === 1
    }, 'they have met')
    const letters = HOSTILE.slice(0, 8)
    for (const text of letters) await ask(page, 'send', { name: 'bob', text })
    await openConversation(bob.page, 'alice')
    await untilSo(async () => {
      const bubbles = await bob.page.locator('.bubble').allTextContents()
      return letters.every((text) => bubbles.some((bubble) => bubble.includes(text)))
    }, 'every letter on the screen')
    await assertHarmless(bob.page, 'a conversation')
  })

  await t.test(
    'while the way to the Operator is cut what is written waits, visibly, and nothing is lost',
    async () => {
      await openConversation(page, 'bob')
      gate.cut()
      await page.getByText(/No connection\. Next try in \d+ s; what you write waits here/).waitFor()
      await page.getByLabel('Write to bob').fill('Written while Tor was away')
      await page.getByRole('button', { name: 'Send', exact: true }).click()
      const written = page.locator('.bubble', { hasText: 'Written while Tor was away' })
      await written.getByText('waiting for a connection').waitFor()
      await ask(page, 'post', { to: 'world', text: 'Posted while Tor was away', expiresDays: 1 })
      await ask(bob.page, 'send', { name: 'alice', text: 'Are you there?' })
      await ask(bob.page, 'post', { to: 'world', text: 'Meanwhile, elsewhere', expiresDays: 1 })
      const asked = bob.page.locator('.bubble', { hasText: 'Are you there?' })
      await asked.getByText('sent', { exact: true }).waitFor()
      await room(page, 'Feed')
      const posted = page.locator('.post', { hasText: 'Posted while Tor was away' })
      await posted.getByText('on its way').waitFor()
      await untilSo(() => gate.turnedAway() >= 3, 'it was tried again and again')
      await page.getByText(/No connection\. Next try in/).waitFor()
      assert.equal(await bob.page.getByText('while Tor was away').count(), 0)

      gate.mend()
      await page.getByText('This machine only: not anonymous').waitFor()
      await posted.getByText('on its way').waitFor({ state: 'detached' })
      await page.locator('.post', { hasText: 'Meanwhile, elsewhere' }).waitFor()
      await openConversation(page, 'bob')
      await written.getByText('delivered', { exact: true }).waitFor()
      await page.locator('.bubble', { hasText: 'Are you there?' }).waitFor()
      await asked.getByText('delivered', { exact: true }).waitFor()
      const arrived = bob.page.locator('.bubble', { hasText: 'Written while Tor was away' })
      await arrived.waitFor()
      assert.equal(await arrived.count(), 1, 'once')
      await untilSo(async () => {
        await ask(bob.page, 'refresh-feed', {})
        const { posts } = (await ask(bob.page, 'feed', {})) as { posts: readonly { text: string }[] }
        return posts.some(({ text }) => text === 'Posted while Tor was away')
      }, 'bob has the post')
    },
  )

  await t.test('while the Operator is away what is written waits, visibly, and then goes', async () => {
    await openConversation(page, 'bob')
    const gone = exitOf(operator.child)
    operator.child.kill('SIGKILL')
    await gone
    await page.getByText(/No connection\. Next try in \d+ s; what you write waits here/).waitFor()
    await page.getByLabel('Write to bob').fill('Written in the dark')
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await page
      .locator('.bubble', { hasText: 'Written in the dark' })
      .getByText('waiting for a connection')
      .waitFor()
    await ask(page, 'post', { to: 'world', text: 'Posted in the dark', expiresDays: 1 })
    await room(page, 'Feed')
    await page.locator('.post', { hasText: 'Posted in the dark' }).getByText('on its way').waitFor()
    await bob.page.getByText('No connection.', { exact: false }).waitFor()

    const again = await startLocalOperator(t, data)
    assert.equal(again.address, operator.address)
    operator = again
    await page.getByText('This machine only: not anonymous').waitFor()
    await page
      .locator('.post', { hasText: 'Posted in the dark' })
      .getByText('on its way')
      .waitFor({ state: 'detached' })
    await openConversation(page, 'bob')
    await page
      .locator('.bubble', { hasText: 'Written in the dark' })
      .getByText('delivered', { exact: true })
      .waitFor()
    await bob.page.locator('.bubble', { hasText: 'Written in the dark' }).waitFor()
    assert.equal(await bob.page.locator('.bubble', { hasText: 'Written in the dark' }).count(), 1, 'once')
  })

  await t.test('two windows show one account', async () => {
    const second = await page.context().newPage()
    await second.goto(page.url())
    await second.locator('.post', { hasText: 'Posted in the dark' }).waitFor()
    await ask(second, 'post', { to: 'world', text: 'From the second window', expiresDays: 1 })
    await room(page, 'Feed')
    await page.locator('.post', { hasText: 'From the second window' }).waitFor()
    await ask(page, 'lock', {})
    for (const one of [page, second]) await one.getByText('Comrad is locked.', { exact: true }).waitFor()
    await second.getByLabel('Passphrase').fill(PASSPHRASE)
    await second.getByRole('button', { name: 'Unlock' }).click()
    for (const one of [page, second]) await one.getByRole('heading', { name: 'Feed' }).waitFor()
    await second.close()
  })

  await t.test('a second program on the same home is told so, and the first goes on', async () => {
    const args = ['--home', home, '--json', '--operator', gate.address, 'start', '--window']
    const second = await run(args)
    assert.equal(second.code, 1)
    const { error } = json(second) as { error: { type: string; happened: string; todo: string } }
    assert.equal(error.type, 'store-in-use')
    assert.match(error.happened, /open already/)
    assert.match(error.todo, /close it first/)
    assert.deepEqual(await ask(page, 'house', {}), { phase: 'open' })
  })

  await t.test(
    'the window is killed: the core goes on, and another shows the same, draft and all',
    async () => {
      await openConversation(page, 'bob')
      await page.getByLabel('Write to bob').fill('half a thou')
      const draft = async () => (await ask(page, 'draft', { place: 'message/bob' })) === 'half a thou'
      await untilSo(draft, 'the draft is kept')
      await page.close()
      await ask(bob.page, 'send', { name: 'alice', text: 'While nobody looked' })
      const offered = await alice.next()
      assert.notEqual(offered, alice.address)
      const spent = await openPage(t, browser, 'about:blank')
      spent.complaints.allow(/status of 401/)
      await spent.page.goto(alice.address)
      assert.match((await spent.page.textContent('body')) ?? '', /good once, and was used/)
      await spent.page.close()
      ;({ page, complaints } = await openPage(t, browser, offered))
      await page.getByRole('heading', { name: 'Feed' }).waitFor()
      await openConversation(page, 'bob')
      await page.locator('.bubble', { hasText: 'While nobody looked' }).waitFor()
      await untilSo(
        async () => (await page.getByLabel('Write to bob').inputValue()) === 'half a thou',
        'the draft',
      )
    },
  )

  await t.test(
    'the core is killed: the window says so, and after a new start everything is there',
    async () => {
      const { child } = alice
      const gone = exitOf(child)
      complaints.allow(ASKED_IN_VAIN)
      child.kill('SIGKILL')
      await gone
      await page.getByText(STOPPED).waitFor()
      assert.ok(await page.locator('.bubble', { hasText: 'While nobody looked' }).isVisible(), 'stays')
      await page.getByLabel('Write to bob').fill('half a thought more')
      await page.getByRole('button', { name: 'Send', exact: true }).click()
      await page.getByRole('region', { name: 'bob' }).getByText(STOPPED).waitFor()
      assert.equal(await page.getByLabel('Write to bob').inputValue(), 'half a thought more', 'can be copied')

      alice = await start(t, { home, operator: gate.address })
      await page.goto(alice.address)
      await page.getByLabel('Passphrase').fill(PASSPHRASE)
      await page.getByRole('button', { name: 'Unlock' }).click()
      await page.getByRole('heading', { name: 'Feed' }).waitFor()
      await page.locator('.post', { hasText: 'From the second window' }).waitFor()
      await openConversation(page, 'bob')
      await page.locator('.bubble', { hasText: 'While nobody looked' }).waitFor()
      await untilSo(
        async () => (await page.getByLabel('Write to bob').inputValue()) === 'half a thou',
        'the draft',
      )
      await page.getByRole('button', { name: 'Send', exact: true }).click()
      await page
        .locator('.bubble', { hasText: 'half a thou' })
        .getByText('delivered', { exact: true })
        .waitFor()
    },
  )

  await t.test('nothing that the core has answered gives a passphrase or a key away', () => {
    const parsed = parsePhrase(phrase)
    assert.ok(parsed.ok)
    const seed = Buffer.from(seedOf(parsed.value))
    const secrets = [
      PASSPHRASE,
      ...(['hex', 'base64', 'base64url'] as const).map((form) => seed.toString(form)),
    ]
    assert.ok(answers.length > 100, 'everything was listened to')
    for (const { wish, text } of answers) {
      for (const secret of secrets) assert.ok(!text.includes(secret), wish)
      assert.equal(text.includes(phrase.slice(0, 40)), wish === 'register', wish)
    }
    assert.ok(answers.some(({ wish }) => wish === 'register'))
  })
})
