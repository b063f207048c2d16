import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import type { DirectoryRecord } from '@comrad/protocol'
import { createPeople } from '../contacts/people.ts'
import { type BareComrad, createBareComrad, haveMet } from '../testing/bare-comrad.ts'
import { createBareViews, enter } from '../testing/bare-views.ts'
import { recordOf } from '../testing/log-keeper.ts'
import { EN } from '../words/en.ts'

let alice: BareComrad
let bob: BareComrad
beforeEach(async () => {
  alice = await createBareComrad('alice')
  bob = await createBareComrad('bob')
  haveMet(alice, bob)
  for (const { device } of [alice, bob]) enter(device, [recordFor(alice), recordFor(bob)])
})
afterEach(() => {
  for (const { device } of [alice, bob]) device.close()
})

function recordFor({ name, account }: BareComrad): DirectoryRecord {
  const identityKey = account.self()?.identity.identityKey
  if (!identityKey) throw new Error('no key')
  return { ...recordOf(name), identityKey }
}

const peopleOf = ({ device, account }: BareComrad) =>
  createPeople({ device, account, views: createBareViews(device) })

function numberOf(one: BareComrad, other: BareComrad) {
  const number = peopleOf(one).verify(other.name)
  if (!number.ok) throw new Error(number.error.type)
  return number.value
}

test('both sides read the same sixty digits, in groups of five', () => {
  const number = numberOf(alice, bob)
  assert.deepEqual(number.groups, numberOf(bob, alice).groups)
  assert.equal(number.groups.length, 12)
  for (const group of number.groups) assert.match(group, /^\d{5}$/)
})

test('a number is unverified until it was compared, and says so', async () => {
  const before = numberOf(alice, bob)
  assert.deepEqual([before.verified, before.words], [false, EN.safetyNumber.unverified({ name: 'bob' })])
  assert.ok(peopleOf(alice).markVerified('bob').ok)
  const after = numberOf(alice, bob)
  assert.deepEqual([after.verified, after.words], [true, EN.safetyNumber.verified({ name: 'bob' })])
  assert.equal(numberOf(bob, alice).verified, false, 'each side for itself')
})

test('under another key it is another number, and not the one that was compared', () => {
  const before = numberOf(alice, bob)
  peopleOf(alice).markVerified('bob')
  enter(alice.device, [recordFor(alice), recordOf('bob')])
  const after = numberOf(alice, bob)
  assert.notDeepEqual(after.groups, before.groups)
  assert.equal(after.verified, false)
})

test('what the other’s device shows verifies if it is the same, and only then', () => {
  const compare = (scanned: Uint8Array<ArrayBuffer>) => peopleOf(alice).compareScanned('bob', scanned)
  assert.deepEqual(compare(new Uint8Array([1])), { ok: true, value: 'unreadable' })
  enter(bob.device, [recordOf('alice'), recordFor(bob)])
  assert.deepEqual(compare(numberOf(bob, alice).scannable), { ok: true, value: 'different' })
  assert.equal(numberOf(alice, bob).verified, false)
  enter(bob.device, [recordFor(alice), recordFor(bob)])
  assert.deepEqual(compare(numberOf(bob, alice).scannable), { ok: true, value: 'same' })
  assert.equal(numberOf(alice, bob).verified, true)
})

test('with whom there is nothing to compare, and what is no name', () => {
  const { verify } = peopleOf(alice)
  assert.deepEqual(verify('nobody'), { ok: false, error: { type: 'unknown-contact' } })
  enter(alice.device, [recordFor(alice)])
  assert.deepEqual(verify('bob'), { ok: false, error: { type: 'unknown-contact' } }, 'no key is known')
  const refused = verify('No Name')
  assert.equal(!refused.ok && refused.error.type, 'name-invalid')
})
