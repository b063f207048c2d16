import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestOperator } from '@comrad/operator/testing'
import { createOperatorFiles } from './operator-files.ts'
import { createWorld, meet, screen, send, statesOf, until } from './world.ts'

test('an Operator that was put back to an old copy is noticed, named, and trusted no more', async (t) => {
  const files = createOperatorFiles()
  const world = await createWorld(t, files.open())
  const [alice, bob] = [await world.comrad('alice'), await world.comrad('bob')]
  await meet(alice, bob)
  await world.stopOperator()
  const backup = files.copy()
  await world.runOperator(files.open())
  await world.comrad('carol')
  assert.ok((await alice.comrad.checkLog()).ok)
  const seen = alice.comrad.status().register
  assert.equal(seen.size, 3)

  await world.runOperator(backup.open())
  await until('alice is alarmed', () => alice.comrad.alarms().length > 0)
  const [alarm] = alice.comrad.alarms()
  assert.ok(alarm?.alarm.kind === 'shrunk' && alarm.endsTrust)
  assert.deepEqual([alarm.alarm.seen.size, alarm.alarm.shown.size], [3, 2])
  assert.equal(alarm.alarm.seen.root, seen.root)
  assert.match(alarm.words.happened, /3 names.*2 names/)
  assert.deepEqual(alice.comrad.status().connection, { phase: 'halted' })
  assert.deepEqual(alice.comrad.status().words[0], alarm.words)

  const frames = world.network.recorded.length
  assert.ok((await alice.comrad.send('bob', 'kept')).ok, 'it can still be written, and stays here')
  assert.deepEqual(await alice.comrad.sync(), { ok: false, error: { type: 'halted' } })
  assert.deepEqual(await alice.comrad.checkLog(), { ok: false, error: { type: 'halted' } })
  await world.clock.advance(3_600_000)
  const sent = world.network.recorded.slice(frames).filter(({ device }) => device === 'alice')
  assert.deepEqual(sent, [], 'not a frame goes to it')
  assert.deepEqual(statesOf(alice, bob), ['queued'])

  await alice.close()
  const again = await world.stranger('alice', { store: alice.files })
  again.comrad.start()
  assert.deepEqual(again.comrad.status().connection, { phase: 'halted' }, 'and after a restart')
})

test('two registers shown to two people are found out by the first letter between them', async (t) => {
  const files = createOperatorFiles()
  const world = await createWorld(t, files.open())
  const [alice, bob] = [await world.comrad('alice'), await world.comrad('bob')]
  await meet(alice, bob)
  // One Operator, two faces: bob and all mail on one, alice's reading of the register on the other.
  await world.stopOperator()
  const otherFace = await createTestOperator({ store: files.copy().open(), clock: world.clock })
  t.after(() => otherFace.stop())
  await world.runOperator(files.open())
  await world.comrad('carol')
  alice.transport.route(({ kind }) => (kind === 'recipient' ? undefined : otherFace))
  let note: Uint8Array<ArrayBuffer> | undefined
  const isShown = Promise.withResolvers<void>()
  alice.transport.intercept({
    onReply: async ({ reply, purpose }) => {
      if (reply.type !== 'greeting') return 'pass'
      if (purpose.kind === 'recipient') await isShown.promise
      else note = reply.checkpoint
      isShown.resolve()
      // Whoever shows two faces shows each person always the same one.
      return note ? { instead: { ...reply, checkpoint: note } } : 'pass'
    },
  })
  const dave = await world.stranger('dave')
  dave.transport.route(() => otherFace)
  assert.ok((await dave.comrad.register('dave')).ok)
  alice.transport.cut()
  assert.ok((await alice.comrad.checkLog()).ok)
  assert.ok((await bob.comrad.checkLog()).ok)
  const [hers, his] = [alice.comrad.status().register, bob.comrad.status().register]
  assert.equal(hers.size, his.size)
  assert.notEqual(hers.root, his.root)
  assert.deepEqual([...alice.comrad.alarms(), ...bob.comrad.alarms()], [])

  await send(alice, bob, 'do you see what I see?')
  await until('bob is alarmed', () => bob.comrad.alarms().length > 0)
  const [alarm] = bob.comrad.alarms()
  assert.ok(alarm?.alarm.kind === 'forked' && alarm.endsTrust)
  assert.equal(alarm.alarm.from, 'alice')
  assert.equal(alarm.alarm.seen.root, his.root)
  assert.equal(alarm.alarm.shown.root, hers.root)
  assert.match(alarm.alarm.shown.note, /^comrad\.operator\//)
  assert.match(alarm.words.happened, /alice/)
  assert.deepEqual(bob.comrad.status().connection, { phase: 'halted' })
  assert.ok(screen(bob, alice).includes('< do you see what I see?'), 'the letter itself is kept')
})
