import assert from 'node:assert/strict'
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { err, ok } from '@comrad/protocol'
import { systemClock } from '../clock.ts'
import type { Comrad } from '../comrad.ts'
import { openComradStore } from '../store/comrad-store.ts'
import { createFakeClock, type FakeClock } from '../testing/fake-clock.ts'
import { CHEAP_LOCK } from '../testing/temporary-store.ts'
import { createHouse, type HouseDeps } from './create-house.ts'
import type { LineState } from './house.ts'

const PASSPHRASE = 'correct horse battery'

async function houseFor(
  t: TestContext,
  directory = mkdtempSync(join(tmpdir(), 'comrad-house-')),
  given: Partial<HouseDeps> = {},
) {
  t.after(() => rmSync(directory, { recursive: true, force: true }))
  const lives: string[] = []
  const house = await createHouse({
    directory,
    lock: CHEAP_LOCK,
    line: { state: () => ({ phase: 'local' }), onChange: () => () => {} },
    clock: systemClock,
    join() {
      lives.push('joined')
      const comrad: Pick<Comrad, 'stop' | 'account'> = {
        account: () => ({ phase: 'none' }),
        stop: async () => void lives.push('stopped'),
      }
      return comrad as Comrad
    },
    ...given,
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

/** As long as it takes by the house's clock, and no longer by ours. */
async function passUntil<T>(clock: FakeClock, done: Promise<T>): Promise<T> {
  let isDone = false
  void done
    .catch(() => {})
    .then(() => {
      isDone = true
    })
  while (!isDone) await clock.advance(1_000)
  return done
}

const stopping = (stop: () => Promise<void>) => () =>
  ({ account: () => ({ phase: 'none' }), stop }) as unknown as Comrad

const FAULTY_STOPS: readonly (readonly [string, () => Promise<void>])[] = [
  ['that never settles', () => new Promise(() => {})],
  ['that rejects', () => Promise.reject(new Error('a bug'))],
]

for (const [how, stop] of FAULTY_STOPS) {
  test(`a wipe destroys the keys before it returns, and a stop ${how} keeps nothing`, async (t) => {
    const clock = createFakeClock()
    const { house, directory } = await houseFor(t, undefined, { join: stopping(stop), clock })
    await house.create(PASSPHRASE)
    const copy = mkdtempSync(join(tmpdir(), 'comrad-house-copy-'))
    t.after(() => rmSync(copy, { recursive: true, force: true }))
    mkdirSync(join(copy, 'store'))
    // The very same files, under another name: what is overwritten there is overwritten here.
    for (const name of ['header', 'comrad.db'])
      linkSync(join(directory, 'store', name), join(copy, 'store', name))
    const wiped = house.wipe()
    assert.deepEqual(readdirSync(directory), [])
    assert.deepEqual(house.view(), { phase: 'empty' }, 'and shows nothing from then on')
    const opened = await openComradStore({ directory: copy, passphrase: PASSPHRASE })
    assert.deepEqual(opened, { ok: false, error: { type: 'damaged', part: 'header' } })
    await passUntil(clock, wiped)
    assert.deepEqual(readdirSync(directory), [])
    assert.ok((await house.create(PASSPHRASE)).ok, 'and another one may begin')
    const closed = house.close()
    await passUntil(clock, closed)
  })
}

test('the second passphrase wipes while whoever was inside does not stop', async (t) => {
  const clock = createFakeClock()
  const stop = () => new Promise<void>(() => {})
  const { house, directory } = await houseFor(t, undefined, { join: stopping(stop), clock })
  await house.create(PASSPHRASE)
  await house.setWipingPassphrase('they are at the door')
  void house.lock()
  await Promise.resolve()
  const unlocked = house.unlock('they are at the door')
  while (existsSync(join(directory, 'store'))) await new Promise((resolve) => setImmediate(resolve))
  assert.deepEqual(await unlocked, { ok: true, value: 'empty' })
  await passUntil(clock, house.close())
})

test('a lock that a stop holds up gives way after a while, and the house opens again', async (t) => {
  const clock = createFakeClock()
  const { house } = await houseFor(t, undefined, { join: stopping(() => new Promise(() => {})), clock })
  await house.create(PASSPHRASE)
  await passUntil(clock, house.lock())
  assert.deepEqual(await house.unlock(PASSPHRASE), { ok: true, value: 'open' })
  await passUntil(clock, house.close())
})

test('what is being opened when it is wiped does not open', async (t) => {
  const { house, directory, lives } = await houseFor(t)
  await house.create(PASSPHRASE)
  await house.lock()
  const unlocked = house.unlock(PASSPHRASE)
  await house.wipe()
  assert.deepEqual(await unlocked, { ok: true, value: 'empty' })
  assert.deepEqual(house.view(), { phase: 'empty' })
  assert.deepEqual(lives, ['joined', 'stopped'], 'nobody was let in')
  assert.deepEqual(readdirSync(directory), [])
})

test('what was chosen here goes with a wipe, and so does what others keep beside it', async (t) => {
  const told: string[] = []
  const { house, directory } = await houseFor(t, undefined, { onWipe: async () => void told.push('wiped') })
  await house.create(PASSPHRASE)
  await house.changePreferences({ language: 'es' })
  await house.wipe()
  assert.equal(house.preferences().language, 'en')
  assert.deepEqual(readdirSync(directory), [])
  assert.deepEqual(told, ['wiped'])
  await house.unlock(PASSPHRASE)
  assert.deepEqual(told, ['wiped'], 'an empty house is not wiped by a passphrase')
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
  const other = await houseFor(t)
  const backup = join(other.directory, 'backup')
  assert.ok((await house.exportBackup(backup)).ok)
  assert.ok((await other.house.importBackup(backup)).ok)
  assert.deepEqual(other.house.view(), { phase: 'locked' })
  await other.house.unlock(PASSPHRASE)
  assert.equal(other.house.draft('post'), 'kept')
})

test('a passphrase that is too short is refused before anything is made', async (t) => {
  const { house, directory } = await houseFor(t)
  assert.deepEqual(await house.create('seven77'), { ok: false, error: { type: 'passphrase-too-short' } })
  assert.deepEqual(readdirSync(directory), [])
})

test('the 24 words are shown to whoever has the passphrase, not to whoever finds the house open', async (t) => {
  const comrad = {
    account: () => ({ phase: 'none' }),
    stop: async () => {},
    recoveryPhrase: () => 'the words',
  }
  const { house } = await houseFor(t, undefined, { join: () => comrad as unknown as Comrad })
  await house.create(PASSPHRASE)
  await house.setWipingPassphrase('they are at the door')
  for (const wrong of ['', 'another one', 'they are at the door']) {
    assert.deepEqual(await house.phrase(wrong), { ok: false, error: { type: 'wrong-passphrase' } })
  }
  assert.deepEqual(await house.phrase(PASSPHRASE), { ok: true, value: 'the words' })
  await house.lock()
  assert.deepEqual(await house.phrase(PASSPHRASE), { ok: true, value: undefined })
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

test('a house speaks the language of its machine until another is chosen, and says so at once', async (t) => {
  let state: LineState = { phase: 'starting', percent: 10, step: 'conn_pt' }
  const speeches: (() => { readonly locale: string })[] = []
  const { house, directory } = await houseFor(t, undefined, {
    language: 'es',
    line: { state: () => state, onChange: () => () => {} },
    join(_store, speech) {
      speeches.push(speech)
      return { stop: async () => {}, account: () => ({ phase: 'none' }) } as unknown as Comrad
    },
  })
  const said = () => {
    const line = house.line()
    return 'words' in line ? line.words.happened : undefined
  }
  assert.equal(house.preferences().language, 'es')
  assert.equal(said(), '@Telephone busca una entrada a la red de Tor.')
  assert.match(house.strengthOf('password1').words?.happened ?? '', /adivinar/)
  await house.create(PASSPHRASE)
  await house.changePreferences({ language: 'en' })
  assert.equal(said(), '@Telephone is looking for a way into the Tor network.')
  assert.equal(speeches[0]?.().locale, 'en', 'and so does the comrad inside')
  state = { phase: 'failed', reason: 'exited' }
  assert.equal(said(), 'Tor ended by itself.')
  assert.ok(readFileSync(join(directory, 'preferences.json'), 'utf8').includes('en'))
})

test('an Operator that is here because Tor did not connect is told apart from one that was wanted here', async (t) => {
  let state: LineState = { phase: 'local' }
  const line = { state: () => state, onChange: () => () => {} }
  const { house } = await houseFor(t, undefined, { line })
  assert.deepEqual(house.line(), { phase: 'local' })
  state = { phase: 'local', torFailed: true }
  const told = house.line()
  assert.match((told.phase === 'local' && told.words?.happened) || '', /nobody elsewhere can join/)
  state = { phase: 'failed', words: { happened: 'The files are damaged.' } }
  assert.deepEqual(house.line(), { phase: 'failed', words: { happened: 'The files are damaged.' } })
})

test('where no Operator could be begun nobody comes in, and what was made stays under its passphrase', async (t) => {
  let operator = false
  const comrad = { account: () => ({ phase: 'none' }), stop: async () => {} } as unknown as Comrad
  const { house } = await houseFor(t, undefined, { join: async () => (operator ? comrad : undefined) })
  const none = { ok: false, error: { type: 'no-operator' } }
  assert.deepEqual(await house.create(PASSPHRASE), none)
  assert.deepEqual(house.view(), { phase: 'locked' })
  assert.deepEqual(await house.unlock(PASSPHRASE), none)
  operator = true
  assert.deepEqual(await house.unlock(PASSPHRASE), { ok: true, value: 'open' })
})

test('bridges are those of the line; where there is no Tor there are none', async (t) => {
  const changed: string[] = []
  const onChange = () => () => {}
  const { house } = await houseFor(t, undefined, {
    line: {
      ...{ state: () => ({ phase: 'local' as const }), onChange },
      bridges: {
        view: () => ({ text: 'a', count: 1, kinds: ['obfs4'] }),
        change: async (text) =>
          changed.push(text) > 1 ? err({ type: 'bridge-line', line: 2 }) : ok(undefined),
      },
    },
  })
  assert.deepEqual(house.bridges(), { text: 'a', count: 1, kinds: ['obfs4'] })
  assert.deepEqual(await house.changeBridges('b'), { ok: true, value: undefined })
  assert.deepEqual(await house.changeBridges('c'), { ok: false, error: { type: 'bridge-line', line: 2 } })
  assert.deepEqual(changed, ['b', 'c'])
  const without = await houseFor(t)
  assert.equal(without.house.bridges(), undefined)
  assert.deepEqual(await without.house.changeBridges('b'), { ok: false, error: { type: 'no-tor' } })
})
