import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Bridges, TorStatus } from '@comrad/telephone'
import { bridgesOf, findBridgesFile, keepBridges, readKeptBridges } from './bridges.ts'
import { findHome } from './home.ts'
import { createLineBridges, houseLineOf } from './line.ts'
import { languageOfMachine } from './window.ts'

const OBFS4 = 'obfs4 192.0.2.1:443 0123456789ABCDEF0123456789ABCDEF01234567 cert=abc+/ iat-mode=0'
const find = (name: string) => (name === 'lyrebird' ? '/usr/bin/lyrebird' : undefined)

function homeFor(t: TestContext) {
  const directory = mkdtempSync(join(tmpdir(), 'comrad-line-'))
  t.after(() => rmSync(directory, { recursive: true, force: true }))
  return findHome(directory, {})
}

test('a kind of bridge is used with whichever of its programs is here', () => {
  assert.deepEqual(bridgesOf(`${OBFS4}\n`, find), {
    ok: true,
    value: {
      lines: [OBFS4],
      transports: { obfs4: '/usr/bin/lyrebird', webtunnel: '/usr/bin/lyrebird' },
    },
  })
  assert.deepEqual(bridgesOf('snowflake 192.0.2.3:80 2B28 url=https://a.example/', find), {
    ok: false,
    error: { type: 'bridge-program-missing', transport: 'snowflake' },
  })
  assert.deepEqual(bridgesOf('# none\n', find), { ok: true, value: undefined })
})

test('bridges are kept for their owner only, and an empty text forgets them', async (t) => {
  const home = homeFor(t)
  assert.equal(await readKeptBridges(home), '')
  await keepBridges(home, ` ${OBFS4}\n\n`)
  assert.equal(await readKeptBridges(home), `${OBFS4}\n`)
  assert.equal(statSync(home.bridges).mode & 0o777, 0o600)
  assert.equal(await findBridgesFile({ home, settings: { bridges: undefined } }), home.bridges)
  assert.equal(await findBridgesFile({ home, settings: { bridges: '/named' } }), '/named')
  await keepBridges(home, ' \n')
  assert.equal(await readKeptBridges(home), '')
  assert.equal(await findBridgesFile({ home, settings: { bridges: undefined } }), undefined)
})

test('what was entered is checked, then kept, then used', async () => {
  const done: unknown[] = []
  const bridges = createLineBridges({
    ...{ text: '', find },
    keep: async (text) => void done.push(text),
    apply: (given: Bridges | undefined) => done.push(given?.lines),
  })
  assert.deepEqual(bridges.view(), { text: '', count: 0, kinds: ['obfs4', 'webtunnel'] })
  assert.ok((await bridges.change(`${OBFS4}\n192.0.2.4:443\n`)).ok)
  assert.deepEqual(done.splice(0), [`${OBFS4}\n192.0.2.4:443\n`, [OBFS4, '192.0.2.4:443']])
  assert.equal(bridges.view().count, 2)
  assert.deepEqual(await bridges.change(`${OBFS4}\nhello`), {
    ok: false,
    error: { type: 'bridge-line', line: 2 },
  })
  assert.deepEqual(done, [], 'and the ones before stay')
  assert.equal(bridges.view().count, 2)
  assert.ok((await bridges.change('')).ok)
  assert.deepEqual(done, ['', undefined], 'without bridges')
})

test('what cannot be kept is not used', async () => {
  const bridges = createLineBridges({
    ...{ text: '', find },
    keep: () => Promise.reject(new Error('ENOSPC')),
    apply: () => assert.fail('used'),
  })
  assert.deepEqual(await bridges.change(OBFS4), { ok: false, error: { type: 'storage-failed' } })
  assert.equal(bridges.view().text, '')
})

test('a house hears what Tor does, and since when it is ready', () => {
  let now = 1_000
  let status: TorStatus = { phase: 'bootstrapping', percent: 10, step: 'conn', stalled: 'network-down' }
  const listeners = new Set<(status: TorStatus) => void>()
  const onStatus = (listener: (status: TorStatus) => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  const tor = { status: () => status, onStatus, pid: () => 1, stop: async () => {} }
  const clock = { now: () => now, after: () => () => {} }
  const line = houseLineOf({ line: { tor, bridges: undefined } }, clock)
  assert.deepEqual(line.state(), {
    ...{ phase: 'starting', percent: 10, step: 'conn', trouble: 'network-down' },
  })
  now = 5_000
  status = { phase: 'ready', socksPort: 1, version: '0.4.8.16' }
  for (const listener of listeners) listener(status)
  now = 9_000
  assert.deepEqual(line.state(), { phase: 'ready', since: 5_000, version: '0.4.8.16' })
  status = { phase: 'failed', reason: 'exited' }
  assert.deepEqual(line.state(), { phase: 'failed', reason: 'exited' })
  let isRunning = true
  const keeper = { isRunning: () => isRunning, onChange: () => () => {}, stopped: Promise.resolve() }
  const here = { line: { tor: undefined, bridges: undefined }, keeper }
  const local = houseLineOf(here, clock)
  assert.deepEqual(local.state(), { phase: 'local' })
  const alone = houseLineOf({ ...here, torFailed: true }, clock)
  assert.deepEqual(alone.state(), { phase: 'local', torFailed: true })
  isRunning = false
  assert.deepEqual(local.state(), { phase: 'failed', reason: 'operator-ended' })
})

test('the language of a machine is what was asked of Comrad, or what its system says of messages', () => {
  assert.equal(languageOfMachine({ LANG: 'es_AR.UTF-8' }), 'es')
  assert.equal(languageOfMachine({ LANG: 'es_AR.UTF-8', LC_ALL: 'C' }), undefined)
  assert.equal(languageOfMachine({ COMRAD_LANG: 'en', LANG: 'es_AR.UTF-8' }), 'en')
  assert.equal(languageOfMachine({}), undefined)
})
