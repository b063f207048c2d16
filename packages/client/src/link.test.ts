import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { err } from '@comrad/protocol'
import { createAccount } from './account/account.ts'
import { createLink } from './link.ts'
import { type BareDevice, createBareDevice } from './testing/bare-device.ts'
import type { LanePurpose, Transport } from './transport.ts'
import { createTrust } from './trust.ts'

type Opened = { readonly purpose: LanePurpose; isClosed: boolean }

let device: BareDevice
let lanes: Opened[]
beforeEach(async () => {
  device = await createBareDevice()
  lanes = []
})
afterEach(() => device.close())

const transport: Transport = {
  anonymity: 'none',
  lane(purpose) {
    const opened: Opened = { purpose, isClosed: false }
    lanes.push(opened)
    return {
      state: () => ({ phase: opened.isClosed ? 'closed' : 'open' }),
      request: async () => err({ type: 'closed' }),
      onState: () => () => {},
      close() {
        opened.isClosed = true
      },
    }
  },
  close: async () => {},
}

const linking = () =>
  createLink({
    ...{ device, transport, account: createAccount(device), trust: createTrust(device) },
    onCheckpoint: () => {},
    onNamedOpen: () => {},
    onRecipientOpen: () => {},
    onFeedOpen: () => {},
  })

const labels = () => lanes.flatMap(({ purpose }) => (purpose.kind === 'act' ? [purpose.label] : []))

test('each act has a circuit of its own, closed behind it, also when it goes wrong', async () => {
  const link = linking()
  await link.once(async () => {
    assert.equal(lanes[0]?.isClosed, false, 'open while it is used')
  })
  await assert.rejects(
    link.once(async () => {
      throw new Error('a bug')
    }),
  )
  await Promise.all([link.once(async () => {}), link.once(async () => {})])
  assert.equal(new Set(labels()).size, 4)
  assert.ok(lanes.every(({ isClosed }) => isClosed))
})

test('the feed is read on one lane, which carries no act', async () => {
  const link = linking()
  assert.equal(link.feed(), link.feed())
  await link.once(async () => {})
  assert.deepEqual(
    lanes.map(({ purpose }) => purpose.kind),
    ['feed', 'act'],
  )
})

test('a device that stops closes what is under way, and begins nothing new', async () => {
  const link = linking()
  link.feed()
  const under = Promise.withResolvers<void>()
  const act = link.once(() => under.promise)
  link.close()
  assert.ok(lanes.every(({ isClosed }) => isClosed))
  under.resolve()
  await act
  await link.once(async (request) => {
    assert.deepEqual(await request({ type: 'feed-head' }), err({ type: 'closed' }))
  })
  assert.equal(lanes.length, 2)
})
