/**
 * `npm run screenshots [-- DIRECTORY]`: every screen and dialog of the window, made by real people on a real Operator, to be
 * looked at. Nothing is compared: whether it is good is for eyes to say.
 */
import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { openBrowser, openWindow, skipWithoutBrowser } from './e2e/browser.ts'
import { type Ending, startLocalOperator, temporaryDirectory, withEnding } from './e2e/command.ts'
import { createAlbum } from './screenshots/album.ts'
import { enter, fill, LONG_NAME } from './screenshots/people.ts'
import { showBeginning, showFaults, showOtherWays, showRooms } from './screenshots/scenes.ts'

const [directory = 'screenshots'] = process.argv.slice(2)

if (skipWithoutBrowser) {
  process.stderr.write(`${skipWithoutBrowser}: there is nothing to look at the window with.\n`)
  process.exitCode = 1
} else {
  await withEnding(makeAll)
}

async function makeAll(ending: Ending): Promise<void> {
  const to = resolve(directory)
  await mkdir(to, { recursive: true })
  const album = createAlbum(to, (name) => process.stdout.write(`${name}\n`))
  const operator = await startLocalOperator(ending, await temporaryDirectory(ending))
  const browser = await openBrowser(ending)
  const open = () => openWindow(ending, browser, { operator: operator.address })
  const [alice, bob, third] = [await open(), await open(), await open()]
  await enter(bob.page, 'bob')
  await enter(third.page, LONG_NAME)
  await showBeginning(album, alice.page)
  await fill(alice.page, bob.page, third.page)
  await showRooms(album, alice.page, bob.page)
  await showOtherWays(album, alice.page)
  // What is shown at last is what is wrong.
  alice.complaints.allow(/./)
  await showFaults(album, alice, operator.child)
  process.stdout.write(`${album.count()} scenes in ${to}\n`)
}
