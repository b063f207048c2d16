import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Comrad } from '../comrad.ts'
import { CHEAP_LOCK } from '../testing/temporary-store.ts'
import { createHouse } from './create-house.ts'

const PASSPHRASE = 'correct horse battery'

async function houseFor(t: TestContext, directory = mkdtempSync(join(tmpdir(), 'comrad-house-'))) {
  t.after(() => rmSync(directory, { recursive: true, force: true }))
  const lives: string[] = []
  const house = await createHouse({
    directory,
    lock: CHEAP_LOCK,
    line: { view: () => ({ phase: 'local' }), onChange: () => () => {} },
    join() {
      lives.push('joined')
      const comrad: Pick<Comrad, 'stop' | 'account'> = {
        account: () => ({ phase: 'none' }),
        stop: async () => void lives.push('stopped'),
      }
      return comrad as Comrad
    },
  })
  t.after(() => house.close())
  return { house, directory, lives }
}

test('a house is empty, then open, then locked, and opens again', async (t) => {
  const { house, lives } = await houseFor(t)
  const seen: string[] = []
  house.on('change', () => seen.push(house.view().phase))
  assert.deepEqual(house.view(), { phase: 'empty' })
  assert.ok((await house.create(PASSPHRASE)).ok)
  await house.lock()
  assert.equal(house.comrad(), undefined)
  assert.deepEqual(await house.unlock('another one'), { ok: false, error: { type: 'wrong-passphrase' } })
  assert.deepEqual(await house.unlock(PASSPHRASE), { ok: true, value: 'open' })
  assert.deepEqual(seen, ['opening', 'open', 'locked', 'opening', 'locked', 'opening', 'open'])
  assert.deepEqual(lives, ['joined', 'stopped', 'joined'])
})

test('wiping leaves nothing of the store, and the house is empty', async (t) => {
  const { house, directory } = await houseFor(t)
  await house.create(PASSPHRASE)
  await house.wipe()
  assert.deepEqual(house.view(), { phase: 'empty' })
  assert.deepEqual(readdirSync(directory), [])
})

test('the second passphrase shows an empty house, as if nothing had ever been there', async (t) => {
  const { house, directory } = await houseFor(t)
  await house.create(PASSPHRASE)
  assert.ok((await house.setWipingPassphrase('they are at the door')).ok)
  await house.lock()
  assert.deepEqual(await house.unlock('they are at the door'), { ok: true, value: 'empty' })
  assert.deepEqual(house.view(), { phase: 'empty' })
  assert.deepEqual(readdirSync(directory), [])
})

test('a draft survives the lock, and an empty one is none', async (t) => {
  const { house } = await houseFor(t)
  await house.create(PASSPHRASE)
  await house.keepDraft('post', 'Comrades, tomo')
  await house.lock()
  assert.equal(house.draft('post'), '', 'nothing is shown of a locked house')
  await house.unlock(PASSPHRASE)
  assert.equal(house.draft('post'), 'Comrades, tomo')
  await house.keepDraft('post', '')
  assert.equal(house.draft('post'), '')
})

test('a backup makes an empty house a locked one', async (t) => {
  const { house } = await houseFor(t)
  await house.create(PASSPHRASE)
  await house.keepDraft('post', 'kept')
  const backup = await house.exportBackup()
  assert.ok(backup.ok)
  const other = await houseFor(t)
  assert.ok((await other.house.importBackup(backup.value)).ok)
  assert.deepEqual(other.house.view(), { phase: 'locked' })
  await other.house.unlock(PASSPHRASE)
  assert.equal(other.house.draft('post'), 'kept')
})

test('a passphrase that is too short is refused before anything is made', async (t) => {
  const { house, directory } = await houseFor(t)
  assert.deepEqual(await house.create('seven77'), { ok: false, error: { type: 'passphrase-too-short' } })
  assert.deepEqual(readdirSync(directory), [])
})

test('preferences are kept in the open, and nonsense in their file is as nothing', async (t) => {
  const { house, directory } = await houseFor(t)
  await house.changePreferences({ language: 'es' })
  await house.changePreferences({ theme: 'dark' })
  const again = await houseFor(t, directory)
  assert.deepEqual(again.house.preferences(), {
    language: 'es',
    theme: 'dark',
    notifications: 'without-content',
  })
  const file = join(directory, 'preferences.json')
  assert.match(readFileSync(file, 'utf8'), /"es"/)
  writeFileSync(file, '{"language":"klingon","theme":"light","more":1}')
  const third = await houseFor(t, directory)
  assert.equal(third.house.preferences().language, 'en')
  assert.equal(third.house.preferences().theme, 'light')
})

test('a word that everybody uses is weak, four that nobody puts together are strong', async (t) => {
  const { house } = await houseFor(t)
  assert.equal(house.strengthOf('password1').score, 0)
  assert.ok(house.strengthOf('password1').words)
  assert.equal(house.strengthOf('lantern quiet orbit herring').score, 4)
  assert.equal(
    house.strengthOf('x'.repeat(100_000)).score <= 4,
    true,
    'and a very long one is judged in time',
  )
})
