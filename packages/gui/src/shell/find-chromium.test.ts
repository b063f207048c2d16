import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { CHROMIUM_ADVICE, findChromium } from './find-chromium.ts'

function directoriesFor(t: TestContext) {
  const root = mkdtempSync(join(tmpdir(), 'comrad-browsers-'))
  t.after(() => rmSync(root, { recursive: true, force: true }))
  const [first, second] = [join(root, 'first'), join(root, 'second')]
  for (const directory of [first, second]) mkdirSync(directory)
  const install = (directory: string, name: string, mode = 0o755) => {
    const path = join(directory, name)
    writeFileSync(path, '')
    chmodSync(path, mode)
    return path
  }
  return { first, second, PATH: [first, second].join(delimiter), install }
}

test('Chromium comes before Chrome, Brave and Edge, and the earlier directory before the later', (t) => {
  const { first, second, PATH, install } = directoriesFor(t)
  const found = ['microsoft-edge', 'brave-browser', 'google-chrome', 'chromium-browser'].map((name) => {
    const path = install(first, name)
    return [findChromium({ PATH }), path]
  })
  for (const [one, path] of found) assert.equal(one, path)
  const late = install(second, 'chromium')
  assert.equal(findChromium({ PATH }), late)
  const early = install(first, 'chromium')
  assert.equal(findChromium({ PATH }), early)
})

test('what cannot be run is no browser', (t) => {
  const { first, second, PATH, install } = directoriesFor(t)
  install(first, 'chromium', 0o644)
  mkdirSync(join(first, 'chromium-browser'))
  const chrome = install(second, 'google-chrome')
  assert.equal(findChromium({ PATH }), chrome)
})

test('COMRAD_BROWSER wins; if it cannot be run, no other is taken in its place', (t) => {
  const { first, second, PATH, install } = directoriesFor(t)
  install(first, 'chromium')
  const own = install(second, 'my-browser')
  assert.equal(findChromium({ PATH, COMRAD_BROWSER: own }), own)
  assert.equal(findChromium({ PATH, COMRAD_BROWSER: join(second, 'none') }), undefined)
  assert.equal(findChromium({ PATH, COMRAD_BROWSER: second }), undefined)
})

test('every system that Comrad runs on is told what to install', () => {
  for (const platform of ['linux', 'darwin']) assert.match(CHROMIUM_ADVICE[platform] ?? '', /install/)
})
