import assert from 'node:assert/strict'
import { test } from 'node:test'
import { turn } from '@comrad/client/testing'
import { acquaint } from './acquaint.ts'
import { conversation, createWorld, type Person, screen, send, settle, statesOf, until } from './world.ts'

const MINUTE_MS = 60_000

const texts = (of: Person, other: Person) => screen(of, other).filter((line) => /^[<>]/.test(line))
const contactOf = (of: Person, other: Person) => conversation(of, other).contact

test('whoever is blocked learns nothing, and is not heard', async (t) => {
  const world = await createWorld(t)
  const [alice, bob, mallory] = [
    await world.comrad('alice'),
    await world.comrad('bob'),
    await world.comrad('mallory'),
  ]
  await acquaint(alice, bob, mallory)
  await send(alice, mallory, 'hello')
  await settle(alice, mallory)
  const wasTold = mallory.comrad.contacts()
  const since = world.network.recorded.length

  await send(mallory, alice, 'on its way already')
  assert.ok((await alice.comrad.block('mallory')).ok)
  await settle(alice, bob)
  for (const text of ['one', 'two']) await send(mallory, alice, text)
  await settle(mallory, alice, bob)

  const toMallory = world.network.recorded
    .slice(since)
    .filter(
      ({ device, purpose }) =>
        device === 'alice' && purpose.kind === 'recipient' && purpose.name === 'mallory',
    )
  assert.deepEqual(toMallory, [], 'nothing goes to them, not even a question')
  assert.deepEqual(texts(alice, mallory), ['> hello'])
  assert.deepEqual(alice.comrad.inbox().letters, [])
  assert.equal(alice.comrad.status().mail.strangers + alice.comrad.status().mail.hostile, 0)

  assert.deepEqual(screen(mallory, alice), ['< hello', '> on its way already', '> one', '> two'])
  const states = conversation(mallory, alice).entries.flatMap((entry) =>
    entry.type === 'sent' ? [entry.state] : [],
  )
  assert.deepEqual(
    states.slice(1),
    Array(2).fill({ phase: 'queued', cancellable: true }),
    'they wait: no more is said',
  )
  assert.deepEqual(
    mallory.comrad.contacts().met.map(({ lastAt: _, ...contact }) => contact),
    wasTold.met.map(({ lastAt: _, ...contact }) => contact),
  )
  const { words } = mallory.comrad.status()
  assert.deepEqual(words, [])
})

test('no letter between others is lost or doubled while the token changes', async (t) => {
  const world = await createWorld(t)
  const [alice, bob, carol, mallory] = [
    await world.comrad('alice'),
    await world.comrad('bob'),
    await world.comrad('carol'),
    await world.comrad('mallory'),
  ]
  await acquaint(alice, bob, carol, mallory)
  const said: string[] = []
  const say = async (from: Person, text: string) => {
    said.push(text)
    await send(from, alice, text)
  }
  carol.transport.setOnline(false)
  for (let index = 0; index < 4; index++) {
    await say(bob, `bob ${index}`)
    await say(carol, `carol ${index}`)
    if (index === 1) assert.ok((await alice.comrad.block('mallory')).ok)
  }
  await settle(alice, bob)
  carol.transport.setOnline(true)
  await until('all have come', () => texts(alice, bob).length + texts(alice, carol).length === said.length)
  assert.deepEqual(
    [bob, carol].flatMap((person) => texts(alice, person)).sort(),
    said.map((text) => `< ${text}`).sort(),
  )
  await settle(alice, bob, carol)
  await send(mallory, alice, 'still there?')
  await settle(mallory)
  assert.deepEqual(statesOf(mallory, alice), ['queued'], 'the old token is worth nothing')
})

test('the Operator has the old token until everybody else can know the new one', async (t) => {
  const world = await createWorld(t)
  const [alice, bob, mallory] = [
    await world.comrad('alice'),
    await world.comrad('bob'),
    await world.comrad('mallory'),
  ]
  await acquaint(alice, bob, mallory)
  const asked: string[] = []
  const gate = Promise.withResolvers<'pass'>()
  alice.transport.intercept({
    onRequest({ request }) {
      asked.push(request.type)
      return request.type === 'deposit' ? gate.promise : 'pass'
    },
  })
  assert.ok((await alice.comrad.block('mallory')).ok)
  void alice.comrad.sync()
  await until('it is asked what the Operator holds, and bob is told', () =>
    ['mailbox-status', 'deposit'].every((type) => asked.includes(type)),
  )
  for (let turns = 0; turns < 50; turns++) await turn()
  assert.equal(asked.includes('set-delivery-token'), false)
  gate.resolve('pass')
  await settle(alice)
  await until('the Operator is given it', () => asked.includes('set-delivery-token'))
})

test('two who change their tokens at the same moment go on writing to each other', async (t) => {
  const world = await createWorld(t)
  const [alice, bob, mallory] = [
    await world.comrad('alice'),
    await world.comrad('bob'),
    await world.comrad('mallory'),
  ]
  await acquaint(alice, bob, mallory)
  for (const { transport } of [alice, bob]) transport.setOnline(false)
  assert.ok((await alice.comrad.block('mallory')).ok)
  assert.ok((await bob.comrad.block('mallory')).ok)
  await send(alice, bob, 'to bob')
  await send(bob, alice, 'to alice')
  for (const { transport } of [alice, bob]) transport.setOnline(true)
  await until('both have come', () =>
    [texts(alice, bob), texts(bob, alice)].every(({ length }) => length === 2),
  )
  assert.deepEqual(
    [texts(alice, bob), texts(bob, alice)],
    [
      ['> to bob', '< to alice'],
      ['> to alice', '< to bob'],
    ],
  )
})

test('a device that is killed between the block and the Operator goes on with it', async (t) => {
  const world = await createWorld(t)
  const [alice, bob, mallory] = [
    await world.comrad('alice'),
    await world.comrad('bob'),
    await world.comrad('mallory'),
  ]
  await acquaint(alice, bob, mallory)
  alice.transport.setOnline(false)
  assert.ok((await alice.comrad.block('mallory')).ok)
  await alice.close()
  await send(mallory, alice, 'too late')
  await send(bob, alice, 'in time')
  await settle(bob, mallory)

  const again = await world.stranger('alice', { store: alice.files })
  again.comrad.start()
  await settle(again, bob)
  assert.deepEqual(texts(again, bob), ['< in time'])
  assert.deepEqual(texts(again, mallory), [])
  await send(mallory, again, 'anybody?')
  await settle(mallory, again)
  assert.deepEqual(statesOf(mallory, again), ['deposited', 'queued'])
  await send(bob, again, 'by the new token')
  await settle(bob, again)
  assert.deepEqual(texts(again, bob), ['< in time', '< by the new token'])
})

test('whoever is let in again is heard again, without a word to them', async (t) => {
  const world = await createWorld(t)
  const [alice, mallory] = [await world.comrad('alice'), await world.comrad('mallory')]
  await acquaint(alice, mallory)
  assert.ok((await alice.comrad.block('mallory')).ok)
  await settle(alice)
  await send(mallory, alice, 'sorry')
  await settle(mallory)
  assert.deepEqual(statesOf(mallory, alice), ['queued'])
  assert.ok((await alice.comrad.unblock('mallory')).ok)
  await settle(alice, mallory)
  assert.deepEqual(texts(alice, mallory), ['< sorry'])
  assert.deepEqual(screen(mallory, alice), ['> sorry'])
  assert.deepEqual(statesOf(mallory, alice), ['delivered'])
})

test('messages disappear on both sides, also from a device that was off', async (t) => {
  const world = await createWorld(t)
  const [alice, bob] = [await world.comrad('alice'), await world.comrad('bob')]
  await acquaint(alice, bob)
  await send(alice, bob, 'stays')
  assert.ok((await alice.comrad.setTimer('bob', 60)).ok)
  await send(alice, bob, 'goes')
  await settle(alice, bob)
  assert.equal(contactOf(bob, alice).timer, 60)
  assert.deepEqual(screen(bob, alice), ['< stays', '! timer-on', '< goes'])
  assert.ok((await bob.comrad.markRead('alice')).ok)
  const [, , read] = conversation(bob, alice).entries
  assert.ok(read?.type === 'received' && read.disappearsAt === world.clock.now() + MINUTE_MS)
  await bob.close()

  await world.clock.advance(MINUTE_MS)
  assert.deepEqual(screen(alice, bob), ['> stays', '! timer-on'])
  const again = await world.stranger('bob', { store: bob.files })
  assert.deepEqual(screen(again, alice), ['< stays', '! timer-on'])
  const left = again.store.sql.all(`select content from entries where content = 'goes'`)
  assert.deepEqual(left, [], 'erased before anything is shown')
  const found = again.store.sql.all(`select text from found where text = 'goes'`)
  assert.deepEqual(found, [])
})

test('a device that comes back with nothing is told the timer and shown the face again', async (t) => {
  const world = await createWorld(t)
  const [alice, bob] = [await world.comrad('alice'), await world.comrad('bob')]
  await acquaint(alice, bob)
  assert.ok((await alice.comrad.setTimer('bob', 3_600)).ok)
  assert.ok((await alice.comrad.trust('bob')).ok)
  await settle(alice, bob)
  assert.deepEqual([contactOf(bob, alice).timer, contactOf(bob, alice).trustsYou], [3_600, true])
  assert.deepEqual([contactOf(alice, bob).trusted, contactOf(alice, bob).trustsYou], [true, false])
  const phrase = bob.comrad.recoveryPhrase()
  await bob.close()

  const again = await world.stranger('bob')
  assert.ok((await again.comrad.recover(phrase ?? '')).ok)
  again.comrad.start()
  assert.ok((await again.comrad.meet('alice')).ok)
  await until('they have met again', () => again.comrad.contacts().met.length === 1)
  await settle(again, alice)
  assert.deepEqual([contactOf(again, alice).timer, contactOf(again, alice).trustsYou], [3_600, true])
})

test('a conversation that is deleted is gone here, and here only', async (t) => {
  const world = await createWorld(t)
  const [alice, bob] = [await world.comrad('alice'), await world.comrad('bob')]
  await acquaint(alice, bob)
  await send(alice, bob, 'one')
  await settle(alice, bob)
  await send(bob, alice, 'two')
  await settle(bob, alice)
  assert.ok((await alice.comrad.deleteConversation('bob')).ok)
  assert.deepEqual(screen(alice, bob), [])
  assert.deepEqual(texts(bob, alice), ['< one', '> two'])
  await send(bob, alice, 'three')
  await settle(bob, alice)
  assert.deepEqual(screen(alice, bob), ['< three'])
})
