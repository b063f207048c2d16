import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createWorld, meet, nameOf, type Person, screen, send, settle, statesOf, until } from './world.ts'

const DAY_MS = 86_400_000

for (const [label, skew] of [
  ['a day fast', DAY_MS],
  ['a day slow', -DAY_MS],
  ['two hours slow', -7_200_000],
] as const) {
  test(`a clock that is ${label} is said so, and mail goes on both ways`, async (t) => {
    const world = await createWorld(t)
    const bob = await world.comrad('bob')
    const alice = await world.comrad('alice', { clock: world.clock.skewed(skew) })
    await meet(alice, bob)
    await send(alice, bob, 'what time is it?')
    await settle(alice, bob)
    await send(bob, alice, 'time to change')
    await settle(bob, alice)
    assert.deepEqual(screen(bob, alice), ['! met', '< what time is it?', '> time to change'])
    assert.deepEqual(statesOf(alice, bob), ['delivered'])
    assert.deepEqual(statesOf(bob, alice), ['delivered'])
    const { clock, words } = alice.comrad.status()
    assert.deepEqual(clock, { phase: 'wrong', aheadMs: skew })
    const expected = label === 'two hours slow' ? '2 hours behind' : skew > 0 ? '1 day ahead' : '1 day behind'
    assert.ok(
      words.some(({ happened }) => happened.includes(expected)),
      JSON.stringify(words),
    )
    assert.deepEqual(bob.comrad.status().clock, { phase: 'right' })
  })
}

test('with a clock that is months wrong letters stay at the Operator until it is set', async (t) => {
  const world = await createWorld(t)
  const [alice, bob] = [await world.comrad('alice'), await world.comrad('bob')]
  await meet(alice, bob)
  await bob.close()
  await send(alice, bob, 'patience')
  await settle(alice)
  const lost = await world.stranger('bob', { store: bob.files, clock: world.clock.skewed(-200 * DAY_MS) })
  await settle(lost)
  assert.deepEqual(screen(lost, alice), ['! met'])
  assert.equal(lost.comrad.status().clock.phase, 'wrong')
  await lost.close()
  const found = await world.stranger('bob', { store: bob.files })
  await settle(found)
  assert.deepEqual(screen(found, alice), ['! met', '< patience'])
})

test('an Operator that says another day is given no act, and it is said why', async (t) => {
  const world = await createWorld(t)
  const [alice, bob] = [await world.comrad('alice'), await world.comrad('bob')]
  const permits: unknown[] = []
  // On the lanes that carry no name: who is told so on their own is not known by it on these.
  alice.transport.intercept({
    onRequest({ request }) {
      if (request.type === 'permit') permits.push(request)
      return 'pass'
    },
    onReply: ({ purpose, reply }) =>
      reply.type === 'greeting' && purpose.kind === 'recipient'
        ? { instead: { ...reply, time: reply.time - 3 * DAY_MS } }
        : 'pass',
  })
  assert.ok((await alice.comrad.meet(nameOf(bob))).ok)
  await settle(alice)
  const meeting = alice.comrad.meeting(nameOf(bob))
  assert.equal(meeting.ok && meeting.value?.state, 'wrong-clock')
  assert.match((meeting.ok && meeting.value?.words.happened) || '', /more than a day apart/)
  assert.deepEqual(permits, [])

  alice.transport.intercept(undefined)
  alice.transport.cut()
  await world.clock.advance(1_800_000)
  await settle(alice, bob)
  assert.deepEqual(
    bob.comrad.contacts().incoming.map(({ name }) => name),
    ['alice'],
  )
})

test('a day whose slots were used does not come again with the clock that was wrong for a while', async (t) => {
  const world = await createWorld(t)
  let skewMs = 0
  const clock = { ...world.clock, now: () => world.clock.now() + skewMs }
  const alice = await world.comrad('alice', { clock, options: { upkeepEveryMs: 7_200_000 } })
  const bob = await world.comrad('bob')
  await meet(alice, bob)
  const used = () => alice.store.sql.all<{ day: number; slot: number }>('select day, slot from slots')
  const before = used()
  assert.ok(before.length > 0)
  skewMs = 400 * DAY_MS
  await world.clock.advance(14_400_000)
  assert.deepEqual(used(), before, 'the Operator has said another day')
  skewMs = 0
  await world.clock.advance(4 * DAY_MS)
  alice.transport.cut()
  await settle(alice)
  await world.clock.advance(14_400_000)
  assert.deepEqual(
    used().filter(({ day }) => before.some((one) => one.day === day)),
    [],
    'and both agree that it is over',
  )
})

/** As on a disk on which nothing is left: the file may not grow, and its free pages are taken. */
function fillDisk({ store: { sql } }: Person): { free(): void } {
  const pages = sql.get<{ page_count: number }>('pragma page_count')?.page_count ?? 0
  sql.exec(`pragma max_page_count = ${pages}`)
  try {
    for (let index = 0; ; index++) {
      sql.run('insert into facts (key, value) values (?, ?)', `junk ${index}`, new Uint8Array(2000))
    }
  } catch (error) {
    assert.equal((error as Error).name, 'StoreFailure')
  }
  return {
    free() {
      sql.exec('pragma max_page_count = 1000000')
      sql.run(`delete from facts where key like 'junk %'`)
    },
  }
}

test('on a full disk nothing is half done, it is said so, and goes on when there is room', async (t) => {
  const world = await createWorld(t)
  const [alice, bob] = [await world.comrad('alice'), await world.comrad('bob')]
  await meet(alice, bob)
  await bob.comrad.stop()
  const words = Array.from({ length: 40 }, (_, index) => `${index} ${'x'.repeat(900)}`)
  for (const text of words) await send(alice, bob, text)
  await settle(alice)

  const disk = fillDisk(bob)
  bob.comrad.start()
  await until('it is noticed', () => bob.comrad.status().storage.phase === 'full')
  const synced = await bob.comrad.sync()
  assert.deepEqual(synced, { ok: false, error: { type: 'storage-full' } })
  assert.ok(bob.comrad.status().words.some(({ happened }) => happened === 'The disk is full.'))
  const seen = screen(bob, alice).length
  assert.ok(seen < words.length, 'not everything fitted')
  assert.deepEqual(bob.faults, [], 'a full disk is not a bug')
  let refusal: unknown
  for (let index = 0; index < 20 && refusal === undefined; index++) {
    const sent = await bob.comrad.send('alice', 'y'.repeat(1000))
    if (!sent.ok) refusal = sent.error
  }
  assert.deepEqual(refusal, { type: 'storage-full' })

  disk.free()
  await world.clock.advance(600_000)
  await settle(bob, alice)
  const received = screen(bob, alice).filter((line) => line.startsWith('<'))
  assert.deepEqual(
    received,
    words.map((text) => `< ${text}`),
  )
  assert.equal(bob.comrad.status().storage.phase, 'working')
  assert.deepEqual(
    statesOf(alice, bob),
    words.map(() => 'delivered'),
  )
})

test('a key that cannot be saved is not registered', async (t) => {
  const world = await createWorld(t)
  const device = await world.stranger('alice')
  device.store.sql.exec('pragma query_only = on')
  assert.deepEqual(await device.comrad.register('alice'), { ok: false, error: { type: 'storage-failed' } })
  assert.equal(world.network.recorded.length, 0)
  assert.equal(device.comrad.status().storage.phase, 'failed')
  device.store.sql.exec('pragma query_only = off')
  assert.ok((await device.comrad.register('alice')).ok)
})
