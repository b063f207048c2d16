import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { findHome, wipeHome } from './home.ts'

test('a wipe leaves nothing beside the store that shows what was, and no harm to an Operator’s files', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'comrad-home-'))
  t.after(() => rmSync(directory, { recursive: true, force: true }))
  const home = findHome(directory, {})
  for (const file of [home.operatorAddress, home.bridges, `${home.bridges}.new`]) writeFileSync(file, 'x')
  for (const at of [home.tor, home.files, home.operatorData]) {
    mkdirSync(at)
    writeFileSync(join(at, 'state'), 'x')
  }
  await wipeHome(home)
  assert.deepEqual(readdirSync(directory), ['operator-data'])
  assert.deepEqual(readdirSync(home.operatorData), ['state'])
})
