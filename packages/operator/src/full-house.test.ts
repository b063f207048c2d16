/** Who makes room when as many are connected as may be. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type TestContext, test } from 'node:test'
import type { WebSocket } from 'ws'
import { asking, openLane, openSocket, speakOver, tick } from './circuit-fixture.ts'
import { authenticate, createComrad, greet, register, type TestComrad } from './comrad-fixture.ts'
import type { MetricEvent } from './metrics.ts'
import { listen } from './server.ts'
import { connectInMemory, createTestOperator } from './testing.ts'

async function openHouse(t: TestContext, maxConnections: number) {
  const operator = await createTestOperator()
  const server = await listen({ operator, port: 0, proxyProtocol: true, limits: { maxConnections } })
  t.after(server.stop)
  return {
    ...{ server, operator, nameless, named },
    counted: (event: MetricEvent) => operator.metrics().snapshot()[event] ?? 0,
  }

  /** It says hello, and from then on nothing but ticks. */
  async function nameless(circuit: string): Promise<WebSocket> {
    const lane = await openLane(server.port, circuit)
    await greet(asking(lane))
    return lane
  }

  async function named(circuit: string, comrad: TestComrad): Promise<WebSocket> {
    const lane = await openLane(server.port, circuit)
    await authenticate(comrad, asking(lane))
    return lane
  }
}

async function until(holds: () => boolean) {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve))
}

test('a named lane that reconnects gets in while idle lanes fill the house; the largest crowd gives way first', async (t) => {
  const house = await openHouse(t, 10)
  const alice = createComrad('alice')
  await register(alice, connectInMemory(house.operator).request)
  const crowd = new Map<string, WebSocket>()
  for (const who of ['a0', 'a1', 'a2', 'a3', 'a4', 'b0', 'b1', 'b2', 'b3']) {
    crowd.set(who, await house.nameless(who.charAt(0)))
  }
  const gone: string[] = []
  for (const [who, lane] of crowd) lane.once('close', () => gone.push(who))
  const of = (who: string) => crowd.get(who) ?? assert.fail(who)
  const before = await house.named('c', alice)
  assert.equal(house.server.connections(), 10)
  // A request counts, and a tick does not.
  await greet(asking(of('a0')))
  for (const who of ['a2', 'a1']) await tick(of(who))

  // The older lane of her name, whose circuit is dead, is still there: it closes once she has shown who she is.
  const replaced = once(before, 'close')
  const after = await house.named('d', alice)
  await replaced
  await until(() => gone.length === 1)
  const newcomers = [await house.nameless('e')]
  for (const circuit of ['e', 'f']) {
    const count = gone.length
    newcomers.push(await house.nameless(circuit))
    await until(() => gone.length > count)
  }
  assert.deepEqual(gone, ['a1', 'a2', 'b0'])
  assert.equal(house.counted('connection-dropped-crowding'), 3)
  for (const lane of [after, ...newcomers]) await tick(lane)
})

test('newcomers to a full house do not drive each other out before they have said hello', async (t) => {
  const house = await openHouse(t, 20)
  for (let circuit = 0x10; circuit < 0x10 + 20; circuit++) await house.nameless(circuit.toString(16))
  const [slow, quick] = ['aa', 'bb'].map((circuit) => openSocket(house.server.port, circuit))
  assert.ok(slow && quick)
  await Promise.all([slow, quick].map((socket) => once(socket, 'connect')))
  for (const socket of [quick, slow]) await greet(asking(await speakOver(house.server.port, socket)))
  const dropped = (['crowding', 'silent'] as const).map((who) => house.counted(`connection-dropped-${who}`))
  assert.deepEqual(dropped, [2, 0])
})

test('a lane that bears a name makes room for nobody', async (t) => {
  const house = await openHouse(t, 2)
  const comrads = ['alice', 'bob'].map((name) => createComrad(name))
  for (const comrad of comrads) await register(comrad, connectInMemory(house.operator).request)
  const lanes: WebSocket[] = []
  for (const comrad of comrads) lanes.push(await house.named('a', comrad))
  const late = openSocket(house.server.port, 'c')
  await once(late.resume(), 'close')
  assert.equal(house.counted('connection-refused-full'), 1)
  for (const lane of lanes) await tick(lane)
})
