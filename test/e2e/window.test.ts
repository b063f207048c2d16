/** Two people at two windows, through a real Operator: everything that an organiser would do in the first hour. */
import assert from 'node:assert/strict'
import { readdir, readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Locator } from 'playwright-core'
import { EN } from '../../packages/gui/src/window/words/en.ts'
import { ES } from '../../packages/gui/src/window/words/es.ts'
import { ask, until } from '../screenshots/core.ts'
import {
  assertAccessible,
  confirmPhrase,
  openBrowser,
  openWindow,
  PASSPHRASE,
  register,
  room,
  skipWithoutBrowser,
  type Window,
} from './browser.ts'
import { temporaryDirectory } from './command.ts'
import { untilSo } from './patience.ts'

/** What the window says in English and otherwise in Spanish. */
const SENTENCES = Object.entries(EN).flatMap(([key, text]) =>
  typeof text === 'string' && text.includes(' ') && text !== ES[key as keyof typeof ES] ? [text] : [],
)

const NEW_PASSPHRASE = 'seven herons over the canal'
const WIPING_PASSPHRASE = 'nothing was ever written here'

test('two people register, meet, write, post, vote, recount, block and wipe', {
  skip: skipWithoutBrowser,
}, async (t) => {
  const browser = await openBrowser(t)
  const alice = await openWindow(t, browser)
  await register(alice, 'alice')
  await t.test('the words are printed, and nothing that is pressed beside them', async () => {
    await prints(alice)
    await alice.page.emulateMedia({ media: 'print' })
    assert.equal(await alice.page.locator('.phrase li:visible').count(), 24)
    assert.equal(await alice.page.getByRole('button').count(), 0)
    await alice.page.emulateMedia({ media: 'screen' })
  })
  const paper = await confirmPhrase(alice)
  const bob = await openWindow(t, browser, {
    operator: alice.operator,
    viewport: { width: 360, height: 740 },
  })
  await register(bob, 'bob')
  await confirmPhrase(bob)

  await t.test('they meet', async () => {
    await room(bob.page, 'Contacts')
    await bob.page.getByRole('button', { name: 'Meet somebody' }).click()
    await bob.page.getByLabel('Their name').fill('alice')
    await bob.page.getByLabel(/greeting/i).fill('From the <b>print shop</b> \u202eevil')
    await bob.page.getByRole('button', { name: 'Ask to meet' }).click()
    await bob.page.getByText('alice has been asked').first().waitFor()
    await bob.page.getByRole('button', { name: 'OK', exact: true }).click()
    await room(alice.page, 'Contacts')
    await alice.page.getByText('From the <b>print shop</b>', { exact: false }).waitFor()
    await assertAccessible(alice, 'contacts with a request')
    await alice.page.getByRole('button', { name: 'Decline', exact: true }).click()
    await alice.page.getByRole('heading', { name: 'Closed' }).waitFor()
    await assertAccessible(alice, 'contacts of whom one was declined')
    await alice.page.getByRole('button', { name: 'Accept', exact: true }).click()
    await bob.page.getByRole('heading', { name: 'Met' }).waitFor()
    assert.equal(
      await bob.page.getByRole('heading', { name: 'Closed' }).count(),
      0,
      'he was told of no decline',
    )
  })

  await t.test('they compare safety numbers', async () => {
    const digits: (string | null)[] = []
    for (const window of [alice, bob]) {
      await window.page.getByRole('button', { name: 'Compare safety numbers' }).click()
      digits.push(await window.page.locator('.digits').textContent())
      await window.page.getByRole('button', { name: 'They are the same' }).click()
      await window.page.getByText('verified', { exact: true }).first().waitFor()
    }
    assert.equal(digits[0], digits[1])
    assert.equal(digits[0]?.replace(/\D/g, '').length, 60)
  })

  await t.test('they write, and a draft outlives the window', async () => {
    await alice.page.getByRole('button', { name: 'Message', exact: true }).click()
    const met = 'You and bob have met. To do: compare safety numbers when you see each other.'
    await alice.page.getByText(met, { exact: true }).waitFor()
    const box = alice.page.getByLabel('Write to bob')
    await box.fill('<script>alert(1)</script> javascript:alert(2) 🌹')
    await alice.page.getByRole('button', { name: 'Send', exact: true }).click()
    await alice.page.getByText('delivered', { exact: true }).first().waitFor()
    await box.fill('half a thou')
    await until(alice.page, ['draft', { place: 'message/bob' }], (text: string) => text === 'half a thou')
    await alice.page.reload()
    await room(alice.page, 'Messages')
    await alice.page.getByRole('button', { name: /^bob/ }).click()
    await waitForValue(alice.page.getByLabel('Write to bob'), 'half a thou')
    await room(bob.page, 'Messages')
    await bob.page.getByRole('button', { name: /alice/ }).click()
    await bob.page.getByText('<script>alert(1)</script> javascript:alert(2) 🌹').waitFor()
  })

  await t.test('one posts, with the keyboard alone; the other votes and recounts', async () => {
    await room(alice.page, 'Feed')
    await alice.page.locator('#screen').focus()
    await alice.page.keyboard.press('n')
    await alice.page.getByLabel('What do you want to say?').waitFor()
    await alice.page.keyboard.type('Bread and roses')
    await alice.page.keyboard.press('Control+Enter')
    await alice.page.locator('.post', { hasText: 'Bread and roses' }).waitFor()
    await room(bob.page, 'Feed')
    await bob.page.locator('.post', { hasText: 'Bread and roses' }).waitFor()
    await assertAccessible(bob, 'the feed, on the narrowest screen')
    await bob.page.getByRole('button', { name: 'Vote up', exact: true }).click()
    await bob.page.getByText('1 up, 0 down').waitFor({ state: 'attached' })
    await bob.page.getByText(/^voting( …|:)/).waitFor({ state: 'detached' })
    await bob.page.getByRole('button', { name: 'Recount', exact: true }).click()
    await bob.page.getByText('The tally is right', { exact: false }).waitFor()
    await bob.page.getByText('Your own ballot is among them.').waitFor()
    await bob.page.getByRole('button', { name: 'Close' }).click()
  })

  await t.test('a deleted post can be had back for a moment', async () => {
    await alice.page.getByRole('button', { name: 'Delete', exact: true }).click()
    await alice.page.getByText('Deleted.').waitFor()
    await alice.page.getByRole('button', { name: 'Undo' }).click()
    await alice.page.locator('.post', { hasText: 'Bread and roses' }).waitFor()
  })

  await t.test('a deleted post is gone for everybody, whatever screen its author is at', async () => {
    await room(alice.page, 'Feed')
    await alice.page.keyboard.press('n')
    await alice.page.getByLabel('What do you want to say?').waitFor()
    await alice.page.keyboard.type('A slip of the tongue')
    await alice.page.keyboard.press('Control+Enter')
    const slip = alice.page.locator('[data-post]', { hasText: 'A slip of the tongue' })
    await slip.waitFor()
    await room(bob.page, 'Feed')
    await bob.page.getByText('A slip of the tongue').waitFor()
    await slip.getByRole('button', { name: 'Delete' }).click()
    await slip.waitFor({ state: 'detached' })
    await room(alice.page, 'Settings')
    await alice.page.getByRole('button', { name: 'Undo' }).waitFor()
    await bob.page.getByText('A slip of the tongue').waitFor({ state: 'detached' })
    await alice.page.getByRole('heading', { name: 'Settings' }).waitFor()
  })

  const bread = bob.page.locator('.post', { hasText: 'Bread and roses' })
  const paste = bob.page.locator('.post', { hasText: 'Who has paste?' })

  await t.test('by votes the feed has another order, and what is voted down can be hidden', async () => {
    await ask(alice.page, 'post', { to: 'world', text: 'Who has paste?', expiresDays: 1 })
    await paste.waitFor()
    const order = () => bob.page.locator('.post .body').allTextContents()
    assert.deepEqual(await order(), ['Who has paste?', 'Bread and roses'])
    await bob.page.getByRole('button', { name: 'By votes' }).click()
    await untilSo(async () => (await order())[0] === 'Bread and roses', 'the one with a vote is first')
    await bread.getByRole('button', { name: 'Vote down', exact: true }).click()
    await bread.getByText('0 up, 1 down').waitFor({ state: 'attached' })
    await untilSo(async () => (await order())[0] === 'Who has paste?', 'and then is last')
    await room(bob.page, 'Settings')
    await bob.page.getByLabel('Hide posts whose votes are below').selectOption('0')
    await until(bob.page, ['settings', {}], ({ hideBelow }: { hideBelow?: number }) => hideBelow === 0)
    await room(bob.page, 'Feed')
    await paste.waitFor()
    assert.equal(await bread.count(), 0, 'hidden')
    await room(bob.page, 'Settings')
    await bob.page.getByLabel('Hide posts whose votes are below').selectOption('show all')
    await room(bob.page, 'Feed')
    await bread.waitFor()
  })

  await t.test('what is for those one trusts comes to them, and stands apart', async () => {
    await room(alice.page, 'Contacts')
    await alice.page.getByRole('button', { name: 'Trust', exact: true }).click()
    await alice.page.getByRole('dialog').getByRole('button', { name: 'Trust', exact: true }).click()
    await alice.page.getByText('you trust', { exact: true }).waitFor()
    await room(alice.page, 'Feed')
    await alice.page.getByRole('button', { name: 'Write', exact: true }).click()
    await alice.page.getByLabel('What do you want to say?').fill('The press is in the cellar')
    await alice.page.getByLabel('Those I trust').click()
    await alice.page.getByRole('button', { name: 'Publish' }).click()
    const cellar = bob.page.locator('.post', { hasText: 'The press is in the cellar' })
    await cellar.waitFor()
    await bob.page.getByRole('button', { name: 'World', exact: true }).click()
    await cellar.waitFor({ state: 'detached' })
    await bread.waitFor()
    await bob.page.getByRole('button', { name: 'Trusted', exact: true }).click()
    await cellar.waitFor()
    assert.equal(await bread.count(), 0)
    await bob.page.getByRole('button', { name: 'All', exact: true }).click()
  })

  await t.test('who is muted is not in the feed, until Settings has them back', async () => {
    await room(bob.page, 'Contacts')
    await bob.page.getByText('trusts you', { exact: true }).waitFor()
    await bob.page.getByRole('button', { name: 'Mute', exact: true }).click()
    await bob.page.getByText('muted', { exact: true }).waitFor()
    await room(bob.page, 'Feed')
    await bob.page.getByText('Nothing here yet. Say the first word.').waitFor()
    await room(bob.page, 'Settings')
    await bob.page.getByRole('button', { name: 'Unmute', exact: true }).click()
    await bob.page.getByText('nobody', { exact: true }).waitFor()
    await room(bob.page, 'Feed')
    await bread.waitFor()
  })

  await t.test('a photo is what was cut out of a picture', async () => {
    const { page } = alice
    await room(alice.page, 'Profile')
    await page.getByRole('button', { name: 'Edit' }).last().click()
    const buffer = Buffer.from(await halves(alice))
    const file = { name: 'me.png', mimeType: 'image/png', buffer }
    await page.getByRole('dialog').locator('input[type=file]').setInputFiles(file)
    const cut = page.getByRole('img', { name: 'Move and zoom until it fits' })
    await untilSo(async () => (await colourOf(cut, 0.1)) === 'red', 'the middle of it, at first')
    assert.equal(await colourOf(cut, 0.9), 'blue')
    await cut.focus()
    for (let steps = 0; steps < 20; steps++) await page.keyboard.press('ArrowRight')
    await untilSo(async () => (await colourOf(cut, 0.1)) === 'blue', 'its right side')
    await page.getByRole('slider', { name: 'Zoom' }).focus()
    await page.keyboard.press('ArrowRight')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    const photo = page.getByRole('img', { name: 'Image by alice' })
    await untilSo(async () => (await colourOf(photo, 0.1)) === 'blue', 'the photo is on the profile')
    assert.deepEqual(await sizeOf(photo), [256, 256])
  })

  await t.test('a picture that is too large is refused in words, and nothing is sent', async () => {
    await room(alice.page, 'Feed')
    await alice.page.keyboard.press('n')
    const field = alice.page.locator('dialog input[type=file], [role=dialog] input[type=file]').first()
    const large = join(await temporaryDirectory(t), 'large.jpg')
    await writeFile(large, '')
    await truncate(large, 30_000_001)
    await field.setInputFiles(large)
    await alice.page.getByText('That picture is larger than 30 MB.').waitFor()
    assert.ok(await alice.page.getByRole('button', { name: 'Publish' }).isDisabled())
    await alice.page.getByRole('button', { name: 'Cancel' }).click()
  })

  await t.test(
    'a theme holds over that of the system, and every room is in the language that was chosen',
    async () => {
      await room(alice.page, 'Settings')
      for (const theme of ['dark', 'light']) {
        await alice.page.getByLabel(theme, { exact: true }).click()
        await alice.page.locator(`html[data-theme="${theme}"]`).waitFor()
      }
      await alice.page.emulateMedia({ colorScheme: 'dark' })
      await alice.page.locator('html[data-theme="light"]').waitFor()
      await alice.page.getByLabel('as the system').click()
      await alice.page.locator('html[data-theme="dark"]').waitFor()
      await alice.page.emulateMedia({ colorScheme: null })
      await alice.page.getByLabel('Español').click()
      await alice.page.getByRole('heading', { name: 'Ajustes' }).waitFor()
      assert.equal(await alice.page.evaluate('document.documentElement.lang'), 'es')
      for (const name of ['Plaza', 'Mensajes', 'Contactos', 'Perfil', 'Buscar', 'Estado', 'Ajustes']) {
        await room(alice.page, name)
        await drawn(alice, name === 'Perfil' ? 'alice' : name)
        const text = (await alice.page.locator('body').textContent()) ?? ''
        assert.deepEqual(
          SENTENCES.filter((sentence) => text.includes(sentence)),
          [],
          `${name} is in Spanish`,
        )
      }
      await alice.page.getByLabel('English').click()
      await alice.page.getByRole('heading', { name: 'Settings' }).waitFor()
    },
  )

  await t.test(
    'from right to left every room is the other way round, and nothing stands over its edge',
    async () => {
      for (const window of [alice, bob]) {
        const { page } = window
        await page.evaluate("document.documentElement.dir = 'rtl'")
        for (const name of ['Feed', 'Messages', 'Contacts', 'Profile', 'Settings']) {
          await room(window.page, name)
          await drawn(window, name === 'Profile' ? (window === alice ? 'alice' : 'bob') : name)
          assert.equal(
            await page.evaluate('document.documentElement.scrollWidth - innerWidth'),
            0,
            `${name}, from right to left`,
          )
        }
        await page.evaluate("document.documentElement.dir = 'ltr'")
      }
      await alice.page.evaluate("document.documentElement.dir = 'rtl'")
      const rail = await alice.page.getByRole('navigation').boundingBox()
      assert.ok(rail && rail.x > 1180 / 2, 'the rail is where one begins to read')
      await alice.page.evaluate("document.documentElement.dir = 'ltr'")
    },
  )

  await t.test('the title counts what waits, without a word of it', async () => {
    await room(alice.page, 'Feed')
    await room(bob.page, 'Messages')
    await bob.page.getByRole('button', { name: /alice/ }).click()
    await bob.page.getByLabel('Write to alice').fill('Until tomorrow')
    await bob.page.getByRole('button', { name: 'Send', exact: true }).click()
    await titled(alice, '(1) Comrad · Feed')
    await room(alice.page, 'Messages')
    await alice.page.getByRole('button', { name: /^bob/ }).click()
    await titled(alice, 'Comrad · Messages')
  })

  await t.test(
    'a notification says that something came, and who it is from only if that was chosen',
    async () => {
      const notified = () => alice.page.evaluate('globalThis.notified') as Promise<readonly unknown[]>
      await alice.page.evaluate(SPY_ON_NOTIFICATIONS)
      await room(alice.page, 'Feed')
      await ask(bob.page, 'send', { name: 'alice', text: 'The third secret' })
      await untilSo(async () => (await notified()).length === 1, 'one is shown')
      const plain = { tag: 'comrad', silent: true }
      assert.deepEqual(await notified(), [['Comrad', { ...plain, body: '' }]])
      await room(alice.page, 'Settings')
      await alice.page.getByLabel('who it is from').click()
      await alice.page.getByRole('radio', { name: 'who it is from', checked: true }).waitFor()
      await ask(bob.page, 'send', { name: 'alice', text: 'The fourth secret' })
      await untilSo(async () => (await notified()).length === 2, 'another one')
      assert.deepEqual((await notified())[1], ['Comrad', { ...plain, body: 'bob' }])
      await alice.page.getByLabel('none', { exact: true }).click()
      await alice.page.getByRole('radio', { name: 'none', exact: true, checked: true }).waitFor()
      await ask(bob.page, 'send', { name: 'alice', text: 'The fifth secret' })
      await titled(alice, '(3) Comrad · Settings')
      assert.equal((await notified()).length, 2, 'and none')
    },
  )

  await t.test('one blocks the other, who learns nothing and is heard no more', async () => {
    await room(bob.page, 'Contacts')
    await bob.page.getByRole('button', { name: 'Block', exact: true }).click()
    await bob.page.getByRole('dialog').getByRole('button', { name: 'Block', exact: true }).click()
    await bob.page.getByText('blocked', { exact: true }).first().waitFor()
    await room(alice.page, 'Messages')
    await alice.page.getByRole('button', { name: /^bob/ }).click()
    for (const text of ['Are you angry?', 'Are you there?']) {
      await alice.page.getByLabel('Write to bob').fill(text)
      await alice.page.getByRole('button', { name: 'Send', exact: true }).click()
      const bubble = alice.page.locator('.bubble', { hasText: text })
      await bubble.getByText('sent', { exact: true }).waitFor()
      await untilSo(() => isEveryLetterTaken(alice.home), 'his device has taken it')
    }
    // By the second the receipt for the first would be here.
    const first = alice.page.locator('.bubble', { hasText: 'Are you angry?' })
    await first.getByText('sent', { exact: true }).waitFor()
    assert.equal(
      await alice.page.locator('.bubble', { hasText: 'Are you' }).getByText('delivered').count(),
      0,
    )
    assert.equal(await alice.page.title(), 'Comrad · Messages')
    await room(alice.page, 'Contacts')
    await alice.page.getByRole('heading', { name: 'Met' }).waitFor()
    assert.equal(await alice.page.locator('.tag.red').count(), 0)

    await room(bob.page, 'Feed')
    await bob.page.getByText('Nothing here yet. Say the first word.').waitFor()
    assert.equal(await bob.page.title(), 'Comrad · Feed', 'nothing waits')
    await bob.page.keyboard.press('/')
    await bob.page.getByLabel('Search this device').fill('Are you')
    await bob.page.getByText('Nothing here holds these words.').waitFor()
  })

  await t.test('the words are shown again to whoever knows the passphrase, and print alone', async () => {
    const { page } = alice
    await room(alice.page, 'Settings')
    await page.getByRole('button', { name: 'Show my 24 words' }).click()
    const box = page.getByRole('dialog')
    await box.getByLabel('The passphrase of now').fill('something else')
    await box.getByRole('button', { name: 'Show my 24 words' }).click()
    await box.getByRole('alert').waitFor()
    assert.equal(await page.locator('.phrase').count(), 0)
    await box.getByLabel('The passphrase of now').fill(PASSPHRASE)
    await box.getByRole('button', { name: 'Show my 24 words' }).click()
    await prints(alice)
    await page.emulateMedia({ media: 'print' })
    const shown = await page.locator('.phrase li:visible').allTextContents()
    assert.equal(shown.map((word) => word.replace(/^\d+\s+/, '')).join(' '), paper)
    assert.equal(await page.getByText(alice.operator).isVisible(), false, 'nor where the Operator is')
    await page.emulateMedia({ media: 'screen' })
    await box.getByRole('button', { name: 'Close' }).click()
  })

  await t.test('another passphrase opens what the old one opened, and the old one nothing', async () => {
    const { page } = alice
    await page.getByRole('button', { name: 'Change the passphrase' }).click()
    const box = page.getByRole('dialog')
    await box.getByLabel('The passphrase of now').fill('something else')
    await choose(box, NEW_PASSPHRASE)
    await box.getByRole('button', { name: 'Change', exact: true }).click()
    await box.getByRole('alert').waitFor()
    await box.getByLabel('The passphrase of now').fill(PASSPHRASE)
    await box.getByRole('button', { name: 'Change', exact: true }).click()
    await box.waitFor({ state: 'detached' })
    await room(alice.page, 'Lock')
    await unlock(alice, PASSPHRASE)
    await page.getByText('That is not the passphrase.').waitFor()
    await assertAccessible(alice, 'the lock')
    await unlock(alice, NEW_PASSPHRASE)
    await page.getByRole('heading', { name: 'Feed' }).waitFor()
  })

  await t.test(
    'a second passphrase wipes and shows an empty Comrad, into which a backup is brought',
    async () => {
      const { page } = alice
      await room(alice.page, 'Settings')
      await page.getByRole('button', { name: 'A second passphrase that wipes' }).click()
      const box = page.getByRole('dialog')
      await choose(box, WIPING_PASSPHRASE)
      await box.getByRole('button', { name: 'Set it' }).click()
      await box.waitFor({ state: 'detached' })
      const saving = page.waitForEvent('download')
      await page.getByRole('button', { name: 'Save a backup' }).click()
      const saved = await saving
      const backup = join(await temporaryDirectory(t), saved.suggestedFilename())
      await saved.saveAs(backup)
      assert.ok(!(await readFile(backup)).includes('Bread and roses'), 'it is sealed')
      await room(alice.page, 'Lock')
      await unlock(alice, WIPING_PASSPHRASE)
      await page.getByRole('button', { name: 'I have a backup' }).waitFor()
      assert.ok(!(await readdir(alice.home)).includes('store'), 'nothing of the store is left')

      await page.getByRole('button', { name: 'I have a backup' }).click()
      await page.getByLabel('Bring a backup').setInputFiles(backup)
      await unlock(alice, NEW_PASSPHRASE)
      await page.getByRole('heading', { name: 'Feed' }).waitFor()
      await room(alice.page, 'Messages')
      await page.getByRole('button', { name: /^bob/ }).click()
      await page.locator('.bubble', { hasText: 'The fifth secret' }).waitFor()
    },
  )

  await t.test('the panic chord wipes, after one question', async () => {
    await alice.page.keyboard.press('Control+Shift+Delete')
    await alice.page.getByRole('button', { name: 'Wipe now' }).click()
    await alice.page.getByRole('button', { name: 'Begin' }).waitFor()
    assert.ok(!(await readdir(alice.home)).includes('store'), 'nothing of the store is left')
  })

  await t.test('the paper brings the account back, after a word that was read wrongly', async () => {
    const { page } = alice
    await page.getByRole('button', { name: 'I have 24 words' }).click()
    await page.getByLabel('Your 24 words, in order').fill(paper.replace(/\w+$/, 'comrad'))
    await page.getByLabel('A passphrase').fill(PASSPHRASE)
    await page.getByLabel('The same again').fill(PASSPHRASE)
    await page.getByRole('button', { name: 'Get my account back' }).click()
    await page.locator('form').getByRole('alert').waitFor()
    await assertAccessible(alice, 'words that are refused')
    await page.getByLabel('Your 24 words, in order').fill(paper)
    await page.getByRole('button', { name: 'Get my account back' }).click()
    await page.getByRole('heading', { name: 'Feed' }).waitFor()
  })
})

/** What this window prints is looked at, not printed. */
async function prints({ page }: Window): Promise<void> {
  await page.evaluate('globalThis.print = () => { globalThis.printed = true }')
  await page.getByRole('button', { name: 'Print' }).click()
  assert.equal(await page.evaluate('globalThis.printed'), true)
}

async function choose(box: Locator, passphrase: string): Promise<void> {
  await box.getByLabel('A passphrase').fill(passphrase)
  await box.getByLabel('The same again').fill(passphrase)
}

async function unlock({ page }: Window, passphrase: string): Promise<void> {
  await page.getByLabel('Passphrase', { exact: true }).fill(passphrase)
  await page.getByRole('button', { name: 'Unlock' }).click()
}

/** The room is on the screen, with all that is in it. */
async function drawn({ page }: Window, name: string): Promise<void> {
  await page.getByRole('heading', { name, level: 1, exact: true }).waitFor()
  await untilSo(async () => (await page.locator('.loading').count()) === 0, `all of ${name}`)
}

/** Whoever is not looked at shows notifications, and the browser lets it. */
const SPY_ON_NOTIFICATIONS = `{
  globalThis.notified = []
  globalThis.Notification = class {
    static permission = 'granted'
    constructor(title, options) { globalThis.notified.push([title, options]) }
  }
  document.hasFocus = () => false
}`

/** What an Operator keeps of letters that were taken is overwritten within a second. */
async function isEveryLetterTaken(home: string): Promise<boolean> {
  const letters = await readFile(join(home, 'operator-data', 'operator.letters'))
  return letters.every((byte) => byte === 0)
}

/** A picture whose left half is red, and whose right half is blue. */
async function halves({ page }: Window): Promise<Uint8Array> {
  const drawn = await page.evaluate(`(async () => {
    const canvas = new OffscreenCanvas(512, 256)
    const draw = canvas.getContext('2d')
    for (const [colour, x] of [['#f00', 0], ['#00f', 256]]) {
      draw.fillStyle = colour
      draw.fillRect(x, 0, 256, 256)
    }
    return [...new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer())]
  })()`)
  return new Uint8Array(drawn as number[])
}

/** At a part of the way from its left to its right. */
function colourOf(picture: Locator, part: number): Promise<'red' | 'blue' | 'none'> {
  return picture.evaluate(
    (one, [at]) => {
      const source = one as unknown as { width: number; height: number }
      const { OffscreenCanvas: Canvas } = globalThis as unknown as {
        OffscreenCanvas: new (
          width: number,
          height: number,
        ) => {
          getContext(kind: '2d'): {
            drawImage(from: unknown, x: number, y: number, width: number, height: number): void
            getImageData(x: number, y: number, width: number, height: number): { data: Uint8Array }
          }
        }
      }
      const draw = new Canvas(100, 100).getContext('2d')
      draw.drawImage(source, 0, 0, 100, 100)
      const [red = 0, , blue = 0] = draw.getImageData(Math.round((at ?? 0) * 100), 50, 1, 1).data
      return red > 200 && blue < 60 ? 'red' : blue > 200 && red < 60 ? 'blue' : 'none'
    },
    [part],
  )
}

const sizeOf = (picture: Locator): Promise<readonly [number, number]> =>
  picture.evaluate((one) => {
    const { naturalWidth, naturalHeight } = one as unknown as { naturalWidth: number; naturalHeight: number }
    return [naturalWidth, naturalHeight] as const
  })

/** The page's own policy lets nobody wait inside it. */
const titled = ({ page }: Window, title: string): Promise<void> =>
  untilSo(async () => (await page.title()) === title, `the title ${title}`)

/** A draft is asked of the core, which answers in its time. */
const waitForValue = (field: Locator, expected: string): Promise<void> =>
  untilSo(async () => (await field.inputValue()) === expected, `${expected} in the field`)
