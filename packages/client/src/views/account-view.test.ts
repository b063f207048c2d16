import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { createAccount } from '../account/account.ts'
import { type BareDevice, createBareDevice, nameOf } from '../testing/bare-device.ts'
import { workingOf } from './account-view.ts'

let device: BareDevice
beforeEach(async () => {
  device = await createBareDevice()
})
afterEach(() => device.close())

test('an account is none, then a key without a name, then a name that was asked for, then one that is entered', () => {
  const account = createAccount(device)
  const alice = nameOf('alice')
  assert.deepEqual(account.view(), { phase: 'none' })
  account.create()
  assert.deepEqual(account.view(), { phase: 'unnamed' })
  device.rows.account.claiming(alice)
  assert.deepEqual(account.view(), { phase: 'claiming', name: alice })
  assert.equal(account.self(), undefined, 'nothing is done under a name that may be somebody else’s')
  device.rows.account.registered(alice, 7)
  assert.deepEqual(account.view(), { phase: 'registered', name: alice, index: 7 })
})

test('work that only luck ends is told by how many would be done by now', () => {
  const percents = [0, 500, 1_000, 2_000, 5_000, 1_000_000].map((attempts) => {
    const progress = workingOf(attempts, 1_000)
    return progress.step === 'working' ? progress.percent : undefined
  })
  assert.deepEqual(percents, [0, 39, 63, 86, 99, 100])
  assert.deepEqual(workingOf(0, 0), { step: 'working', attempts: 0, expected: 0, percent: 0 })
})
