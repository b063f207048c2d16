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
  type ProofPool,
} from '@comrad/keymaker'
import { dayOf, err, SLOTS, slotScope, startOfDay } from '@comrad/protocol'
import { createAccount } from '../account/account.ts'
import { createMonitor } from '../register/monitor.ts'
import { type BareDevice, createBareDevice, nameOf } from '../testing/bare-device.ts'
import { createFeedLink } from '../testing/feed-link.ts'
import { createLogKeeper, type LogKeeper, recordOf } from '../testing/log-keeper.ts'
import type { SendRequest } from '../transport.ts'
import { createTrust } from '../trust.ts'
import { createActor } from './actor.ts'
import { createGroups } from './groups.ts'

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
    directory: () => request,
    keys: () => keeper.keys,
    isWrongOperator: () => false,
  })
  const groups = createGroups({ device: bound, account, monitor })
  return { groups, actor: createActor({ device: bound, account, link, groups }), account, trust, request }
}

/** Proves nothing, quickly. */
const anyProof: ProofPool = {
  prove: async () => {
    const empty = keeper.note().slice(0, 32) as never
    return { ok: true, value: { root: empty, nullifier: empty, points: new Uint8Array(256) } }
  },
  verify: async () => ({ ok: true, value: true }),
  waiting: () => 0,
  close: async () => {},
}

test('an act is proved for the slot and the payload, by some member of the group at the anchor', async () => {
  const { actor, account, request } = acting()
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
  assert.deepEqual(await device.proofs.verify({ proof, scope, message }), { ok: true, value: true })
  const other = actMessage({ ...subject, payload: new Uint8Array([9]) })
  assert.deepEqual(await device.proofs.verify({ proof, scope, message: other }), { ok: true, value: false })
})

test('each act takes a slot of its day that is free, also after a restart, until there is none', async () => {
  const slots: number[] = []
  for (let count = 0; count < SLOTS.read; count++) {
    const { actor, request } = acting({ proofs: anyProof })
    const act = await actor.useSlot('read', PAYLOAD, request)
    if (act.ok) slots.push(act.value.slot)
  }
  assert.deepEqual(slots.sort(), [0, 1, 2, 3])
  const { actor, request } = acting({ proofs: anyProof })
  assert.deepEqual(await actor.useSlot('read', PAYLOAD, request), { ok: false, error: { type: 'no-slot' } })
  assert.ok((await actor.useSlot('meet', PAYLOAD, request)).ok, 'other acts have slots of their own')
  await device.clock.advance(startOfDay(1))
  assert.ok((await actor.useSlot('read', PAYLOAD, request)).ok, 'and so has tomorrow')
})

test('the first slot of a day may be any: its number says nothing of what else its owner does', async () => {
  const seen = new Set<number>()
  for (let day = 0; day < 40; day++) {
    const { actor, request } = acting({ proofs: anyProof })
    const act = await actor.useSlot('meet', PAYLOAD, request)
    if (act.ok) seen.add(act.value.slot)
    await device.clock.advance(startOfDay(1))
  }
  assert.ok(seen.size > 4, `${seen.size} of ${SLOTS.meet} in 40 days`)
})

test('a proof that cannot be made costs no slot', async () => {
  const failing = { ...anyProof, prove: async () => err({ type: 'busy' as const }) }
  const { actor, request } = acting({ proofs: failing })
  const failed = await actor.useSlot('read', PAYLOAD, request)
  assert.deepEqual(failed, { ok: false, error: { type: 'failed' } })
  assert.deepEqual(device.rows.slots.taken('read', dayOf(device.clock.now())), [])
})

test('a group that is smaller than the Operator asks for, or than this device does, is refused with its numbers', async () => {
  minimumMembers = 20
  const { groups, request } = acting()
  const tooFew = { ok: false, error: { type: 'too-few-members', members: MEMBERS, minimum: 20 } }
  assert.deepEqual(await groups.group(request), tooFew)
  assert.deepEqual(groups.seen(), { members: MEMBERS, minimum: 20 })
  minimumMembers = 1
  const options = { ...device.options, minimumMembers: 20 }
  const strict = acting({ options })
  assert.deepEqual(await strict.groups.group(strict.request), tooFew)
  const used = await strict.actor.useSlot('read', PAYLOAD, strict.request)
  assert.deepEqual(used, tooFew)
  assert.deepEqual(device.rows.slots.taken('read', dayOf(device.clock.now())), [], 'and no slot is taken')
})

test('a name that is younger than the anchor waits for the next one', async () => {
  anchorSize = 2
  const { groups, request } = acting()
  assert.deepEqual(await groups.group(request), { ok: false, error: { type: 'not-yet' } })
})

test('each act asks for the anchor on its own lane: one that was kept would be the mark of all that is done with it', async () => {
  const { actor, request } = acting({ proofs: anyProof })
  const lanes = [0, 0]
  for (const [index] of lanes.entries()) {
    await actor.useSlot('read', PAYLOAD, (question) => {
      lanes[index] = (lanes[index] ?? 0) + 1
      return request(question)
    })
  }
  assert.deepEqual(lanes, [1, 1])
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

test('an anchor that goes back is not used: its size would be a mark', async () => {
  const { groups, request } = acting()
  await groups.group(request)
  anchorSize = MEMBERS - 1
  const found = await groups.group(request)
  assert.equal(!found.ok && found.error.type, 'protocol')
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
