/** The scenes, in the order in which somebody meets them. Each is gone to the way a person goes. */
import type { ChildProcess } from 'node:child_process'
import type { Page } from 'playwright-core'
import { encodeJson } from '../../packages/gui/src/bridge/json.ts'
import { EN } from '../../packages/gui/src/window/words/en.ts'
import { confirmPhrase, PASSPHRASE, register, room, type Window } from '../e2e/browser.ts'
import { exitOf } from '../e2e/command.ts'
import type { Album, TakeOptions } from './album.ts'
import { answerAgain, answerInstead, ask } from './core.ts'
import { LONG_NAME, poster } from './people.ts'

const LIGHT: TakeOptions = { themes: ['light'] }
const WHOLE: TakeOptions = { whole: true }

const TOR_STARTS = {
  value: { phase: 'starting', percent: 45, words: { happened: 'Tor is loading the list of relays.' } },
}
const BRIDGES = { value: { count: 1, text: 'obfs4 192.0.2.1:443 cert=abc iat-mode=0', kinds: ['obfs4'] } }

export async function showBeginning(album: Album, page: Page): Promise<void> {
  await button(page, 'Begin').waitFor()
  await album.take(page, 'welcome')
  await answerInstead(page, { line: TOR_STARTS, bridges: BRIDGES })
  await page.reload()
  await page.getByText('45 %').waitFor()
  await album.take(page, 'welcome-tor-starting', LIGHT)
  await button(page, 'Bridges …').click()
  await album.take(page, 'bridges', LIGHT)
  await leave(page)
  await answerAgain(page)
  await page.reload()
  await button(page, 'I have 24 words').click()
  await album.take(page, 'recover', LIGHT)
  await button(page, 'Back').click()
  await button(page, 'I have a backup').click()
  await album.take(page, 'backup', LIGHT)
  await button(page, 'Back').click()
  await button(page, 'Begin').click()
  await page.getByLabel('Your name').fill('alice')
  await page.getByLabel('A passphrase').fill('password1')
  await page.getByLabel('The same again').fill('password')
  await page.getByText('This passphrase is').waitFor()
  await album.take(page, 'new-account', WHOLE)
  await page.reload()
  await register({ page } as Window, 'alice')
  await album.take(page, 'phrase', WHOLE)
  await button(page, 'I have written them down').click()
  await page.getByLabel(/^Word \d+, from the paper$/).fill('another')
  await page.keyboard.press('Enter')
  await page.getByText(/^That is not word/).waitFor()
  await album.take(page, 'phrase-asked', LIGHT)
  await button(page, 'Back').click()
  await confirmPhrase({ page } as Window)
  await album.take(page, 'feed-empty')
  await room(page, 'Messages')
  await album.take(page, 'messages-empty', LIGHT)
  await room(page, 'Contacts')
  await album.take(page, 'contacts-empty', LIGHT)
}

export async function showRooms(album: Album, page: Page, other: Page): Promise<void> {
  await room(page, 'Feed')
  await page.getByText('Who has paste?').first().waitFor()
  const veil = button(page, 'Show the image').first()
  if (await veil.isVisible()) await veil.click()
  await album.take(page, 'feed')
  await page.getByRole('button', { name: 'By votes' }).click()
  await album.take(page, 'feed-by-votes', LIGHT)
  await page.getByRole('button', { name: 'Trusted', exact: true }).click()
  await album.take(page, 'feed-trusted-empty', LIGHT)
  await page.getByRole('button', { name: 'All', exact: true }).click()
  await page.getByRole('article').filter({ hasText: 'Who has paste?' }).first().press('Enter')
  await button(page, 'Back').waitFor()
  await album.take(page, 'thread')
  await button(page, 'Reply').first().click()
  await album.take(page, 'reply', LIGHT)
  await leave(page)
  await button(page, 'Recount').first().click()
  await page.getByText('Counted here').waitFor()
  await album.take(page, 'recount')
  await leave(page)
  await showWriting(album, page)
  await room(page, 'Messages')
  await album.take(page, 'messages')
  await page.getByRole('main').getByRole('button', { name: /^bob/ }).click()
  await page.getByText('Tell me on Saturday').waitFor()
  await page.getByLabel('Write to bob').fill('A line, and another one,\nand what is left unsaid.')
  await album.take(page, 'conversation')
  for (const [name, file] of [
    ['Messages disappear', 'timer'],
    ['Delete this conversation', 'delete-conversation'],
  ] as const) {
    await button(page, name).click()
    await album.take(page, file, LIGHT)
    await leave(page)
  }
  await showPeople(album, page, other)
  await room(page, 'Settings')
  await album.take(page, 'settings', WHOLE)
  for (const [name, file] of [
    ['Show my 24 words', 'settings-phrase'],
    ['Change the passphrase', 'settings-passphrase'],
    ['A second passphrase that wipes', 'settings-wiping'],
    ['Keyboard shortcuts', 'shortcuts'],
    ['Wipe this device', 'wipe'],
  ] as const) {
    await button(page, name).click()
    await page.getByRole('dialog').waitFor()
    await album.take(page, file, file === 'wipe' ? {} : LIGHT)
    await leave(page)
  }
  await button(page, 'Show my 24 words').click()
  await page.getByLabel('The passphrase of now').fill(PASSPHRASE)
  await page.keyboard.press('Enter')
  await page.locator('.phrase').waitFor()
  await album.take(page, 'settings-phrase-shown', LIGHT)
  await leave(page)
  await wide(page)
  await room(page, 'Status')
  await page.getByText('The register').waitFor()
  await album.take(page, 'status', WHOLE)
  await showSearch(album, page)
}

async function showWriting(album: Album, page: Page): Promise<void> {
  await room(page, 'Feed')
  await button(page, 'Write').click()
  await page.getByLabel('What do you want to say?').fill('Tonight at eight, in the hall of the dockers.')
  await album.take(page, 'compose')
  await page
    .getByRole('dialog')
    .locator('input[type=file]')
    .setInputFiles({
      name: 'poster.jpg',
      mimeType: 'image/jpeg',
      buffer: Buffer.from(await poster(page, 900, 600, 3)),
    })
  await page.getByText('Those I trust').first().click()
  await page.getByLabel('What do you want to say?').fill('x'.repeat(1_012))
  await album.take(page, 'compose-too-long', LIGHT)
  await page.getByLabel('What do you want to say?').fill('')
  await leave(page)
}

async function showPeople(album: Album, page: Page, other: Page): Promise<void> {
  await room(page, 'Contacts')
  await album.take(page, 'contacts')
  for (const [name, file] of [
    ['Meet somebody', 'meet'],
    ['Show my code', 'show-code'],
    ['Scan a code', 'scan-code'],
    ['Trust', 'trust'],
    ['Block', 'block'],
    ['Compare safety numbers', 'safety-number'],
  ] as const) {
    await button(page, name).first().click()
    await page.getByRole('dialog').waitFor()
    await album.take(page, file, file === 'safety-number' ? {} : LIGHT)
    await leave(page)
  }
  await answerInstead(page, {
    meet: { value: { name: 'carla' } },
    meeting: { value: { phase: 'requested', words: { happened: 'carla has been asked.' } } },
  })
  await button(page, 'Meet somebody').click()
  await page.getByLabel('Their name').fill('carla')
  await button(page, 'Ask to meet').click()
  await page.getByText('carla has been asked.').waitFor()
  await album.take(page, 'meet-asked', LIGHT)
  await leave(page)
  await answerAgain(page)
  await wide(page)
  await room(page, 'Profile')
  await album.take(page, 'profile')
  await button(page, 'Edit').first().click()
  await page
    .getByRole('dialog')
    .locator('input[type=file]')
    .setInputFiles({
      name: 'me.jpg',
      mimeType: 'image/jpeg',
      buffer: Buffer.from(await poster(page, 500, 700, 5)),
    })
  await page.getByRole('slider', { name: 'Zoom' }).waitFor()
  await album.take(page, 'edit-profile', LIGHT)
  await leave(page)
  await button(page, 'Edit').last().click()
  await album.take(page, 'edit-profile-for-the-world', LIGHT)
  await leave(page)
  await ask(other, 'refresh-feed', {})
  await room(page, 'Contacts')
  await button(page, LONG_NAME).first().click()
  await album.take(page, 'profile-of-another', LIGHT)
}

async function showSearch(album: Album, page: Page): Promise<void> {
  await wide(page)
  await room(page, 'Search')
  await album.take(page, 'search-empty', LIGHT)
  await page.getByRole('searchbox').fill('the')
  await page.getByText(/found/).first().waitFor()
  await album.take(page, 'search')
  await page.getByRole('searchbox').fill('zeppelin')
  await page.getByText('Nothing here holds').waitFor()
  await album.take(page, 'search-nothing', LIGHT)
}

/** In another language, from the other side, with the letters that a person needs; and where the keyboard is. */
export async function showOtherWays(album: Album, page: Page): Promise<void> {
  await ask(page, 'change-preferences', { language: 'es' })
  await wide(page)
  for (const name of ['Mensajes', 'Contactos', 'Ajustes', 'Estado']) {
    await room(page, name)
    await page.getByRole('heading', { name, level: 1 }).waitFor()
    await album.take(page, `spanish-${name.toLowerCase()}`, { themes: ['light'], whole: name !== 'Mensajes' })
    await wide(page)
  }
  await ask(page, 'change-preferences', { language: 'en' })
  await page.getByRole('navigation').getByText('Settings').waitFor()
  await page.evaluate(`document.documentElement.dir = 'rtl'`)
  for (const name of ['Feed', 'Messages', 'Contacts', 'Profile', 'Settings']) {
    await room(page, name)
    await page.getByRole('heading', { name: name === 'Profile' ? 'alice' : name, level: 1 }).waitFor()
    await album.take(page, `rtl-${name.toLowerCase()}`, LIGHT)
    await wide(page)
  }
  await room(page, 'Messages')
  await page.getByRole('main').getByRole('button', { name: /^bob/ }).click()
  await page.getByText('Tell me on Saturday').waitFor()
  await album.take(page, 'rtl-conversation', LIGHT)
  await page.evaluate(`document.documentElement.dir = 'ltr'`)
  await wide(page)
  await room(page, 'Feed')
  await page.locator('#screen').focus()
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('Tab')
  await album.take(page, 'keyboard-in-feed')
}

const FAULT = {
  words: {
    happened: 'Something in Comrad broke while it did this.',
    kept: 'what was stored before.',
    todo: 'try again.',
  },
}

export async function showFaults(
  album: Album,
  { page, child }: Window,
  operator: ChildProcess,
): Promise<void> {
  await wide(page)
  await answerInstead(page, { feed: 'silence', people: 'silence', status: 'silence' })
  await page.reload()
  await page.getByRole('heading', { name: 'Feed' }).waitFor()
  await album.take(page, 'feed-loading')
  await wide(page)
  await room(page, 'Messages')
  await album.take(page, 'messages-loading', LIGHT)
  await answerAgain(page)
  await answerInstead(page, { feed: FAULT, people: FAULT, profile: FAULT })
  await page.reload()
  await page.getByRole('heading', { name: 'Feed' }).waitFor()
  await album.take(page, 'feed-error')
  await wide(page)
  await room(page, 'Messages')
  await album.take(page, 'messages-error', LIGHT)
  await answerAgain(page)
  await showTrouble(album, page)
  await showFault(album, page)
  const gone = exitOf(operator)
  operator.kill('SIGTERM')
  await gone
  await wide(page)
  await room(page, 'Messages')
  await page.getByRole('main').getByRole('button', { name: /^bob/ }).click()
  await page.getByLabel('Write to bob').fill('This one waits.')
  await button(page, 'Send').click()
  await page.getByText('waiting').first().waitFor()
  await album.take(page, 'offline-conversation')
  await wide(page)
  await room(page, 'Feed')
  await page.getByText('No connection.', { exact: false }).first().waitFor()
  await album.take(page, 'offline-feed')
  await wide(page)
  await room(page, 'Lock')
  await page.getByLabel('Passphrase').fill(`${PASSPHRASE}?`)
  await button(page, 'Unlock').click()
  await page.getByText('That is not the passphrase.').waitFor()
  await album.take(page, 'lock')
  await page.getByLabel('Passphrase').fill(PASSPHRASE)
  await button(page, 'Unlock').click()
  await page.getByRole('heading', { name: 'Feed' }).waitFor()
  child.kill('SIGKILL')
  await page.getByText('core has stopped').first().waitFor()
  await album.take(page, 'core-gone')
}

/** Something broke in the core that nobody had asked for. */
async function showFault(album: Album, page: Page): Promise<void> {
  await page.addInitScript(`globalThis.EventSource = class extends EventSource {
    constructor(...given) {
      super(...given)
      globalThis.hearing = this
    }
  }`)
  await page.reload()
  await wide(page)
  await room(page, 'Feed')
  const notice = JSON.stringify(encodeJson({ type: 'event', event: 'fault' }))
  await page.evaluate(`hearing.onmessage({ data: ${JSON.stringify(notice)} })`)
  await page.getByText(EN.fault).waitFor()
  await album.take(page, 'fault')
  await button(page, 'OK').click()
}

/** What is seldom seen: Tor that comes back, a lie of the Operator, a screen that breaks; and what can be had back. */
async function showTrouble(album: Album, page: Page): Promise<void> {
  const status = (await ask(page, 'status', {})) as object
  const shown = { size: 3, root: 'ab'.repeat(32), note: '' }
  const evidence = ['seen', 'shown'].map((is) => ({ is, what: `3 ${shown.root}` }))
  const words = {
    happened: 'The Operator shows two registers.',
    kept: 'your letters.',
    todo: 'tell the others.',
  }
  const forked = { kind: 'forked', seen: shown, shown }
  const alarm = { id: 1, raisedAt: 0, alarm: forked, evidence, endsTrust: true, words }
  const stories = [
    ['tor-comes-back', { line: TOR_STARTS }, 'Feed', 'Tor: 45 %'],
    ['undo', { deletions: { value: [{ post: 'ab', until: 0 }] } }, 'Feed', 'Deleted.'],
    [
      'alarm',
      { status: { value: { ...status, connection: { phase: 'halted' }, alarms: [alarm], words: [words] } } },
      'Status',
      'What the alarm rests on',
    ],
    [
      'broken',
      { profile: { value: { name: 'alice', isMine: true, world: { text: {} } } } },
      'Profile',
      'Something in this window broke',
    ],
  ] as const
  for (const [name, answers, where, text] of stories) {
    await answerInstead(page, answers)
    await page.reload()
    await wide(page)
    await room(page, where)
    await page.getByText(text, { exact: false }).first().waitFor()
    await album.take(page, name, LIGHT)
    await answerAgain(page)
  }
  await page.reload()
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

/** Where every room is in the rail. */
const wide = (page: Page) => page.setViewportSize({ width: 1440, height: 900 })

async function leave(page: Page): Promise<void> {
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
}
