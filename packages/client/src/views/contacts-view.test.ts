import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import type { LetterId, Name } from '@comrad/protocol'
import { RETENTION_DAYS, startOfDay } from '@comrad/protocol'
import { type BareDevice, createBareDevice, nameOf } from '../testing/bare-device.ts'
import { type BareViews, createBareViews, enter, noting } from '../testing/bare-views.ts'
import { recordOf } from '../testing/log-keeper.ts'
import type { PeoplePage } from './contacts-view.ts'
import { emblemOf } from './emblem-view.ts'

const [anna, boris, clara, dora, emil] = ['anna', 'boris', 'clara', 'dora', 'emil'].map(nameOf) as [
  Name,
  Name,
  Name,
  Name,
  Name,
]

let device: BareDevice
let views: BareViews
beforeEach(async () => {
  device = await createBareDevice()
  views = createBareViews(device)
})
afterEach(() => device.close())

const names = (people: readonly { readonly name: Name }[]) => people.map(({ name }) => name)

function write(contact: Name, at: number): void {
  const letter = device.random(16) as LetterId
  device.rows.entries.addSent({ contact, letter, content: { text: 'hello' }, at, timer: 0 })
}

test('each person is in one group: met, asking, asked, or closed by either side', () => {
  const { contacts, quiet } = device.rows
  for (const [name, phase] of [
    [anna, 'met'],
    [boris, 'incoming'],
    [clara, 'requested'],
    [dora, 'declined'],
    [emil, 'refused'],
  ] as const) {
    contacts.setPhase(name, phase, device.clock.now())
  }
  const { met, incoming, requested, closed } = views.contacts()
  assert.deepEqual([met, incoming, requested, closed].map(names), [[anna], [boris], [clara], [dora, emil]])
  quiet.blocked.add(anna)
  quiet.blocked.add(boris)
  const after = views.contacts()
  assert.deepEqual([after.met, after.incoming].map(names), [[], []])
  assert.deepEqual(names(after.closed), [anna, boris, dora, emil], 'whoever is blocked is with them')
})

test('a request nobody answers may be repeated after thirty days, and not before', async () => {
  const { contacts } = device.rows
  contacts.setPhase(anna, 'requested', device.clock.now())
  const answer = () => {
    const meeting = views.contact(anna)?.meeting
    return meeting?.phase === 'requested' ? meeting.answer : undefined
  }
  await device.clock.advance(startOfDay(RETENTION_DAYS))
  assert.equal(answer(), 'awaited')
  await device.clock.advance(1)
  assert.equal(answer(), 'unanswered')
})

test('the greeting of who asks is shown as it came, and is gone once they have met', () => {
  device.rows.contacts.setPhase(boris, 'incoming', 5)
  device.rows.contacts.setGreeting(boris, 'met\nmallory')
  assert.deepEqual(views.contact(boris)?.meeting, { phase: 'incoming', at: 5, greeting: 'met\nmallory' })
  device.rows.contacts.setPhase(boris, 'met', 6)
  assert.deepEqual(views.contact(boris)?.meeting, { phase: 'met', at: 6 })
})

test('verified holds for the key that was compared, and for no other', () => {
  const { contacts } = device.rows
  const [first, second] = [recordOf('anna'), recordOf('anna')]
  contacts.setPhase(anna, 'met', 0)
  contacts.setVerified(anna, first.identityKey)
  assert.equal(views.contact(anna)?.verified, false, 'whose key the register does not have')
  enter(device, [first])
  assert.equal(views.contact(anna)?.verified, true)
  enter(device, [second])
  assert.equal(views.contact(anna)?.verified, false)
})

test('the emblem is that of the key in the register: it changes with the key, not with the name', () => {
  const { contacts } = device.rows
  for (const name of [anna, boris]) contacts.setPhase(name, 'met', 0)
  const [first, second] = [recordOf('anna'), recordOf('anna')]
  const emblem = (name: Name) => views.contact(name)?.emblem
  assert.equal(emblem(anna), undefined, 'no key is known')
  enter(device, [first])
  assert.equal(emblem(anna), emblemOf(first.identityKey))
  assert.equal(emblem(boris), undefined)
  enter(device, [second, { ...recordOf('boris'), identityKey: first.identityKey }])
  assert.equal(emblem(anna), emblemOf(second.identityKey))
  assert.equal(emblem(boris), emblemOf(first.identityKey))
})

test('trust, silence, a false key, a timer and unread letters stand beside the name', () => {
  const { rows, clock } = device
  rows.contacts.setPhase(anna, 'met', clock.now())
  const quiet = views.contact(anna)
  assert.deepEqual(
    { ...quiet, name: undefined, meeting: undefined },
    {
      ...{ name: undefined, meeting: undefined, emblem: undefined, lastAt: undefined },
      ...{ verified: false, alarmed: false, trusted: false, trustsYou: false, muted: false, blocked: false },
      ...{ timer: 0, unread: 0, acts: ['message', 'verify', 'trust', 'mute', 'block'] },
    },
  )
  rows.contacts.setTrusted(anna, true)
  rows.contacts.setTimer(anna, 300, clock.now())
  rows.quiet.muted.add(anna)
  rows.trustedFaces.set(anna, { text: 'hello' }, { at: 0 })
  rows.alarms.raise({ kind: 'foreign-key', name: anna, shownKey: 'ab' }, 0)
  rows.entries.addReceived({
    ...{ from: anna, letter: device.random(16) as LetterId, run: 1, sequence: 1 },
    ...{ content: { text: 'psst' }, sentAt: 1, receivedAt: 2 },
  })
  const { trusted, timer, muted, trustsYou, alarmed, unread, lastAt } = views.contact(anna) ?? {}
  assert.deepEqual([trusted, timer, muted, trustsYou, alarmed], [true, 300, true, true, true])
  assert.deepEqual([unread, lastAt], [1, 2])
  assert.deepEqual(views.people({ group: 'met' }).people, [views.contact(anna)], 'in the list as alone')
  assert.deepEqual(views.contacts().met, [views.contact(anna)])
})

test('what can be done about somebody follows from how far they have met, and whether they are blocked', () => {
  const { contacts, quiet } = device.rows
  const acts = (phase: 'met' | 'incoming' | 'requested' | 'declined' | 'refused') => {
    contacts.setPhase(anna, phase, 0)
    return views.contact(anna)?.acts
  }
  const always = ['mute', 'block']
  assert.deepEqual(acts('met'), ['message', 'verify', 'trust', ...always])
  assert.deepEqual(acts('incoming'), ['accept', 'decline', ...always])
  assert.deepEqual(acts('declined'), ['accept', ...always], 'whoever declined may think better of it')
  assert.deepEqual(acts('requested'), always)
  assert.deepEqual(acts('refused'), always)
  quiet.blocked.add(anna)
  assert.deepEqual(acts('incoming'), always)
  assert.deepEqual(acts('declined'), always)
})

test('nobody of that name is no contact', () => {
  assert.equal(views.contact(anna), undefined)
})

test('the latest conversation is first; where nothing was said yet, when they met', () => {
  const { contacts } = device.rows
  contacts.setPhase(anna, 'met', 1_000)
  contacts.setPhase(boris, 'met', 2_000)
  contacts.setPhase(clara, 'met', 3_000)
  write(anna, 4_000)
  assert.deepEqual(names(views.contacts().met), [anna, clara, boris])
  assert.deepEqual(names(views.people({ group: 'met' }).people), [anna, clara, boris])
})

function fill(count: number): void {
  device.sql.transaction(() => {
    for (let index = 0; index < count; index++) {
      device.rows.contacts.setPhase(nameOf(`comrad-${index}`), 'met', 10_000 - index)
    }
  })
}

test('of a group so many are shown as were asked for, from where they were asked for, and never too many', () => {
  fill(260)
  const page = (wish: Omit<PeoplePage, 'group'>) => names(views.people({ group: 'met', ...wish }).people)
  assert.equal(page({}).length, 50)
  assert.deepEqual(page({ offset: 3, limit: 2 }), ['comrad-3', 'comrad-4'])
  assert.equal(page({ limit: 10_000 }).length, 200)
  assert.deepEqual(page({ limit: 0 }), ['comrad-0'])
  assert.deepEqual(page({ limit: -5, offset: -5 }), ['comrad-0'])
  assert.deepEqual(page({ offset: 259, limit: 50 }), ['comrad-259'])
  assert.deepEqual(page({ offset: 260 }), [])
  assert.deepEqual(page({ offset: Number.MAX_SAFE_INTEGER }), [])
  const { totals } = views.people({ group: 'incoming' })
  assert.deepEqual(totals, { met: 260, incoming: 0, requested: 0, closed: 0 })
})

test('a page reads the people of that page, however many there are', () => {
  fill(1_000)
  const noted = noting(device)
  createBareViews(noted.device).people({ group: 'met', offset: 500, limit: 20 })
  assert.equal(Math.max(...noted.rowsRead), 20)
})
