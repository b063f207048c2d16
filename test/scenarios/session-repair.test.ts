import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createWorld, meet, type Person, screen, send, settle, statesOf, until, type World } from './world.ts'

async function pair(t: TestContext) {
  const world = await createWorld(t)
  const [alice, bob] = [await world.comrad('alice'), await world.comrad('bob')]
  await meet(alice, bob)
  await send(alice, bob, 'a1')
  await settle(alice, bob)
  await send(bob, alice, 'b1')
  await settle(bob, alice)
  return { world, alice, bob }
}

/** Somebody puts back a copy of the store that they made earlier. */
async function restoreAfter(
  world: World,
  person: Person,
  label: string,
  meanwhile: (now: Person) => Promise<void>,
) {
  await person.close()
  const copy = person.files.copy()
  const between = await world.stranger(label, { store: person.files })
  between.comrad.start()
  await meanwhile(between)
  await between.close()
  const restored = await world.stranger(label, { store: copy })
  restored.comrad.start()
  return restored
}

async function exchange(one: Person, other: Person, rounds: number) {
  for (let round = 0; round < rounds; round++) {
    await send(one, other, `forgotten ${round}`)
    await settle(one, other)
    await send(other, one, `forgotten too ${round}`)
    await settle(other, one)
  }
}

const withoutNotices = (lines: string[]) => lines.filter((line) => /^[<>] (?!.*forgotten)/.test(line))
const notices = (lines: string[]) => lines.filter((line) => line.startsWith('!'))

for (const writer of ['alice', 'bob'] as const) {
  test(`after alice put back an old store, ${writer} writes first, and both are read`, async (t) => {
    const { world, alice, bob } = await pair(t)
    const restored = await restoreAfter(world, alice, 'alice', (between) => exchange(between, bob, 3))
    const [first, second] = writer === 'alice' ? [restored, bob] : [bob, restored]
    await send(first, second, 'first after')
    await settle(first, second, first)
    await send(second, first, 'second after')
    await settle(second, first, second)
    await settle(first, second)

    const hers = withoutNotices(screen(restored, bob))
    const his = withoutNotices(screen(bob, restored))
    const [mine, theirs] = writer === 'alice' ? ['>', '<'] : ['<', '>']
    assert.deepEqual(his.slice(-2), [`${theirs} first after`, `${mine} second after`])
    assert.deepEqual(hers.slice(-2), [`${mine} first after`, `${theirs} second after`])
    assert.deepEqual(statesOf(first, second).slice(-1), ['delivered'])
    assert.deepEqual(statesOf(second, first).slice(-1), ['delivered'])
    const said = [...notices(screen(restored, bob)), ...notices(screen(bob, restored))]
    assert.ok(said.includes('! asked-again') && said.includes('! session-repaired'), `${said}`)
  })
}

test('what an old store has forgotten shows as a gap', async (t) => {
  const { world, alice, bob } = await pair(t)
  const restored = await restoreAfter(world, alice, 'alice', (between) => exchange(between, bob, 2))
  await send(bob, restored, 'after')
  await settle(bob, restored, bob)
  assert.ok(screen(restored, bob).includes('… 2'), `${screen(restored, bob)}`)
})

test('a device that was recovered by its phrase meets anew and is sent what it missed', async (t) => {
  const { world, alice, bob } = await pair(t)
  const phrase = bob.comrad.recoveryPhrase() ?? ''
  await bob.close()
  await alice.comrad.send('bob', 'while the device was lost')
  await settle(alice)

  const again = await world.stranger('bob')
  const recovered = await again.comrad.recover(phrase)
  assert.ok(recovered.ok, JSON.stringify(recovered))
  assert.equal(recovered.value.name, 'bob')
  again.comrad.start()
  await settle(again)
  assert.ok(again.comrad.status().mail.strangers > 0, 'what cannot be read is counted')
  assert.ok((await again.comrad.meet('alice')).ok)
  await until('alice has answered by herself', () => again.comrad.contacts().met.length === 1)
  await settle(again, alice, again)

  assert.deepEqual(
    withoutNotices(screen(again, alice)).filter((line) => line.startsWith('<')),
    ['< while the device was lost'],
  )
  assert.ok(screen(alice, again).includes('! they-recovered'))
  assert.deepEqual(statesOf(alice, again), ['delivered', 'delivered'])
  await send(again, alice, 'here I am')
  await settle(again, alice)
  assert.ok(screen(alice, again).includes('< here I am'))
})

test('many letters that cannot be opened are asked for with few letters', async (t) => {
  const { world, alice, bob } = await pair(t)
  const restored = await restoreAfter(world, alice, 'alice', (between) => exchange(between, bob, 3))
  let deposits = 0
  for (const person of [restored, bob]) {
    person.transport.intercept({
      onRequest: ({ request }) => {
        if (request.type === 'deposit') deposits++
        return 'pass'
      },
    })
  }
  for (const text of ['1', '2', '3', '4', '5']) await send(restored, bob, text)
  for (let minute = 0; minute < 12; minute++) {
    await settle(restored, bob)
    await world.clock.advance(60_000)
  }
  assert.deepEqual(withoutNotices(screen(bob, restored)).slice(-5), ['< 1', '< 2', '< 3', '< 4', '< 5'])
  // Five, five again, and what asks and confirms.
  assert.ok(deposits <= 25, `${deposits} deposits`)
})
