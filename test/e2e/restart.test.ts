/** The Operator that runs beside a window dies: the window says so, and it comes back by itself. */
import assert from 'node:assert/strict'
import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { confirmPhrase, openBrowser, openWindow, register, skipWithoutBrowser } from './browser.ts'
import { useStandInProofs } from './command.ts'
import { findProcesses } from './processes.ts'

useStandInProofs()

test('an Operator that is killed is said to be gone, and is started again', {
  skip: skipWithoutBrowser,
}, async (t) => {
  const browser = await openBrowser(t)
  const window = await openWindow(t, browser)
  await register(window, 'alice')
  await confirmPhrase(window)
  const { page } = window
  await page.getByText('This machine only: not anonymous').waitFor()
  const [before, ...more] = operatorsOf(window.home)
  assert.ok(before !== undefined && more.length === 0)
  // Its files are out of reach until the window has said so: it might be back before anybody could have read it.
  const [data, aside] = [join(window.home, 'operator-data'), join(window.home, 'aside')]
  await rename(data, aside)
  await writeFile(data, '')
  process.kill(before, 'SIGKILL')
  await page.getByText('The Operator on this machine ended by itself.').first().waitFor()
  await rm(data)
  await rename(aside, data)
  await page.getByText('This machine only: not anonymous').waitFor()
  const [after] = operatorsOf(window.home)
  assert.ok(after !== undefined && after !== before)
})

/** By what they were started with: this home's files, and no other's. */
const operatorsOf = (home: string): readonly number[] =>
  findProcesses(`${home}/operator-data`)
    .filter(({ command }) => command.includes(' operator '))
    .map(({ pid }) => pid)
