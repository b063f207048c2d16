import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import {
  actMessage,
  actScope,
  createCohortTree,
  createPhrase,
  createRegistrationId,
  equalBytes,
  nullifierOf,
} from '@comrad/keymaker'
import { dayOf, err, SLOTS, slotScope, startOfDay } from '@comrad/protocol'
import { createAccount } from '../account/account.ts'
import { createMonitor } from '../register/monitor.ts'
import { type BareDevice, createBareDevice, nameOf, realProofs } from '../testing/bare-device.ts'
import { createFeedLink } from '../testing/feed-link.ts'
import { createLogKeeper, type LogKeeper, recordOf } from '../testing/log-keeper.ts'
import type { SendRequest } from '../transport.ts'
import { createTrust } from '../trust.ts'
import { createActor } from './actor.ts'
import { createGroups } from './groups.ts'
import { outcomeOfAct } from './waiting.ts'

const PAYLOAD = new Uint8Array([1, 2, 3])
const MEMBERS = 5

let device: BareDevice
let keeper: LogKeeper
let anchorSize: number
let minimumMembers: number
let asked: number
beforeEach(async () => {
  keeper = createLogKeeper()
  const bare = await createBareDevice()
  device = { ...bare, operator: { ...bare.operator, fingerprint: keeper.fingerprint } }
  device.rows.account.create(createPhrase(), createRegistrationId())
  const identity = createAccount(device).identity()
  assert.ok(identity)
  for (let index = 0; index < MEMBERS; index++) keeper.records.push(recordOf(`name-${index}`))
  const { identityKey, commitment } = identity
  keeper.records[2] = { name: nameOf('alice'), identityKey, commitment }
  device.rows.account.registered(nameOf('alice'), 2)
  anchorSize = MEMBERS
  minimumMembers = 1
  asked = 0
})
afterEach(() => device.close())

function acting(given: Partial<BareDevice> = {}) {
  const bound = { ...device, ...given }
  const request: SendRequest = keeper.request((question) => {
    if (question.type !== 'anchor') return undefined
    asked++
    return { type: 'anchor', note: keeper.note(anchorSize), minimumMembers }
  })
  const link = createFeedLink(device.clock, keeper.keys, request)
  const account = createAccount(bound)
  const trust = createTrust(bound)
  const monitor = createMonitor({
    ...{ device: bound, account, trust },
    reading: (use) => use(request),
    onBehind: () => {},
    keys: () => keeper.keys,
    isWrongOperator: () => false,
  })
  const groups = createGroups({ device: bound, account, monitor, trust })
  return {
    link,
    groups,
    actor: createActor({ device: bound, account, link, groups }),
    account,
    trust,
    request,
  }
}

test('an act is proved for the slot and the payload, by some member of the group at the anchor', async () => {
  const { actor, account, request } = acting({ proofs: realProofs() })
  const act = await actor.useSlot('read', PAYLOAD, request)
  assert.ok(act.ok)
  const { day, slot, proof } = act.value
  assert.equal(day, dayOf(device.clock.now()))
  assert.ok(slot < SLOTS.read)
  const root = createCohortTree(keeper.records.map(({ commitment }) => commitment)).root
  assert.ok(root && equalBytes(proof.root, root))
  const subject = { fingerprint: keeper.fingerprint, scope: slotScope('read', { day, slot }) }
  const identity = account.identity()
  assert.ok(identity && equalBytes(proof.nullifier, nullifierOf(identity, actScope(subject))))
  const scope = actScope(subject)
  const message = actMessage({ ...subject, payload: PAYLOAD })
  assert.deepEqual(await realProofs().verify({ proof, scope, message }), { ok: true, value: true })
  const other = actMessage({ ...subject, payload: new Uint8Array([9]) })
  assert.deepEqual(await realProofs().verify({ proof, scope, message: other }), { ok: true, value: false })
})

test('each act takes a slot of its day that is free, also after a restart, until there is none', async () => {
  const slots: number[] = []
  for (let count = 0; count < SLOTS.read; count++) {
    const { actor, request } = acting()
    const act = await actor.useSlot('read', PAYLOAD, request)
    if (act.ok) slots.push(act.value.slot)
  }
  assert.deepEqual(slots.sort(), [0, 1, 2, 3])
  const { actor, request } = acting()
  assert.deepEqual(await actor.useSlot('read', PAYLOAD, request), { ok: false, error: { type: 'no-slot' } })
  assert.ok((await actor.useSlot('meet', PAYLOAD, request)).ok, 'other acts have slots of their own')
  await device.clock.advance(startOfDay(1))
  assert.ok((await actor.useSlot('read', PAYLOAD, request)).ok, 'and so has tomorrow')
})

test('the slot is of the day of this device, whatever day the Operator says on the way', async () => {
  const today = dayOf(device.clock.now())
  for (const [index, days] of [1, -1].entries()) {
    const { actor, link, request } = acting()
    link.setAhead(startOfDay(days))
    const act = await actor.useSlot('read', PAYLOAD, request)
    assert.ok(act.ok)
    assert.equal(act.value.day, today)
    assert.equal(device.rows.slots.taken('read', today).length, index + 1)
  }
})

test('an Operator whose day is more than one from our own is given no act, and no slot is used', async () => {
  for (const days of [2, -2, 400]) {
    const { actor, link, request } = acting()
    link.setAhead(startOfDay(days))
    const refused = await actor.useSlot('read', PAYLOAD, request)
    assert.deepEqual(refused, err({ type: 'wrong-clock', aheadMs: startOfDay(days) }))
  }
  assert.deepEqual(device.sql.all('select * from slots'), [])
})

test('what the Operator said on one lane alone is not answered after a time that it can count on', () => {
  const bytes = (byte: number) => (length: number) => new Uint8Array(length).fill(byte)
  for (const error of [{ type: 'not-yet' }, { type: 'wrong-clock', aheadMs: 0 }] as const) {
    const [soon, late] = [outcomeOfAct(error, bytes(0)), outcomeOfAct(error, bytes(255))]
    assert.ok(typeof soon === 'object' && typeof late === 'object' && late.retryInMs > 4 * soon.retryInMs)
  }
})

test('the first slot of a day may be any: its number says nothing of what else its owner does', async () => {
  const seen = new Set<number>()
  for (let day = 0; day < 40; day++) {
    const { actor, request } = acting()
    const act = await actor.useSlot('meet', PAYLOAD, request)
    if (act.ok) seen.add(act.value.slot)
    await device.clock.advance(startOfDay(1))
  }
  assert.ok(seen.size > 4, `${seen.size} of ${SLOTS.meet} in 40 days`)
})

test('a proof that cannot be made costs no slot', async () => {
  const failing = { ...device.proofs, prove: async () => err({ type: 'busy' as const }) }
  const { actor, request } = acting({ proofs: failing })
  const failed = await actor.useSlot('read', PAYLOAD, request)
  assert.deepEqual(failed, { ok: false, error: { type: 'failed' } })
  assert.deepEqual(device.rows.slots.taken('read', dayOf(device.clock.now())), [])
})

test('a group that is smaller than the Operator asks for, or than this device does, is refused with its numbers', async () => {
  minimumMembers = 20
  const { groups, request } = acting()
  const few = { type: 'too-few-members', members: MEMBERS, minimum: 20 } as const
  assert.deepEqual(await groups.group(request), err({ ...few, asks: 'operator' }))
  assert.deepEqual(groups.seen(), { members: MEMBERS, minimum: 20 })
  minimumMembers = 1
  const options = { ...device.options, minimumMembers: 20 }
  const strict = acting({ options })
  const tooFew = err({ ...few, asks: 'device' })
  assert.deepEqual(await strict.groups.group(strict.request), tooFew)
  const used = await strict.actor.useSlot('read', PAYLOAD, strict.request)
  assert.deepEqual(used, tooFew)
  assert.deepEqual(device.rows.slots.taken('read', dayOf(device.clock.now())), [], 'and no slot is taken')
})

const HOUR = 3_600_000
const alarms = () => device.rows.alarms.all().map(({ alarm }) => alarm.kind)
const refusalOf = async ({ groups, request }: ReturnType<typeof acting>) => {
  const found = await groups.group(request)
  return found.ok ? found.value.size : found.error.type
}

test('a name that is younger than the anchor waits for the next one, for an hour; then the anchor is a lie', async () => {
  anchorSize = 2
  assert.equal(await refusalOf(acting()), 'not-yet')
  await device.clock.advance(HOUR - 1)
  assert.equal(await refusalOf(acting()), 'not-yet')
  assert.deepEqual(alarms(), [])
  await device.clock.advance(1)
  assert.equal(await refusalOf(acting()), 'old-anchor')
  assert.deepEqual(alarms(), ['old-anchor'])
  anchorSize = MEMBERS
  assert.equal(await refusalOf(acting()), MEMBERS)
})

test('an anchor that was overtaken an hour ago is refused whether one’s own name is in it or not, also after a restart', async () => {
  assert.equal(await refusalOf(acting()), MEMBERS)
  await device.clock.advance(HOUR)
  for (const size of [1, 2, 3, 4]) {
    anchorSize = size
    assert.equal(await refusalOf(acting()), 'old-anchor', `of ${size}; one’s own is the third`)
  }
  assert.deepEqual(device.sql.all('select * from slots'), [])
})

test('of the anchors of the last hour any is used, on whatever lane, in whatever order: no lane answers for another', async () => {
  await refusalOf(acting())
  await device.clock.advance(HOUR)
  for (let count = 1; count <= 3; count++) keeper.records.push(recordOf(`newcomer-${count}`))
  const both = acting()
  for (const size of [MEMBERS + 2, MEMBERS, MEMBERS + 3, MEMBERS + 1]) {
    anchorSize = size
    assert.equal(await refusalOf(both), size)
  }
  await device.clock.advance(HOUR)
  anchorSize = MEMBERS + 2
  assert.equal(await refusalOf(both), 'old-anchor')
})

test('whoever was away reads the register first, and waits until the anchor has reached what it read', async () => {
  await refusalOf(acting())
  await device.clock.advance(3 * 24 * HOUR)
  for (let count = 1; count <= 3; count++) keeper.records.push(recordOf(`newcomer-${count}`))
  anchorSize = MEMBERS + 1
  assert.equal(await refusalOf(acting()), 'not-yet', 'this device alone would have taken it')
  assert.equal(device.rows.register.checkpoint()?.size, MEMBERS + 3)
  await device.clock.advance(HOUR)
  assert.equal(await refusalOf(acting()), 'old-anchor')
  anchorSize = MEMBERS + 3
  assert.equal(await refusalOf(acting()), MEMBERS + 3)
})

test('whoever was away and cannot read the register asks for no anchor', async () => {
  const { account, trust } = acting()
  const monitor = {
    read: async () => err({ type: 'offline' as const }),
    anchor: () => assert.fail('there is nothing to measure it by'),
  }
  const groups = createGroups({ device, account, trust, monitor })
  const found = await groups.group(() => assert.fail('asked'))
  assert.deepEqual(found, err({ type: 'offline' }))
})

test('a clock that was ahead makes no anchor older than it is', async () => {
  const ahead = device.clock.skewed(5 * HOUR)
  await refusalOf(acting({ clock: ahead as BareDevice['clock'] }))
  keeper.records.push(recordOf('newcomer'))
  anchorSize = MEMBERS + 1
  assert.equal(await refusalOf(acting()), MEMBERS + 1)
  anchorSize = MEMBERS
  assert.equal(await refusalOf(acting()), 'not-yet')
  assert.deepEqual(alarms(), [])
})

test('each act asks for the anchor on its own lane: one that was kept would be the mark of all that is done with it', async () => {
  const { actor, request } = acting()
  const lanes: string[][] = [[], []]
  for (const lane of lanes) {
    await actor.useSlot('read', PAYLOAD, (question) => {
      lane.push(question.type)
      return request(question)
    })
  }
  // The end of the register too, also when it is known.
  const everybody = ['anchor', 'leaves']
  assert.deepEqual(lanes, [everybody, everybody])
  assert.equal(asked, 2)
})

test('a root that is not known any more is proved again', () => {
  const error = { type: 'refused', code: 'unknown-root', retryAfterSeconds: 0 } as const
  assert.equal(acting().actor.judge(error), 'again')
})

test('what is refused for other reasons is no matter of the act', () => {
  const { actor } = acting()
  for (const code of ['busy', 'malformed', 'proof-invalid'] as const) {
    assert.equal(actor.judge({ type: 'refused', code, retryAfterSeconds: 0 }), undefined)
  }
  assert.equal(actor.judge({ type: 'offline' }), undefined)
})

test('an anchor that forks from the register raises the alarm, and nothing is proved', async () => {
  const { groups, trust, request } = acting()
  await groups.group(request)
  const before = keeper.records[1]
  keeper.records[1] = recordOf('another')
  assert.deepEqual(await groups.group(request), { ok: false, error: { type: 'halted' } })
  assert.ok(before && trust.isHalted())
})

test('an anchor without the Operator’s signature is not used', async () => {
  const { keys, fingerprint } = createLogKeeper(keeper.records)
  assert.notEqual(fingerprint, keeper.fingerprint)
  const foreign = createLogKeeper(keeper.records)
  assert.notDeepEqual(keys, keeper.keys)
  const note = keeper.note
  Object.assign(keeper, { note: foreign.note })
  const { groups, request } = acting()
  const found = await groups.group(request)
  Object.assign(keeper, { note })
  assert.deepEqual(found, {
    ok: false,
    error: { type: 'protocol', reason: 'the anchor is not signed by the Operator' },
  })
})
