/** Two people at two windows, through a real Operator: everything that an organiser would do in the first hour. */
import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { test } from 'node:test'
import {
  assertAccessible,
  confirmPhrase,
  openBrowser,
  openWindow,
  PASSPHRASE,
  register,
  skipWithoutBrowser,
  type Window,
} from './browser.ts'

const room = (window: Window, name: string) =>
  window.page.getByRole('navigation').getByRole('button', { name, exact: false }).first().click()

test('two people register, meet, write, post, vote, recount, block and wipe', {
  skip: skipWithoutBrowser,
}, async (t) => {
  const browser = await openBrowser(t)
  const alice = await openWindow(t, browser)
  await assertAccessible(alice, 'the beginning')
  await register(alice, 'alice')
  await assertAccessible(alice, 'the phrase')
  await confirmPhrase(alice)
  await assertAccessible(alice, 'the empty feed')
  const bob = await openWindow(t, browser, {
    operator: alice.operator,
    viewport: { width: 360, height: 740 },
  })
  await register(bob, 'bob')
  await confirmPhrase(bob)

  await t.test('they meet', async () => {
    await room(bob, 'Contacts')
    await bob.page.getByRole('button', { name: 'Meet somebody' }).click()
    await bob.page.getByLabel('Their name').fill('alice')
    await bob.page.getByLabel(/greeting/i).fill('From the <b>print shop</b> \u202eevil')
    await assertAccessible(bob, 'the dialog to meet')
    await bob.page.getByRole('button', { name: 'Ask to meet' }).click()
    await bob.page.getByText('alice has been asked').waitFor()
    await bob.page.getByRole('button', { name: 'OK', exact: true }).click()
    await room(alice, 'Contacts')
    await alice.page.getByText('From the <b>print shop</b>', { exact: false }).waitFor()
    await assertAccessible(alice, 'contacts with a request')
    await alice.page.getByRole('button', { name: 'Accept' }).click()
    await bob.page.getByRole('heading', { name: 'Met' }).waitFor()
  })

  await t.test('they compare safety numbers', async () => {
    const digits: (string | null)[] = []
    for (const window of [alice, bob]) {
      await window.page.getByRole('button', { name: 'Compare safety numbers' }).click()
      digits.push(await window.page.locator('.digits').textContent())
      await assertAccessible(window, 'safety numbers')
      await window.page.getByRole('button', { name: 'They are the same' }).click()
      await window.page.getByText('verified', { exact: true }).first().waitFor()
    }
    assert.equal(digits[0], digits[1])
    assert.equal(digits[0]?.replace(/\D/g, '').length, 60)
  })

  await t.test('they write, and a draft outlives the window', async () => {
    await alice.page.getByRole('button', { name: 'Message', exact: true }).click()
    const box = alice.page.getByLabel('Write to bob')
    await box.fill('<script>alert(1)</script> javascript:alert(2) 🌹')
    await alice.page.getByRole('button', { name: 'Send' }).click()
    await alice.page.getByText('delivered').waitFor()
    await box.fill('half a thou')
    await alice.page.waitForTimeout(600)
    await alice.page.reload()
    await room(alice, 'Messages')
    await alice.page.getByRole('button', { name: /^bob/ }).click()
    assert.equal(await alice.page.getByLabel('Write to bob').inputValue(), 'half a thou')
    await assertAccessible(alice, 'a conversation')
    await room(bob, 'Messages')
    await bob.page.getByRole('button', { name: /alice/ }).click()
    await bob.page.getByText('<script>alert(1)</script> javascript:alert(2) 🌹').waitFor()
  })

  await t.test('one posts, with the keyboard alone; the other votes and recounts', async () => {
    await room(alice, 'Feed')
    await alice.page.locator('#screen').focus()
    await alice.page.keyboard.press('n')
    await alice.page.getByLabel('What do you want to say?').waitFor()
    await assertAccessible(alice, 'the dialog to write')
    await alice.page.keyboard.type('Bread and roses')
    await alice.page.keyboard.press('Control+Enter')
    await alice.page.getByText('Bread and roses').waitFor()
    await room(bob, 'Feed')
    await bob.page.getByText('Bread and roses').waitFor({ timeout: 90_000 })
    await assertAccessible(bob, 'the feed')
    await bob.page.getByRole('button', { name: 'Vote up' }).click()
    await bob.page.getByText('1 up, 0 down').waitFor({ state: 'attached' })
    await bob.page.getByText('voting …').waitFor({ state: 'detached' })
    await bob.page.getByRole('button', { name: 'Recount' }).click()
    await bob.page.getByText('The tally is right', { exact: false }).waitFor()
    await bob.page.getByText('Your own ballot is among them.').waitFor()
    await assertAccessible(bob, 'a recount')
    await bob.page.getByRole('button', { name: 'Close' }).click()
  })

  await t.test('a deleted post can be had back for a moment', async () => {
    await alice.page.getByRole('button', { name: 'Delete' }).click()
    await alice.page.getByText('Deleted.').waitFor()
    await alice.page.getByRole('button', { name: 'Undo' }).click()
    await alice.page.getByText('Bread and roses').waitFor()
  })

  await t.test('every room is readable in both themes and both languages', async () => {
    await room(alice, 'Settings')
    for (const theme of ['dark', 'light']) {
      await alice.page.getByLabel(theme, { exact: true }).click()
      for (const name of ['Feed', 'Messages', 'Contacts', 'Profile', 'Search', 'Status', 'Settings']) {
        await room(alice, name)
        await alice.page.waitForTimeout(150)
        await assertAccessible(alice, `${name}, ${theme}`)
      }
    }
    await alice.page.getByLabel('Español').click()
    await alice.page.getByRole('heading', { name: 'Ajustes' }).waitFor()
    assert.equal(await alice.page.evaluate('document.documentElement.lang'), 'es')
    await alice.page.getByLabel('English').click()
  })

  await t.test('one blocks the other, who learns nothing', async () => {
    await room(bob, 'Contacts')
    await bob.page.getByRole('button', { name: 'Block' }).click()
    await bob.page.getByRole('dialog').getByRole('button', { name: 'Block' }).click()
    await bob.page.getByText('blocked', { exact: true }).first().waitFor()
  })

  await t.test('a lock, a wrong passphrase, the right one', async () => {
    await room(alice, 'Lock')
    await alice.page.getByLabel('Passphrase').fill('something else')
    await alice.page.getByRole('button', { name: 'Unlock' }).click()
    await alice.page.getByText('That is not the passphrase.').waitFor()
    await assertAccessible(alice, 'the lock')
    await alice.page.getByLabel('Passphrase').fill(PASSPHRASE)
    await alice.page.getByRole('button', { name: 'Unlock' }).click()
    await alice.page.getByRole('heading', { name: 'Feed' }).waitFor()
  })

  await t.test('the panic chord wipes, after one question', async () => {
    await alice.page.keyboard.press('Control+Shift+Delete')
    await assertAccessible(alice, 'the question before wiping')
    await alice.page.getByRole('button', { name: 'Wipe now' }).click()
    await alice.page.getByRole('button', { name: 'Begin' }).waitFor()
    assert.ok(!(await readdir(alice.home)).includes('store'), 'nothing of the store is left')
  })

  assert.deepEqual(alice.complaints, [], 'no policy was violated and nothing broke, at alice’s')
  assert.deepEqual(bob.complaints, [], 'nor at bob’s')
})
