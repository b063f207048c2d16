/** Codes that one window draws and the other sees through its camera: a name to meet, then a safety number to compare. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  assertAccessible,
  confirmPhrase,
  openBrowser,
  openWindow,
  register,
  skipWithoutBrowser,
  type Window,
} from './browser.ts'
import { temporaryDirectory, useStandInProofs } from './command.ts'

useStandInProofs()

const WIDTH = 640
const HEIGHT = 480

const press = ({ page }: Window, name: string) =>
  page.getByRole('button', { name, exact: true }).first().click()

test('a code is scanned to meet, and another one to compare keys', {
  skip: skipWithoutBrowser,
}, async (t) => {
  const camera = join(await temporaryDirectory(t), 'camera.y4m')
  await writeFile(camera, film([]))
  const alice = await openWindow(t, await openBrowser(t))
  await register(alice, 'alice')
  await confirmPhrase(alice)
  const bob = await openWindow(t, await openBrowser(t, { camera }), { operator: alice.operator })
  await bob.page.context().grantPermissions(['camera'])
  await register(bob, 'bob')
  await confirmPhrase(bob)

  for (const window of [alice, bob]) {
    await window.page
      .getByRole('navigation')
      .getByRole('button', { name: /^Contacts/ })
      .click()
  }
  await press(alice, 'Show my code')
  await writeFile(camera, film(await modulesOf(alice)))
  await press(alice, 'Close')
  await press(bob, 'Scan a code')
  await bob.page.getByLabel('Their name').waitFor()
  await press(bob, 'Ask to meet')
  await press(alice, 'Accept')
  await bob.page.getByRole('heading', { name: 'Met' }).waitFor()
  await press(bob, 'OK')

  await press(alice, 'Compare safety numbers')
  const right = await modulesOf(alice)
  await press(bob, 'Compare safety numbers')
  await writeFile(camera, film(await modulesOf(bob)))
  await press(bob, 'Scan theirs')
  await bob.page.getByText('These are not the same number.', { exact: false }).waitFor()
  await assertAccessible(bob, 'numbers that differ')
  await writeFile(camera, film(right))
  await press(bob, 'Scan theirs')
  await bob.page.getByRole('dialog').getByText('verified', { exact: true }).waitFor()
})

/** The dark squares of the code that is on the screen, and how many there are to a side. */
async function modulesOf({ page }: Window): Promise<readonly (readonly [number, number])[]> {
  const path = (await page.locator('svg.code path').getAttribute('d')) ?? ''
  return [...path.matchAll(/M(\d+),(\d+)/g)].map(([, x, y]) => [Number(x), Number(y)] as const)
}

/** A second of a picture that does not move: YUV4MPEG2, which Chromium takes for a camera. */
function film(modules: readonly (readonly [number, number])[]): Buffer {
  const side = Math.max(20, ...modules.flat()) + 2
  const scale = Math.floor((HEIGHT - 40) / side)
  const light = Buffer.alloc(WIDTH * HEIGHT, 235)
  for (const [x, y] of modules) {
    for (let row = 0; row < scale; row++) {
      const start = (20 + y * scale + row) * WIDTH + 100 + x * scale
      light.fill(16, start, start + scale)
    }
  }
  const colour = Buffer.alloc((WIDTH * HEIGHT) / 2, 128)
  const frame = Buffer.concat([Buffer.from('FRAME\n'), light, colour])
  const header = Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\n`)
  return Buffer.concat([header, ...Array.from({ length: 10 }, () => frame)])
}
