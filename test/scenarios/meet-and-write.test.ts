import assert from 'node:assert/strict'
import { test } from 'node:test'
import { conversation, createWorld, meet, screen, send, settle, statesOf, until } from './world.ts'

test('two comrads meet, compare safety numbers and write both ways', async (t) => {
  const world = await createWorld(t)
  const [alice, bob] = [await world.comrad('alice'), await world.comrad('bob')]
  await meet(alice, bob)

  await send(alice, bob, 'Bread and roses')
  await until('bob has it', () => bob.comrad.inbox().letters.length === 1)
  await send(bob, alice, 'and time to eat the bread')
  await until('alice has it', () => alice.comrad.inbox().letters.length === 1)
  await settle(alice, bob)

  assert.deepEqual(screen(alice, bob), ['! met', '> Bread and roses', '< and time to eat the bread'])
  assert.deepEqual(screen(bob, alice), ['! met', '< Bread and roses', '> and time to eat the bread'])
  assert.deepEqual(statesOf(alice, bob), ['delivered'])
  assert.deepEqual(statesOf(bob, alice), ['delivered'])

  const [hers, his] = [alice.comrad.verify('bob'), bob.comrad.verify('alice')]
  assert.ok(hers.ok && his.ok)
  assert.equal(hers.value.groups.length, 12)
  assert.deepEqual(hers.value.groups, his.value.groups)
  assert.equal(hers.value.verified, false)
  assert.ok((await alice.comrad.markVerified('bob')).ok)
  assert.equal(alice.comrad.contacts().met[0]?.verified, true)
  assert.equal(bob.comrad.contacts().met[0]?.verified, false)
})

test('requests that cross are a meeting', async (t) => {
  const world = await createWorld(t)
  const [alice, bob] = [await world.comrad('alice'), await world.comrad('bob')]
  const [hers, his] = await Promise.all([alice.comrad.meet('bob'), bob.comrad.meet('alice')])
  assert.ok(hers.ok && his.ok)
  await until('both have met', () => [alice, bob].every(({ comrad }) => comrad.contacts().met.length === 1))
  await send(alice, bob, 'you too?')
  await settle(alice, bob)
  assert.deepEqual(screen(bob, alice), ['! met', '< you too?'])
  assert.deepEqual(statesOf(alice, bob), ['delivered'])
})

test('whoever asks cannot know that they were declined', async (t) => {
  const world = await createWorld(t)
  const [alice, bob] = [await world.comrad('alice'), await world.comrad('bob')]
  assert.ok((await alice.comrad.meet('bob', 'we met at the strike')).ok)
  await until('bob is asked', () => bob.comrad.inbox().requests.length === 1)
  assert.equal(bob.comrad.inbox().requests[0]?.greeting, 'we met at the strike')
  assert.ok((await bob.comrad.decline('alice')).ok)
  await settle(alice, bob)
  assert.equal(alice.comrad.contacts().requested[0]?.meeting.phase, 'requested')
  assert.equal(bob.comrad.contacts().closed[0]?.meeting.phase, 'declined')
  assert.deepEqual(await alice.comrad.send('bob', 'hello?'), { ok: false, error: { type: 'not-met' } })

  await world.clock.advance(31 * 86_400_000)
  const requested = alice.comrad.contacts().requested[0]?.meeting
  assert.ok(requested?.phase === 'requested')
  assert.equal(requested.answer, 'unanswered')
})

test('whoever declines may say so, and think better of it', async (t) => {
  const world = await createWorld(t)
  const [alice, bob] = [await world.comrad('alice'), await world.comrad('bob')]
  assert.ok((await alice.comrad.meet('bob')).ok)
  await until('bob is asked', () => bob.comrad.inbox().requests.length === 1)
  assert.ok((await bob.comrad.decline('alice', { tell: true })).ok)
  await until('alice is told', () => alice.comrad.contacts().closed[0]?.meeting.phase === 'refused')
  assert.ok((await bob.comrad.accept('alice')).ok)
  await until('alice is told', () => alice.comrad.contacts().met.length === 1)
})

test('what cannot be asked is refused with its reason', async (t) => {
  const world = await createWorld(t)
  const alice = await world.comrad('alice')
  const reasonOf = async (name: string, greeting = '') => {
    const asked = await alice.comrad.meet(name, greeting)
    return asked.ok ? undefined : asked.error.type
  }
  assert.equal(await reasonOf('alice'), 'yourself')
  assert.equal(await reasonOf('nobody'), 'unknown-name')
  assert.equal(await reasonOf('no body'), 'name-invalid')
  await world.comrad('bob')
  assert.equal(await reasonOf('bob', 'x'.repeat(201)), 'greeting-invalid')
  assert.equal(await reasonOf('bob', 'a\u0000b'), 'greeting-invalid')
  assert.deepEqual(await alice.comrad.accept('bob'), { ok: false, error: { type: 'no-request' } })
  const unnamed = await world.stranger('nobody')
  const asked = await unnamed.comrad.meet('alice')
  assert.deepEqual(asked, { ok: false, error: { type: 'not-registered' } })
})

test('letters to somebody who is away wait, and come in order', async (t) => {
  const world = await createWorld(t)
  const [alice, bob] = [await world.comrad('alice'), await world.comrad('bob')]
  await meet(alice, bob)
  bob.transport.setOnline(false)
  const words = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']
  for (const word of words) await send(alice, bob, word)
  await settle(alice)
  assert.deepEqual(
    statesOf(alice, bob),
    words.map(() => 'deposited'),
  )
  bob.transport.setOnline(true)
  await settle(bob, alice)
  assert.deepEqual(screen(bob, alice), ['! met', ...words.map((word) => `< ${word}`)])
  assert.deepEqual(
    statesOf(alice, bob),
    words.map(() => 'delivered'),
  )
})

test('what was written while away goes out later, and can be taken back until then', async (t) => {
  const world = await createWorld(t)
  const [alice, bob] = [await world.comrad('alice'), await world.comrad('bob')]
  await meet(alice, bob)
  alice.transport.setOnline(false)
  await send(alice, bob, 'kept')
  const regretted = await send(alice, bob, 'regretted')
  await send(alice, bob, 'kept too')
  assert.deepEqual(statesOf(alice, bob), ['queued', 'queued', 'queued'])
  assert.ok((await alice.comrad.cancel(regretted)).ok)
  assert.deepEqual(await alice.comrad.cancel('00'), { ok: false, error: { type: 'unknown-letter' } })
  alice.transport.setOnline(true)
  await settle(alice, bob)
  assert.deepEqual(screen(bob, alice), ['! met', '< kept', '< kept too'], 'no gap where nothing is missing')
  assert.deepEqual(statesOf(alice, bob), ['delivered', 'cancelled', 'delivered'])
})

test('a letter that has left cannot be taken back', async (t) => {
  const world = await createWorld(t)
  const [alice, bob] = [await world.comrad('alice'), await world.comrad('bob')]
  await meet(alice, bob)
  bob.transport.setOnline(false)
  const letter = await send(alice, bob, 'gone')
  await settle(alice)
  assert.deepEqual(await alice.comrad.cancel(letter), { ok: false, error: { type: 'too-late' } })
})

test('a conversation is read a page at a time, and reading is remembered', async (t) => {
  const world = await createWorld(t)
  const [alice, bob] = [await world.comrad('alice'), await world.comrad('bob')]
  await meet(alice, bob)
  for (let index = 1; index <= 12; index++) await send(alice, bob, `${index}`)
  await settle(alice, bob)
  const last = bob.comrad.conversation('alice', { limit: 5 })
  assert.ok(last.ok && last.value.older !== undefined)
  const before = bob.comrad.conversation('alice', { limit: 50, before: last.value.older })
  assert.ok(before.ok)
  assert.equal(before.value.older, undefined)
  const texts = [...before.value.entries, ...last.value.entries].flatMap((entry) =>
    entry.type === 'received' ? [entry.text] : [],
  )
  assert.deepEqual(texts, ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12'])
  assert.equal(bob.comrad.status().mail.unread, 12)
  assert.ok((await bob.comrad.markRead('alice')).ok)
  assert.equal(bob.comrad.status().mail.unread, 0)
  assert.deepEqual(bob.comrad.inbox().letters, [])
})

test('everything is there again after the device was closed', async (t) => {
  const world = await createWorld(t)
  const [alice, bob] = [await world.comrad('alice'), await world.comrad('bob')]
  await meet(alice, bob)
  await send(alice, bob, 'remember me')
  await settle(alice, bob)
  const before = conversation(bob, alice)
  await bob.close()
  const again = await world.stranger('bob', { store: bob.files })
  assert.deepEqual(conversation(again, alice), before)
  again.comrad.start()
  await send(alice, again, 'still there?')
  await settle(alice, again)
  assert.deepEqual(screen(again, alice), ['! met', '< remember me', '< still there?'])
})
