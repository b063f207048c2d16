/** Every screen and every dialog of the window, full, empty, waiting and failed, in both themes: axe finds nothing wrong with them. */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { EN } from '../../packages/gui/src/window/words/en.ts'
import type { Album } from '../screenshots/album.ts'
import { enter, fill, LONG_NAME } from '../screenshots/people.ts'
import { showBeginning, showFaults, showOtherWays, showRooms } from '../screenshots/scenes.ts'
import { assertAccessible, openBrowser, openWindow, skipWithoutBrowser } from './browser.ts'
import { startLocalOperator, temporaryDirectory, useStandInProofs } from './command.ts'

useStandInProofs()

const WINDOW = join(import.meta.dirname, '../../packages/gui/src/window')

test('every screen and dialog can be used by everybody, in light and in dark', {
  skip: skipWithoutBrowser,
}, async (t) => {
  const titles = new Set<string>()
  const headings = new Set<string>()
  const album: Album = {
    async take(page, name) {
      for (const title of await page.locator('dialog h2').allTextContents()) titles.add(title)
      for (const heading of await page.locator('h1').allTextContents()) headings.add(heading)
      await assertAccessible({ page }, name)
    },
    count: () => 0,
  }
  const operator = await startLocalOperator(t, await temporaryDirectory(t))
  const browser = await openBrowser(t)
  const open = () =>
    openWindow(t, browser, { operator: operator.address, viewport: { width: 1440, height: 900 } })
  const [alice, bob, third] = await Promise.all([open(), open(), open()])
  await Promise.all([
    enter(bob.page, 'bob'),
    enter(third.page, LONG_NAME),
    t.test('the beginning', () => showBeginning(album, alice.page)),
  ])
  await t.test('what they say', () => fill(alice.page, bob.page, third.page))
  await t.test('the rooms', () => showRooms(album, alice.page, bob.page))
  await t.test('in Spanish, and from right to left', () => showOtherWays(album, alice.page))
  alice.complaints.allow(/./)
  await t.test('what is wrong', () => showFaults(album, alice, operator.child))

  await t.test('and there is no other dialog, and no other room', () => {
    const known = dialogs()
    assert.ok(known.length > 10)
    assert.deepEqual(
      known.filter((title) => ![...titles].some((seen) => seen.startsWith(title))),
      [],
    )
    const rooms = [EN.feed, EN.messages, EN.contacts, EN.search, EN.settings, EN.status]
    assert.deepEqual(
      rooms.filter((room) => !headings.has(room)),
      [],
    )
  })
})

/** How the title of each begins, as its source says. */
function dialogs(): readonly string[] {
  const sources = globSync('**/*.tsx', { cwd: WINDOW }).map((path) =>
    readFileSync(join(WINDOW, path), 'utf8'),
  )
  const titles = sources.flatMap((source) =>
    [...source.matchAll(/<(?:Dialog|Sure)\s+title=\{(.*?)\}(?=\s+(?:onClose|why)=)/gs)].map(
      ([, title = '']) => title,
    ),
  )
  const keys = titles.flatMap((title) => [...title.matchAll(/\bsay\.(\w+)/g)].map(([, key = '']) => key))
  return [...new Set(keys)].map((key) => {
    const words = EN[key as keyof typeof EN] as string | ((name: string) => string)
    return typeof words === 'string' ? words : words('')
  })
}
