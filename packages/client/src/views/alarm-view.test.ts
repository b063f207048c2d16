import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { type BareDevice, createBareDevice, nameOf } from '../testing/bare-device.ts'
import { createBareViews } from '../testing/bare-views.ts'
import { EN } from '../words/en.ts'
import { SPEECHES } from '../words/languages.ts'
import { type Alarm, alarmViewOf, checkpointViewOf } from './alarm-view.ts'

const bob = nameOf('bob')
const seen = { size: 5, root: 'aa'.repeat(32), note: '' }
const shown = { size: 4, root: 'bb'.repeat(32), note: '' }

const ALARMS: { readonly [K in Alarm['kind']]: Extract<Alarm, { readonly kind: K }> } = {
  shrunk: { kind: 'shrunk', seen, shown },
  forked: { kind: 'forked', seen, shown, from: bob },
  'name-twice': { kind: 'name-twice', name: bob, shown },
  'own-name': { kind: 'own-name', name: bob, shown },
  'old-anchor': { kind: 'old-anchor', least: 9, shown },
  'feed-forked': { kind: 'feed-forked', sequence: 3, seen: 'c1', shown: 'c2', heads: [] },
  'post-hidden': { kind: 'post-hidden', sequence: 3, post: 'd1', heads: [] },
  'foreign-key': { kind: 'foreign-key', name: bob, shownKey: 'e1' },
}

const viewOf = (alarm: Alarm, speech = EN) => alarmViewOf({ id: 1, raisedAt: 2, alarm }, speech)

test('what shows that the register lies ends trust; what was refused, or is about the feed, does not', () => {
  const ending = Object.values(ALARMS).filter((alarm) => viewOf(alarm).endsTrust)
  assert.deepEqual(
    ending.map(({ kind }) => kind),
    ['shrunk', 'forked', 'name-twice', 'own-name'],
  )
})

test('each alarm comes with what two people need to compare', () => {
  const evidenceOf = (alarm: Alarm) => viewOf(alarm).evidence.map(({ is, what }) => `${is} ${what}`)
  const both = [`seen register of 5, root ${seen.root}`, `shown register of 4, root ${shown.root}`]
  assert.deepEqual(evidenceOf(ALARMS.shrunk), both)
  assert.deepEqual(evidenceOf(ALARMS.forked), both)
  for (const kind of ['name-twice', 'own-name', 'old-anchor'] as const) {
    assert.deepEqual(evidenceOf(ALARMS[kind]), both.slice(1), kind)
  }
  assert.deepEqual(evidenceOf(ALARMS['feed-forked']), ['seen c1', 'shown c2'])
  assert.deepEqual(evidenceOf(ALARMS['post-hidden']), ['seen d1'])
  assert.deepEqual(evidenceOf(ALARMS['foreign-key']), ['shown e1'])
})

test('each alarm says in every language what happened and what to do', () => {
  for (const speech of Object.values(SPEECHES)) {
    for (const alarm of Object.values(ALARMS)) {
      const { words } = viewOf(alarm, speech)
      assert.ok(words.happened !== '' && words.todo, alarm.kind)
    }
  }
})

test('a checkpoint is shown as people can compare it', () => {
  const note = new TextEncoder().encode('comrad/log\n')
  const root = new Uint8Array(32).fill(0xab) as never
  assert.deepEqual(checkpointViewOf(7, root, note), { size: 7, root: 'ab'.repeat(32), note: 'comrad/log\n' })
})

let device: BareDevice
beforeEach(async () => {
  device = await createBareDevice()
})
afterEach(() => device.close())

test('those that end trust stand first; the same lie told twice is one alarm', () => {
  const { alarms } = createBareViews(device)
  for (const [at, kind] of (['foreign-key', 'old-anchor', 'forked', 'foreign-key'] as const).entries()) {
    device.rows.alarms.raise(ALARMS[kind], at)
  }
  assert.deepEqual(
    alarms().map(({ alarm, raisedAt }) => `${alarm.kind} ${raisedAt}`),
    ['forked 2', 'foreign-key 0', 'old-anchor 1'],
  )
})
