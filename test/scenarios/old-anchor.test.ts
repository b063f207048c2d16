/** An Operator that goes back to where one name is missing: who cannot act there, and can a moment later, is that name. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Bytes, Request } from '@comrad/protocol'
import { createWorld, type Person, settle, until, type World } from './world.ts'

const HOUR_MS = 3_600_000

/** The checkpoint that a device is shown when it connects. */
async function noteFor(person: Person): Promise<Bytes> {
  let note: Bytes | undefined
  person.transport.intercept({
    onReply({ reply }) {
      if (reply.type === 'greeting') note = reply.checkpoint
      return 'pass'
    },
  })
  person.transport.cut()
  await settle(person)
  person.transport.intercept(undefined)
  assert.ok(note)
  return note
}

/** Answers every act with this anchor; tells what was asked on lanes that carry no name. */
function showAnchor(person: Person, note: Bytes): Request['type'][] {
  const asked: Request['type'][] = []
  person.transport.intercept({
    onRequest({ purpose, request }) {
      if (purpose.kind === 'act' && request.type !== 'hello') asked.push(request.type)
      return 'pass'
    },
    onReply: ({ reply }) => (reply.type === 'anchor' ? { instead: { ...reply, note } } : 'pass'),
  })
  return asked
}

const alarms = ({ comrad }: Person) => comrad.alarms().map(({ alarm }) => alarm.kind)
const myVote = ({ comrad }: Person) => comrad.feed().posts[0]?.votes?.mine

/** Bob, then Alice, then Carol, who posts; all have read of it for an hour. `old` is from before Alice came. */
async function threeOfThem(world: World) {
  const bob = await world.comrad('bob')
  const zora = await world.comrad('zora')
  const old = await noteFor(bob)
  const alice = await world.comrad('alice')
  const carol = await world.comrad('carol')
  const posted = await carol.comrad.post({ to: 'world', text: 'Shall we?', expiresDays: 30 })
  assert.ok(posted.ok)
  await settle(carol, alice, bob, zora)
  for (const { comrad } of [alice, bob, carol]) assert.ok((await comrad.checkLog()).ok)
  await world.clock.advance(HOUR_MS)
  return { alice, bob, carol, old, post: posted.value.post }
}

test('an anchor of before is refused by whoever is in it as by whoever is not, and it is said', async (t) => {
  const world = await createWorld(t)
  const { alice, bob, old, post } = await threeOfThem(world)
  const asked = [alice, bob].map((person) => showAnchor(person, old))
  for (const { comrad } of [alice, bob]) assert.ok((await comrad.vote(post, 'up')).ok)
  await settle(alice, bob)
  for (const types of asked)
    assert.deepEqual([...new Set(types)], ['anchor', 'leaves'], 'the Operator sees no difference')
  for (const person of [alice, bob]) {
    assert.deepEqual(alarms(person), ['old-anchor'])
    const mine = myVote(person)
    assert.ok(mine?.phase === 'casting')
    assert.equal(mine.reason, 'old-anchor')
    assert.match(mine.words?.happened ?? '', /an old group/)
    assert.match(person.comrad.status().words[0]?.happened ?? '', /in an old group: 2 names/)
    assert.equal(person.comrad.status().connection.phase, 'connected', 'mail goes on')
  }

  await alice.close()
  const again = await world.stranger('alice', { store: alice.files })
  const askedAgain = showAnchor(again, old)
  again.comrad.start()
  await settle(again)
  assert.deepEqual([...new Set(askedAgain)], ['anchor', 'leaves'], 'nor after a restart')

  for (const { transport } of [again, bob]) transport.intercept(undefined)
  await world.clock.advance(2 * HOUR_MS)
  for (const person of [again, bob]) {
    await settle(person)
    await until('the vote is cast', () => myVote(person)?.phase === 'cast')
  }
})

test('whoever comes back is shown no group in which only those are who were away, and acts a moment later', async (t) => {
  const world = await createWorld(t)
  const { alice, carol, post } = await threeOfThem(world)
  await alice.close()
  await world.clock.advance(24 * HOUR_MS)
  const lately = await noteFor(carol)
  await world.comrad('david')
  await world.clock.advance(24 * HOUR_MS)

  const back = await world.stranger('alice', { store: alice.files })
  const asked = showAnchor(back, lately)
  assert.ok((await back.comrad.vote(post, 'up')).ok)
  back.comrad.start()
  await settle(back)
  assert.deepEqual(
    [...new Set(asked)],
    ['anchor', 'leaves'],
    'it is genuine, and newer than all that she had read',
  )
  assert.deepEqual(alarms(back), [], 'and could be a moment old')
  back.transport.intercept(undefined)
  await world.clock.advance(10_000)
  await until('the vote is cast', () => myVote(back)?.phase === 'cast')
})
