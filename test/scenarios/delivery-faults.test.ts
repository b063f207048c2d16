import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Request } from '@comrad/protocol'
import { fillMailbox, forgetMail, mailOf } from './mailbox-hands.ts'
import { createOperatorFiles } from './operator-files.ts'
import {
  conversation,
  createWorld,
  meet,
  type Person,
  screen,
  send,
  settle,
  statesOf,
  until,
} from './world.ts'

const DAY_MS = 86_400_000

async function pair(t: TestContext, store?: Parameters<typeof createWorld>[1]) {
  const world = await createWorld(t, store)
  const [alice, bob] = [await world.comrad('alice'), await world.comrad('bob')]
  await meet(alice, bob)
  return { world, alice, bob }
}

/** Kills the connection of the first such request, before or after the Operator has done it. */
function cutOnce(person: Person, type: Request['type'], when: 'before' | 'after'): { happened(): boolean } {
  let cut = false
  const verdict = ({ request }: { readonly request: Request }) => {
    if (cut || request.type !== type) return 'pass'
    cut = true
    return 'cut'
  }
  person.transport.intercept(when === 'before' ? { onRequest: verdict } : { onReply: verdict })
  return { happened: () => cut }
}

test('a letter whose deposit was answered by nobody arrives once', async (t) => {
  const { world, alice, bob } = await pair(t)
  for (const when of ['before', 'after'] as const) {
    const { happened } = cutOnce(alice, 'deposit', when)
    await send(alice, bob, when)
    await until('the connection dies', happened)
    alice.transport.intercept(undefined)
    await world.clock.advance(2_000)
    await settle(alice, bob)
  }
  assert.deepEqual(screen(bob, alice), ['! met', '< before', '< after'])
  assert.deepEqual(statesOf(alice, bob), ['delivered', 'delivered'])
})

test('a letter whose acknowledgement was lost is shown once', async (t) => {
  const { alice, bob } = await pair(t)
  const { happened } = cutOnce(bob, 'acknowledge', 'before')
  await send(alice, bob, 'once')
  await until('the connection dies', happened)
  bob.transport.intercept(undefined)
  await settle(bob, alice, bob)
  assert.deepEqual(screen(bob, alice), ['! met', '< once'])
  assert.deepEqual(statesOf(alice, bob), ['delivered'])
})

test('a lost receipt is written again when the letter comes again', async (t) => {
  const { world, alice, bob } = await pair(t)
  await bob.comrad.stop()
  await send(alice, bob, 'did you get it?')
  await settle(alice)
  // The receipt is deposited and vanishes: an Operator that does not keep its promise.
  await alice.comrad.stop()
  await settle(bob)
  await forgetMail(world, alice)
  await settle(alice)
  assert.deepEqual(statesOf(alice, bob), ['deposited'])
  await world.clock.advance(8 * DAY_MS)
  await settle(alice, bob)
  assert.deepEqual(statesOf(alice, bob), ['delivered'])
  assert.deepEqual(screen(bob, alice), ['! met', '< did you get it?'])
})

test('an Operator that stops and comes back loses nothing', async (t) => {
  const { open } = createOperatorFiles()
  const { world, alice, bob } = await pair(t, open())
  bob.transport.setOnline(false)
  await send(alice, bob, 'before')
  await settle(alice)
  await world.stopOperator()
  await send(alice, bob, 'while it is gone')
  await world.runOperator(open())
  await send(alice, bob, 'after')
  bob.transport.setOnline(true)
  await world.clock.advance(60_000)
  await settle(alice, bob)
  assert.deepEqual(screen(bob, alice), ['! met', '< before', '< while it is gone', '< after'])
  assert.deepEqual(statesOf(alice, bob), ['delivered', 'delivered', 'delivered'])
})

test('letters that are missing show as a gap until they come', async (t) => {
  const { world, alice, bob } = await pair(t)
  await bob.comrad.stop()
  for (const text of ['one', 'two', 'three']) await send(alice, bob, text)
  await settle(alice)
  const [, ...lost] = await mailOf(world, bob)
  await forgetMail(world, bob, lost)
  await send(alice, bob, 'four')
  await settle(alice, bob)
  assert.deepEqual(screen(bob, alice), ['! met', '< one', '… 2', '< four'])
  assert.deepEqual(statesOf(alice, bob), ['delivered', 'deposited', 'deposited', 'delivered'])

  await world.clock.advance(8 * DAY_MS)
  await settle(alice, bob)
  assert.deepEqual(screen(bob, alice), ['! met', '< one', '< two', '< three', '< four'])
})

test('a full mailbox is said so, and the letter comes when there is room', async (t) => {
  const { world, alice, bob } = await pair(t)
  await bob.comrad.stop()
  const junk = await fillMailbox(world, bob)
  const letter = await send(alice, bob, 'is there room?')
  await alice.comrad.sync()
  const [state] = conversation(alice, bob).entries.flatMap((entry) =>
    entry.type === 'sent' ? [entry.state] : [],
  )
  assert.deepEqual(state, { phase: 'queued', cancellable: true, reason: 'mailbox-full' })
  assert.equal(alice.comrad.status().mail.mailboxFull, 1)
  assert.ok(alice.comrad.status().words.some(({ happened }) => happened.includes('full')))

  // It was refused for certain, so it can be taken back; and leaves no gap.
  assert.ok((await alice.comrad.cancel(letter)).ok)
  await send(alice, bob, 'and now?')
  await forgetMail(world, bob, junk)
  await world.clock.advance(700_000)
  await settle(alice, bob)
  assert.deepEqual(screen(bob, alice), ['! met', '< and now?'])
  assert.deepEqual(statesOf(alice, bob), ['cancelled', 'delivered'])
})

test('what nobody confirms in 30 days is undelivered, and says so; a late receipt is believed', async (t) => {
  const { world, alice, bob } = await pair(t)
  await bob.comrad.stop()
  await send(alice, bob, 'are you there?')
  await settle(alice)
  await world.clock.advance(28 * DAY_MS)
  assert.deepEqual(statesOf(alice, bob), ['deposited'])
  await alice.comrad.stop()
  await settle(bob)
  await bob.comrad.stop()
  await world.clock.advance(3 * DAY_MS)
  // The receipt waits; the letter is judged before it is collected.
  alice.transport.setOnline(false)
  alice.comrad.start()
  await until('it is given up', () => statesOf(alice, bob)[0] === 'undelivered')
  assert.equal(alice.comrad.status().mail.undelivered, 1)
  alice.transport.setOnline(true)
  await settle(alice)
  assert.deepEqual(statesOf(alice, bob), ['delivered'])
  assert.equal(alice.comrad.status().mail.undelivered, 0)
})

test('a letter that was sealed long before it could be deposited is sealed anew', async (t) => {
  const { world, alice, bob } = await pair(t)
  alice.transport.intercept({ onRequest: ({ request }) => (request.type === 'deposit' ? 'drop' : 'pass') })
  await send(alice, bob, 'late but well')
  await until('it is on its way', () => statesOf(alice, bob)[0] === 'depositing')
  await world.clock.advance(4 * DAY_MS)
  alice.transport.intercept(undefined)
  await world.clock.advance(400_000)
  await settle(alice, bob)
  assert.deepEqual(screen(bob, alice), ['! met', '< late but well'])
  assert.equal(bob.comrad.status().mail.badCertificates, 0)
})
