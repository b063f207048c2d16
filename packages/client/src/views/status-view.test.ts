import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { createPhrase } from '@comrad/keymaker'
import type { LetterId } from '@comrad/protocol'
import { type BareDevice, createBareDevice, nameOf } from '../testing/bare-device.ts'
import { createBareViews, enter, type Surroundings } from '../testing/bare-views.ts'
import { recordOf } from '../testing/log-keeper.ts'
import { EN } from '../words/en.ts'
import { CLOCK_TOLERANCE_MS, clockViewOf, isFew } from './status-view.ts'

const bob = nameOf('bob')

let device: BareDevice
beforeEach(async () => {
  device = await createBareDevice()
})
afterEach(() => device.close())

const status = (given?: Surroundings) => createBareViews(device, given).status()
const said = (given?: Surroundings) => status(given).words.map(({ happened }) => happened)

function send(phase: 'waiting' | 'deposited' | 'undelivered'): LetterId {
  const letter = device.random(16) as LetterId
  device.rows.entries.addSent({ contact: bob, letter, content: { text: 'x' }, at: 0, timer: 0 })
  if (phase !== 'waiting') device.rows.entries.setSent(bob, letter, phase, 0)
  return letter
}

test('a device on which nothing is yet says so, and that all is well', () => {
  const { account, connection, clock, register, mail, requests, alarms, words } = status()
  assert.deepEqual(
    [account, connection, clock],
    [{ phase: 'none' }, { phase: 'stopped' }, { phase: 'unknown' }],
  )
  assert.deepEqual(register, { size: 0, root: '', checkedAt: undefined })
  assert.deepEqual(new Set(Object.values(mail)), new Set([0]))
  assert.deepEqual([requests, alarms, words], [0, [], []])
})

test('who one is, which Operator, and how it is reached', () => {
  device.rows.account.create(createPhrase(), 1)
  device.rows.account.registered(nameOf('alice'), 0)
  const { account, operator, connection } = status({ connection: { phase: 'waiting', retryInMs: 5 } })
  assert.deepEqual(account, { phase: 'registered', name: 'alice', index: 0 })
  assert.match(operator.address, /^comrad:\/\/127\.0\.0\.1:1\//)
  assert.deepEqual([operator.anonymity, connection], ['none', { phase: 'waiting', retryInMs: 5 }])
})

test('the register is as large as what a checkpoint covers', () => {
  enter(device, [recordOf('alice'), recordOf('bob')])
  device.rows.register.stage({ position: 2, record: recordOf('carol') })
  assert.equal(status().register.size, 2)
})

test('letters are counted by what has become of them', () => {
  const full = send('waiting')
  send('waiting')
  send('deposited')
  send('undelivered')
  device.rows.outgoing.add({ letter: full, contact: bob, kind: 'text', body: new Uint8Array(1), at: 0 })
  device.rows.outgoing.wait(full, 'mailbox-full')
  const { queued, mailboxFull, sent, undelivered } = status().mail
  assert.deepEqual([queued, mailboxFull, sent, undelivered], [2, 1, 1, 1])
})

test('what was refused is counted by why, also what should have been a note', () => {
  const { counters } = device.rows
  for (const name of ['undecipherable', 'bad-certificate', 'hostile', 'bad-notes', 'strangers'] as const) {
    counters.add(name)
  }
  const { undecipherable, badCertificates, hostile, strangers } = status().mail
  assert.deepEqual([undecipherable, badCertificates, hostile, strangers], [1, 1, 2, 1])
})

test('who asks to meet is counted, and nobody else', () => {
  device.rows.contacts.setPhase(bob, 'incoming', 0)
  device.rows.contacts.setPhase(nameOf('carol'), 'met', 0)
  assert.equal(status().requests, 1)
})

test('what a person should know is said in words, the gravest first', () => {
  const refused = { phase: 'refused', reason: 'wrong-operator', words: { happened: 'Foreign.' } } as const
  device.rows.alarms.raise({ kind: 'foreign-key', name: bob, shownKey: 'ab' }, 0)
  device.rows.alarms.raise({ kind: 'name-twice', name: bob, shown: { size: 1, root: 'ab', note: '' } }, 0)
  send('undelivered')
  device.rows.counters.add('strangers')
  const aheadMs = 2 * CLOCK_TOLERANCE_MS
  assert.deepEqual(said({ connection: refused, storage: { phase: 'full' }, aheadMs }), [
    ...status().alarms.map(({ words }) => words.happened),
    EN.storage.full.happened,
    'Foreign.',
    EN.clock.ahead({ seconds: 7_200 }).happened,
    EN.mail.undelivered({ count: 1 }).happened,
    EN.mail.strangers({ count: 1 }).happened,
  ])
  assert.deepEqual(
    status().alarms.map(({ alarm }) => alarm.kind),
    ['name-twice', 'foreign-key'],
  )
})

test('what is as it should be needs no words', () => {
  send('waiting')
  send('deposited')
  assert.deepEqual(said({ connection: { phase: 'connected' }, aheadMs: CLOCK_TOLERANCE_MS }), [])
})

test('a clock is wrong from an hour on, ahead or behind', () => {
  assert.deepEqual(clockViewOf(undefined), { phase: 'unknown' })
  for (const ms of [0, CLOCK_TOLERANCE_MS, -CLOCK_TOLERANCE_MS]) {
    assert.deepEqual(clockViewOf(ms), { phase: 'right' })
  }
  for (const aheadMs of [CLOCK_TOLERANCE_MS + 1, -CLOCK_TOLERANCE_MS - 1]) {
    assert.deepEqual(clockViewOf(aheadMs), { phase: 'wrong', aheadMs })
  }
  assert.deepEqual(said({ aheadMs: -2 * CLOCK_TOLERANCE_MS }), [EN.clock.behind({ seconds: 7_200 }).happened])
})

test('fewer than twenty members hide nobody well', () => {
  assert.deepEqual([0, 19, 20].map(isFew), [true, true, false])
})
