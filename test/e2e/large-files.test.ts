/** A backup of an account that was lived in for years goes to the window and comes back, in a browser and in a window of its own. */
import assert from 'node:assert/strict'
import { createHash, randomFillSync } from 'node:crypto'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type House, SPEECHES, systemClock } from '@comrad/client'
import { createChromiumShell, createDesk, createDrawer, createHttpShell, type ShellDeps } from '@comrad/gui'
import { CHROMIUM } from '@comrad/gui/testing'
import { randomBytes } from '@comrad/keymaker'
import { ok } from '@comrad/protocol'
import { build } from 'esbuild'
import { openBrowser, skipWithoutBrowser, watch } from './browser.ts'
import { temporaryDirectory } from './command.ts'
import { ASKED_IN_VAIN } from './complaints.ts'

const LENGTH = 64_000_000
const GUI = join(import.meta.dirname, '../../packages/gui/src/window')

/** As Settings saves a backup, and as the beginning takes one. */
const SCRIPT = `
  import { createCore } from './core.ts'
  import { bringFile, fetchFile } from './files.ts'
  const core = createCore()
  const say = (text) => core.ask('keep-draft', { place: 'said', text })
  try {
    const there = await core.ask('export-backup', {})
    const file = await fetchFile(core, there.value, () => {})
    await say('fetched ' + file.value.size)
    const brought = await bringFile(core, file.value, () => {})
    const taken = await core.ask('import-backup', { file: brought.value })
    await say('taken ' + taken.ok)
  } catch (error) {
    await say(String(error))
  }`

async function prepare(t: TestContext) {
  const directory = await temporaryDirectory(t)
  const backup = join(directory, 'backup')
  const bytes = randomFillSync(new Uint8Array(LENGTH))
  writeFileSync(backup, bytes)
  const hash = createHash('sha256').update(bytes).digest('hex')
  const said: string[] = []
  const done = Promise.withResolvers<void>()
  let brought: string | undefined
  const house: Partial<House> = {
    speech: () => SPEECHES.en,
    comrad: () => undefined,
    on: () => () => {},
    async exportBackup(path) {
      copyFileSync(backup, path)
      return ok(LENGTH)
    },
    async importBackup(path) {
      brought = createHash('sha256').update(readFileSync(path)).digest('hex')
      return ok(undefined)
    },
    async keepDraft(_place, text) {
      said.push(text)
      if (!text.startsWith('fetched')) done.resolve()
    },
  }
  const drawer = createDrawer(join(directory, 'files'))
  const desk = createDesk({
    ...{ house: house as House, drawer, mayBeShown: () => true },
    timers: { after: systemClock.after },
  })
  const { outputFiles } = await build({
    stdin: { contents: SCRIPT, resolveDir: GUI, loader: 'ts' },
    ...{
      bundle: true,
      format: 'esm',
      target: 'chrome120',
      write: false,
      jsx: 'automatic',
      logLevel: 'silent',
    },
  })
  const page = '<!doctype html><title>Comrad</title><script type="module" src="app.js"></script>'
  const deps: ShellDeps = {
    assets: new Map([
      ['/', { type: 'text/html; charset=utf-8', bytes: new TextEncoder().encode(page) }],
      [
        '/app.js',
        { type: 'text/javascript; charset=utf-8', bytes: new Uint8Array(outputFiles[0]?.contents ?? []) },
      ],
    ]),
    ...{ answer: desk.answer, answerTooLong: desk.answerTooLong, picture: desk.picture },
  }
  t.after(async () => {
    desk.close()
    await drawer.close()
  })
  const assertBrought = async () => {
    await done.promise
    assert.deepEqual(said, [`fetched ${LENGTH}`, 'taken true'])
    assert.equal(brought, hash)
  }
  return { directory, deps, assertBrought }
}

test('in a browser', { skip: skipWithoutBrowser }, async (t) => {
  const { deps, assertBrought } = await prepare(t)
  const shell = await createHttpShell(deps, { random: randomBytes, timers: { after: systemClock.after } })
  t.after(() => shell.close())
  assert.ok(shell.opened.kind === 'http')
  const browser = await openBrowser(t)
  const page = await browser.newPage()
  const complaints = watch(t, page)
  // This page is nobody's window and names no picture of its own.
  complaints.allow(/favicon\.ico/)
  await page.goto(shell.opened.address)
  await assertBrought()
  complaints.allow(ASKED_IN_VAIN)
})

test('in a window of its own', { skip: skipWithoutBrowser }, async (t) => {
  const { directory, deps, assertBrought } = await prepare(t)
  const shell = await createChromiumShell(deps, { browser: CHROMIUM, directory, headless: true })
  t.after(() => shell.close())
  await assertBrought()
})
