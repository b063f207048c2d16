/** From nothing to a name, and through the lock: what is asked, what is said while one waits, and what is kept when it fails. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { createHouse, type LineState, systemClock } from '@comrad/client'
import { CHEAP_LOCK } from '@comrad/client/testing'
import { err, ok } from '@comrad/protocol'
import { contactOf, createFakeComrad, type FakeFacts, nameOf, statusOf } from './testing/fake-comrad.ts'
import { createFakeHouse, KEYS, openApp } from './testing/open-app.ts'

const PASSPHRASE = 'lantern quiet orbit'

/** A real house, in which a comrad lives who has no name until it is registered. */
async function emptyHouse(t: TestContext, facts: Partial<FakeFacts> = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'comrad-terminal-'))
  let line: LineState = { phase: 'local' }
  let isNamed = false
  const heard = new Set<() => void>()
  const comrad = createFakeComrad({
    answers: {
      async register(_name: string, tell: (progress: unknown) => void) {
        tell({ step: 'working', attempts: 100, expected: 100, percent: 63 })
        isNamed = true
        return ok({ name: nameOf('alice'), index: 0 })
      },
    },
    ...facts,
  })
  const account = comrad.account
  comrad.account = () => (isNamed ? account() : { phase: 'unnamed' })
  const house = await createHouse({
    ...{ directory, lock: CHEAP_LOCK, join: () => comrad, clock: systemClock },
    line: {
      state: () => line,
      onChange(listener) {
        heard.add(listener)
        return () => heard.delete(listener)
      },
    },
  })
  t.after(async () => {
    await house.close()
    rmSync(directory, { recursive: true, force: true })
  })
  const setLine = (next: LineState) => {
    line = next
    for (const listener of heard) listener()
  }
  return { house, comrad, setLine }
}

test('the cast introduces itself, and Tor says how far it is', async (t) => {
  const { house, setLine } = await emptyHouse(t)
  const app = openApp(t, house)
  const frame = await app.sees(
    /▌ Make an account\n {2}I have 24 words\n {2}I have a backup\n {2}Language: English/,
  )
  assert.match(frame, /@Keymaker\n {2}cuts a key[\s\S]*@Telephone\n[\s\S]*@Operator\n/)
  setLine({ phase: 'starting', percent: 45, step: 'conn' })
  await app.sees(/Tor: 45 % █{9}░{11} /)
  setLine({ phase: 'failed', reason: 'network-down' })
  await app.sees(/! .*Tor/)
  await app.press(KEYS.end, KEYS.enter)
  await app.sees(/Crear una cuenta[\s\S]*Idioma: español/)
})

test('an account is made, its words are shown, and two of them are asked for', async (t) => {
  const { house, comrad } = await emptyHouse(t)
  const app = openApp(t, house)
  await app.press(KEYS.enter, 'alice', KEYS.enter, 'short')
  await app.sees(/▸ A passphrase\s+•••••\n[\s\S]*■□□□ This passphrase is/)
  await app.press(KEYS.clear, PASSPHRASE, KEYS.enter, 'something else', KEYS.enter)
  await app.sees(/! The two passphrases are not the same\./)
  assert.equal(house.view().phase, 'empty', 'nothing was made')
  await app.press(KEYS.clear, PASSPHRASE, KEYS.enter)
  await app.sees(/Your 24 words[\s\S]* 1 word1 +7 word7 +13 word13 +19 word19/)
  assert.match(comrad.asked.join('\n'), /^register alice/m)
  await app.press(KEYS.enter)
  await app.sees(/▸ Word 5, from the paper/)
  await app.press('word5', KEYS.enter)
  await app.sees(/▸ Word 20, from the paper/)
  await app.press('word21', KEYS.enter)
  await app.sees(/! That is not word 20\./)
  await app.press('word20', KEYS.enter)
  await app.sees(/1 Feed/)
  assert.ok(!app.frame().includes(PASSPHRASE))
})

test('a name that is taken is said to be, and another one is asked for with the same key', async (t) => {
  const { house, comrad } = await emptyHouse(t, { answers: { register: err({ type: 'name-taken' }) } })
  const app = openApp(t, house)
  await app.press(KEYS.enter, 'bob', KEYS.enter, PASSPHRASE, KEYS.enter, PASSPHRASE, KEYS.enter)
  const frame = await app.sees(/▸ Your name\s+bob[\s\S]*! /)
  assert.doesNotMatch(frame, /A passphrase/, 'the store is there already')
  await app.press(KEYS.clear, 'bobby', KEYS.enter)
  assert.match(comrad.asked.join('\n'), /register bob [\s\S]*register bobby /)
})

test('24 words that are none say which', async (t) => {
  const answers = { recover: err({ type: 'phrase-invalid', reason: 'unknown-word', word: 2 }) }
  const { house, comrad } = await emptyHouse(t, { answers })
  const app = openApp(t, house)
  await app.press('j', KEYS.enter, 'one two thre', KEYS.enter, PASSPHRASE, KEYS.enter, PASSPHRASE, KEYS.enter)
  await app.sees(/! .*3/)
  assert.ok(comrad.asked.includes('recover one two thre'))
})

test('a backup that cannot be read, or is none, leaves the beginning as it was', async (t) => {
  const { house } = await emptyHouse(t)
  const app = openApp(t, house)
  await app.press('j', 'j', KEYS.enter, '/none', KEYS.enter)
  await app.sees(/! \/none cannot be read\./)
  await app.press(KEYS.clear, '/pictures/banner.png', KEYS.enter)
  await app.sees(/The backup[\s\S]*! (?!\/none)/)
  await app.press(KEYS.escape)
  await app.sees(/▌ Make an account/)
})

test('the lock takes the right passphrase and says of a wrong one that nothing is lost', async (t) => {
  const { house } = await emptyHouse(t)
  await house.create(PASSPHRASE)
  await house.comrad()?.register('alice', () => {})
  const app = openApp(t, house)
  await app.sees(/1 Feed/)
  await app.press('\x0c')
  await app.sees(/Comrad is locked\.\s+▸ Passphrase/)
  await app.press('wrong passphrase', KEYS.enter)
  await app.sees(/! That is not the passphrase\.\s+Kept: everything, locked\./)
  await app.press(PASSPHRASE, KEYS.enter)
  await app.sees(/1 Feed/)
})

test('what was typed a moment before the lock is there when it is opened', async (t) => {
  const { house } = await emptyHouse(t, { people: [contactOf('bob')] })
  await house.create(PASSPHRASE)
  await house.comrad()?.register('alice', () => {})
  const app = openApp(t, house)
  await app.sees(/1 Feed/)
  await app.press('2', KEYS.enter)
  await app.sees(/▸ To bob/)
  await app.press('Half a sen', '\x0c')
  await app.sees(/Comrad is locked/)
  await house.unlock(PASSPHRASE)
  assert.equal(house.draft('message/bob'), 'Half a sen')
})

test('the lock says which keys work there, and the panic chord is one of them', async (t) => {
  const { house } = await emptyHouse(t)
  await house.create(PASSPHRASE)
  await house.comrad()?.register('alice', () => {})
  await house.lock()
  const app = openApp(t, house)
  await app.sees(/Comrad is locked\.[\s\S]*Ctrl-X wipe {2}Ctrl-C leave/)
  await app.press('half a pass', KEYS.panic)
  await app.sees(/■ Wipe this device/)
  await app.press(KEYS.escape)
  await app.sees(/Comrad is locked\.[\s\S]*•{11}/)
  await app.press(KEYS.panic, KEYS.panic)
  await app.sees(/▌ Make an account[\s\S]*↑↓ choose {2}Enter next {2}Ctrl-X wipe/)
})

test('who wipes while the words are shown sees none of them any more', async (t) => {
  const { house } = await emptyHouse(t)
  const app = openApp(t, house)
  await app.press(KEYS.enter, 'alice', KEYS.enter, PASSPHRASE, KEYS.enter, PASSPHRASE, KEYS.enter)
  await app.sees(/24 word24/)
  await app.press(KEYS.panic, KEYS.panic)
  const frame = await app.sees(/▌ Make an account/)
  assert.doesNotMatch(frame, /word24/)
})

test('the way to the Operator is seen while the words are shown', async (t) => {
  const { house, setLine } = await emptyHouse(t)
  setLine({ phase: 'starting', percent: 45, step: 'conn' })
  const app = openApp(t, house)
  await app.press(KEYS.enter, 'alice', KEYS.enter, PASSPHRASE, KEYS.enter, PASSPHRASE, KEYS.enter)
  await app.sees(/24 word24[\s\S]*Tor: 45 %/)
})

test('bridges are entered before the lock is opened, and the wrong line is named', async (t) => {
  let text = ''
  const house = createFakeHouse(undefined, {
    bridges: () => ({ text, count: text === '' ? 0 : 1, kinds: [] }),
    changeBridges: async (given: string) => {
      if (given !== '192.0.2.1:443') return err({ type: 'bridge-line', line: 1 })
      text = given
      return ok(undefined)
    },
  })
  house.become({ phase: 'locked' })
  const app = openApp(t, house)
  await app.sees(/Comrad is locked\.[\s\S]*Ctrl-B bridges {2}Ctrl-X wipe/)
  await app.press('\x02', 'nonsense', KEYS.enter)
  await app.sees(/■ Bridges[\s\S]*! .*1/)
  await app.press(KEYS.clear, '192.0.2.1:443', KEYS.enter)
  await app.sees(/Comrad is locked\./)
  assert.equal(text, '192.0.2.1:443')
})

test('whoever was led away in the middle goes on with the name', async (t) => {
  const comrad = createFakeComrad({ status: statusOf({}) })
  comrad.account = () => ({ phase: 'claiming', name: nameOf('alice') })
  const app = openApp(t, createFakeHouse(comrad))
  await app.sees(/▸ Your name\s+alice/)
})
